package dev.ferry.app.config;

import dev.ferry.app.cli.Version;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.AccountSettings;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.work.FileSettings;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.server.ftp.FtpSettings;
import dev.ferry.server.ftp.TlsSettings;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.sftp.SftpSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// All settings as the records that the parts of the server take; each has checked itself.
///
/// @param data absolute
/// @param ftp empty where its port is off
/// @param sftp the same
/// @param maxSessions at one time, whatever they speak
public record Config(
        Path data,
        Optional<FtpSettings> ftp,
        Optional<SftpSettings> sftp,
        int maxSessions,
        LimitSettings limits,
        FileSettings files,
        LocalSettings storage,
        ChecksumSettings checksums,
        AccountSettings accounts,
        AuditSettings audit,
        TlsConfig tls,
        Duration shutdownGrace,
        OptionalInt metricsPort,
        Optional<InetAddress> metricsBind,
        Keys.LogLevel logLevel,
        Map<String, String> logRooms,
        Keys.LogFormat logFormat) {

    public static Config of(Settings settings) {
        return new Config(
                settings.value(Keys.DATA).toAbsolutePath().normalize(),
                ftp(settings),
                sftp(settings),
                settings.value(Keys.FTP_MAX_SESSIONS),
                settings.checked(() ->
                        new LimitSettings(
                                settings.value(Keys.LIMITS_SESSIONS_PER_ADDRESS),
                                settings.value(Keys.LIMITS_SESSIONS_PER_ACCOUNT),
                                halfOpen(settings),
                                settings.value(Keys.LIMITS_HALF_OPEN_PER_ADDRESS),
                                settings.value(Keys.LIMITS_IPV6_PREFIX),
                                settings.value(Keys.LIMITS_WRONG_PASSWORDS),
                                settings.value(Keys.LIMITS_LONGEST_REFUSAL),
                                settings.value(Keys.LIMITS_BAN_AFTER),
                                settings.value(Keys.LIMITS_BAN_WINDOW),
                                settings.value(Keys.LIMITS_BAN_FOR),
                                settings.value(Keys.LIMITS_BAN_LONGEST),
                                settings.value(Keys.LIMITS_NEVER_BAN),
                                settings.value(Keys.LIMITS_COMMAND_RATE),
                                settings.value(Keys.LIMITS_FLOOD),
                                settings.value(Keys.LIMITS_ALLOW),
                                settings.value(Keys.LIMITS_DENY),
                                settings.value(Keys.LIMITS_PROXIES))),
                settings.checked(() ->
                        new FileSettings(
                                settings.value(Keys.FILES_FILE_MODE),
                                settings.value(Keys.FILES_FOLDER_MODE),
                                settings.value(Keys.FILES_UMASK),
                                settings.value(Keys.FILES_MAX_FILE),
                                new AccountLimits.Rates(
                                        settings.value(Keys.FILES_RATE_UP),
                                        settings.value(Keys.FILES_RATE_DOWN),
                                        settings.value(Keys.FILES_SESSION_RATE_UP),
                                        settings.value(Keys.FILES_SESSION_RATE_DOWN)),
                                settings.value(Keys.FILES_RECOUNT))),
                settings.checked(() ->
                        new LocalSettings(
                                settings.value(Keys.FILES_DURABILITY) == Keys.Durability.SAFE,
                                settings.value(Keys.FILES_KEEP_PARTIALS))),
                settings.checked(() ->
                        new ChecksumSettings(
                                settings.value(Keys.FILES_CHECKSUMS)
                                        == Keys.Checksumming.WHILE_UPLOADING,
                                settings.value(Keys.FILES_HASHES_AT_ONCE))),
                settings.checked(() ->
                        new AccountSettings(
                                settings.value(Keys.ACCOUNTS_LOGIN_MEMORY),
                                settings.value(Keys.ACCOUNTS_HASHES_AT_ONCE))),
                settings.checked(() ->
                        new AuditSettings(
                                settings.value(Keys.AUDIT_LOG) == Keys.Switch.ON,
                                settings.value(Keys.AUDIT_FLUSH),
                                settings.value(Keys.AUDIT_ROTATE_SIZE),
                                settings.value(Keys.AUDIT_ROTATE_DAILY) == Keys.Switch.ON,
                                settings.value(Keys.AUDIT_KEEP_FILES),
                                settings.value(Keys.AUDIT_KEEP_FOR))),
                settings.checked(() -> TlsConfig.of(settings)),
                settings.value(Keys.SHUTDOWN_GRACE),
                settings.value(Keys.METRICS_PORT),
                settings.value(Keys.METRICS_BIND),
                settings.value(Keys.LOG_LEVEL),
                settings.value(Keys.LOG_ROOMS),
                settings.value(Keys.LOG_FORMAT));
    }

    /// The default gives way to few sessions; what somebody set does not do so silently.
    private static int halfOpen(Settings settings) {
        int most = settings.value(Keys.FTP_MAX_SESSIONS);
        int halfOpen = settings.value(Keys.LIMITS_HALF_OPEN);
        if (settings.origin(Keys.LIMITS_HALF_OPEN) instanceof Origin.Default) {
            return Math.min(halfOpen, most);
        }
        if (halfOpen <= most) return halfOpen;
        throw new IllegalArgumentException(
                "limits.half-open: %d is above ftp.max-sessions, which is %d: it would never hold"
                        .formatted(halfOpen, most));
    }

    private static TlsSettings tls(Settings settings) {
        return new TlsSettings(
                settings.value(Keys.FTP_TLS),
                settings.value(Keys.FTP_FTPS_PORT),
                settings.value(Keys.FTP_TLS_RESUME) == Keys.Switch.ON,
                settings.value(Keys.FTP_CCC) == Keys.Switch.ON,
                settings.value(Keys.TLS_CLIENT_CERTIFICATES));
    }

    /// Checked even where the port is off: a bad value does not lie in wait.
    private static Optional<FtpSettings> ftp(Settings settings) {
        var port = settings.value(Keys.FTP_PORT);
        var ftp =
                settings.checked(() ->
                        new FtpSettings(
                                settings.value(Keys.BIND),
                                port.orElse(0),
                                settings.value(Keys.FTP_PASSIVE_PORTS),
                                settings.value(Keys.FTP_PASSIVE_ADDRESS),
                                settings.value(Keys.FTP_IDLE_TIMEOUT),
                                settings.value(Keys.FTP_LOGIN_TIMEOUT),
                                settings.value(Keys.FTP_DATA_TIMEOUT),
                                settings.value(Keys.FTP_STALL_TIMEOUT),
                                settings.value(Keys.FTP_MAX_SESSIONS),
                                settings.value(Keys.FTP_REFUSAL_PAUSE),
                                settings.value(Keys.FTP_VERDICT_PAUSE),
                                settings.value(Keys.FTP_BANNER),
                                settings.value(Keys.FTP_HOSTS),
                                settings.value(Keys.FTP_CHARSETS),
                                settings.value(Keys.FTP_MODE_Z) == Keys.Switch.ON,
                                Version.ferry(),
                                tls(settings)));
        return port.isPresent() ? Optional.of(ftp) : Optional.empty();
    }

    /// The same.
    private static Optional<SftpSettings> sftp(Settings settings) {
        var port = settings.value(Keys.SFTP_PORT);
        var sftp =
                settings.checked(() ->
                        new SftpSettings(
                                settings.value(Keys.BIND),
                                port.orElse(0),
                                settings.value(Keys.SFTP_IDLE_TIMEOUT),
                                settings.value(Keys.SFTP_LOGIN_TIMEOUT),
                                settings.value(Keys.SFTP_STALL_TIMEOUT),
                                settings.value(Keys.FTP_REFUSAL_PAUSE),
                                new SftpSettings.Algorithms(
                                        settings.value(Keys.SFTP_KEY_EXCHANGES),
                                        settings.value(Keys.SFTP_CIPHERS),
                                        settings.value(Keys.SFTP_MACS),
                                        settings.value(Keys.SFTP_SIGNATURES))));
        return port.isPresent() ? Optional.of(sftp) : Optional.empty();
    }
}
