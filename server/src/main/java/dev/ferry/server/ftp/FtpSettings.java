package dev.ferry.server.ftp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

public record FtpSettings(
        InetAddress bind,
        int port,
        PortRange passivePorts,
        PassiveAddress passiveAddress,
        Duration idleTimeout,
        Duration loginTimeout,
        Duration dataTimeout,
        Duration stallTimeout,
        int maxSessions,
        String banner) {
    public FtpSettings {
        if (maxSessions < 1)
            throw new IllegalArgumentException("ftp.max-sessions: " + maxSessions + " is below 1");
    }

    public static FtpSettings defaults() {
        return new FtpSettings(
                new InetSocketAddress(0).getAddress(),
                2121,
                PortRange.ANY,
                new PassiveAddress(""),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                1000,
                "Ferry");
    }
}
