package dev.ferry.app.config;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of `serve`, which `config show` takes too.
public final class ListenOptions {

    @Mixin private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            description = "Where to listen (default: every address of this machine).")
    private @Nullable String bind;

    @Option(
            names = "--ftp-port",
            paramLabel = "N|off",
            description = "The port for FTP (default: 2121; 0 for any that is free).")
    private @Nullable String ftpPort;

    @Option(
            names = "--ftps-port",
            paramLabel = "N|off",
            description = "The port for FTP that begins with TLS (default: off).")
    private @Nullable String ftpsPort;

    @Option(
            names = "--sftp-port",
            paramLabel = "N|off",
            description = "The port for SFTP (default: 2022; 0 for any that is free).")
    private @Nullable String sftpPort;

    @Option(
            names = "--passive-ports",
            paramLabel = "A-B",
            description = "Ports for passive data connections (default: any).")
    private @Nullable String passivePorts;

    @Option(
            names = "--metrics-port",
            paramLabel = "N|off",
            description = "The port for Prometheus, on loopback (default: off).")
    private @Nullable String metricsPort;

    public Settings settings() {
        Settings settings = config.settings();
        if (bind != null) settings = settings.with(Keys.BIND, bind);
        if (ftpPort != null) settings = settings.with(Keys.FTP_PORT, ftpPort);
        if (ftpsPort != null) settings = settings.with(Keys.FTP_FTPS_PORT, ftpsPort);
        if (sftpPort != null) settings = settings.with(Keys.SFTP_PORT, sftpPort);
        if (passivePorts != null) settings = settings.with(Keys.FTP_PASSIVE_PORTS, passivePorts);
        if (metricsPort != null) settings = settings.with(Keys.METRICS_PORT, metricsPort);
        return settings;
    }
}
