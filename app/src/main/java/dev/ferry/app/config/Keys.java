package dev.ferry.app.config;

import dev.ferry.core.account.AccountSettings;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.work.FileSettings;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.server.ftp.FtpSettings;
import dev.ferry.server.ftp.PassiveAddress;
import dev.ferry.server.net.PortRange;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Every setting there is: the one table from which the file is read, `config show` is printed and
/// the guide's table is made. Defaults are those of the records that use them.
public final class Keys {

    /// When an upload's last byte is answered.
    public enum Durability {
        SAFE,
        FAST
    }

    /// When the SHA-256 of an upload is computed.
    public enum Checksumming {
        WHILE_UPLOADING,
        ON_DEMAND
    }

    public enum Switch {
        ON,
        OFF
    }

    /// How much the log says.
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    private static final FtpSettings FTP = FtpSettings.defaults();
    private static final FileSettings FILES = FileSettings.defaults();
    private static final LocalSettings LOCAL = LocalSettings.defaults();
    private static final ChecksumSettings CHECKSUMS = ChecksumSettings.defaults();
    private static final AccountSettings ACCOUNTS = AccountSettings.defaults();
    private static final AuditSettings AUDIT = AuditSettings.defaults();

    public static final Key<Path> DATA =
            new Key<>(
                            "data",
                            Kinds.FOLDER,
                            Path.of("ferry-data"),
                            "The folder for accounts and for the homes of those that have no other;"
                                    + " made where it is missing. In the file, relative to the"
                                    + " file.")
                    .orOption("--data");

    public static final Key<Optional<InetAddress>> BIND =
            new Key<>("bind", Kinds.BIND, FTP.bind(), "Where to listen.").orOption("--bind");

    public static final Key<OptionalInt> FTP_PORT =
            new Key<>(
                            "ftp.port",
                            Kinds.PORT,
                            OptionalInt.of(FTP.port()),
                            "Where FTP clients connect.")
                    .orOption("--ftp-port");

    public static final Key<PortRange> FTP_PASSIVE_PORTS =
            new Key<>(
                            "ftp.passive-ports",
                            Kinds.PORTS,
                            FTP.passivePorts(),
                            "Ports for passive data connections; open them in the firewall.")
                    .orOption("--passive-ports");

    public static final Key<PassiveAddress> FTP_PASSIVE_ADDRESS =
            new Key<>(
                    "ftp.passive-address",
                    new PassiveAddressKind(),
                    FTP.passiveAddress(),
                    "What PASV announces behind a router that translates addresses: `own` is the"
                            + " address the client reached; one address is not announced to peers"
                            + " on the local net; of a list, the first network that holds the peer"
                            + " counts.");

    public static final Key<Duration> FTP_IDLE_TIMEOUT =
            new Key<>(
                    "ftp.idle-timeout",
                    Kinds.DURATION,
                    FTP.idleTimeout(),
                    "How long a session may be silent while nothing is transferred.");

    public static final Key<Duration> FTP_LOGIN_TIMEOUT =
            new Key<>(
                    "ftp.login-timeout",
                    Kinds.DURATION,
                    FTP.loginTimeout(),
                    "How long logging in may take.");

    public static final Key<Duration> FTP_DATA_TIMEOUT =
            new Key<>(
                    "ftp.data-timeout",
                    Kinds.DURATION,
                    FTP.dataTimeout(),
                    "How long a transfer waits for its data connection.");

    public static final Key<Duration> FTP_STALL_TIMEOUT =
            new Key<>(
                    "ftp.stall-timeout",
                    Kinds.DURATION,
                    FTP.stallTimeout(),
                    "How long a transfer may move nothing before it is cut.");

    public static final Key<Integer> FTP_MAX_SESSIONS =
            new Key<>(
                    "ftp.max-sessions",
                    Kinds.COUNT,
                    FTP.maxSessions(),
                    "Sessions at one time, over all accounts.");

    public static final Key<Duration> FTP_REFUSAL_PAUSE =
            new Key<>(
                    "ftp.refusal-pause",
                    Kinds.DURATION,
                    FTP.refusalPause(),
                    "How long the answer to a wrong password is held back.");

    public static final Key<Duration> FTP_VERDICT_PAUSE =
            new Key<>(
                    "ftp.verdict-pause",
                    Kinds.DURATION,
                    FTP.verdictPause(),
                    "How long after the end of an upload's data its control connection is looked"
                            + " at: a client that dies closes both.");

    public static final Key<String> FTP_BANNER =
            new Key<>("ftp.banner", Kinds.TEXT, FTP.banner(), "What clients are greeted with.");

    public static final Key<List<String>> FTP_HOSTS =
            new Key<>(
                    "ftp.hosts",
                    new HostsKind(),
                    FTP.hosts(),
                    "The names a client may come for (HOST, RFC 7151); others are refused then.");

    public static final Key<List<FtpSettings.CharsetFor>> FTP_CHARSETS =
            new Key<>(
                    "ftp.charsets",
                    new CharsetsKind(),
                    FTP.charsets(),
                    "For clients that do not know UTF-8: in which charset they say names; the first"
                            + " network that holds a client counts, and an account's own goes"
                            + " before it.");

    public static final Key<Integer> FILES_FILE_MODE =
            new Key<>(
                    "files.file-mode",
                    Kinds.MODE,
                    FILES.fileMode(),
                    "Mode of new files before the umask; accounts may have their own.");

    public static final Key<Integer> FILES_FOLDER_MODE =
            new Key<>(
                    "files.folder-mode",
                    Kinds.MODE,
                    FILES.folderMode(),
                    "Mode of new folders before the umask; accounts may have their own.");

    public static final Key<Integer> FILES_UMASK =
            new Key<>(
                    "files.umask",
                    Kinds.MODE,
                    FILES.umask(),
                    "Bits taken from both; accounts may have their own.");

    public static final Key<Durability> FILES_DURABILITY =
            new Key<>(
                    "files.durability",
                    Kinds.oneOf(Durability.class),
                    LOCAL.force() ? Durability.SAFE : Durability.FAST,
                    "`safe`: an upload is confirmed when file and name are on disk. `fast`: when"
                            + " the system has them, which a power cut may undo.");

    public static final Key<Duration> FILES_KEEP_PARTIALS =
            new Key<>(
                    "files.keep-partials",
                    Kinds.DURATION,
                    LOCAL.keepPartials(),
                    "How long interrupted uploads wait to be resumed.");

    public static final Key<Checksumming> FILES_CHECKSUMS =
            new Key<>(
                    "files.checksums",
                    Kinds.oneOf(Checksumming.class),
                    CHECKSUMS.whileUploading()
                            ? Checksumming.WHILE_UPLOADING
                            : Checksumming.ON_DEMAND,
                    "When the SHA-256 of an uploaded file is computed: as it arrives, or when"
                            + " somebody asks.");

    public static final Key<Integer> FILES_HASHES_AT_ONCE =
            new Key<>(
                    "files.hashes-at-once",
                    Kinds.COUNT,
                    CHECKSUMS.atOnce(),
                    "Files read at one time because somebody asks for a checksum; further questions"
                            + " wait their turn.");

    public static final Key<Duration> ACCOUNTS_LOGIN_MEMORY =
            new Key<>(
                    "accounts.login-memory",
                    Kinds.DURATION,
                    ACCOUNTS.loginMemory(),
                    "How long a password that was just right is known without hashing it again;"
                            + " `0s` never.");

    public static final Key<Integer> ACCOUNTS_HASHES_AT_ONCE =
            new Key<>(
                    "accounts.hashes-at-once",
                    Kinds.COUNT,
                    ACCOUNTS.hashesAtOnce(),
                    "Passwords hashed at one time; each takes a core and 19 MiB while it lasts.");

    public static final Key<Duration> SHUTDOWN_GRACE =
            new Key<>(
                    "shutdown-grace",
                    Kinds.DURATION,
                    Duration.ofSeconds(30),
                    "How long running transfers may go on after the server was told to stop.");

    public static final Key<LogLevel> LOG_LEVEL =
            new Key<>(
                    "log.level",
                    Kinds.oneOf(LogLevel.class),
                    LogLevel.INFO,
                    "How much the log says.");

    public static final Key<Switch> AUDIT_LOG =
            new Key<>(
                    "audit.log",
                    Kinds.oneOf(Switch.class),
                    AUDIT.on() ? Switch.ON : Switch.OFF,
                    "Whether what happens is recorded in the folder `audit` of the data folder.");

    public static final Key<AuditSettings.Flush> AUDIT_FLUSH =
            new Key<>(
                    "audit.flush",
                    Kinds.oneOf(AuditSettings.Flush.class),
                    AUDIT.flush(),
                    "When a line is safe. `each`: on disk before the client has its answer."
                            + " `second`: with the system at once, on disk within a second."
                            + " `system`: on disk when the system likes.");

    public static final Key<OptionalLong> AUDIT_ROTATE_SIZE =
            new Key<>(
                    "audit.rotate-size",
                    Kinds.SIZE_OR_OFF,
                    AUDIT.rotateSize(),
                    "After how many bytes another file is begun and the old one compressed.");

    public static final Key<Switch> AUDIT_ROTATE_DAILY =
            new Key<>(
                    "audit.rotate-daily",
                    Kinds.oneOf(Switch.class),
                    AUDIT.rotateDaily() ? Switch.ON : Switch.OFF,
                    "Whether another file is begun with each day (UTC), too.");

    public static final Key<Integer> AUDIT_KEEP_FILES =
            new Key<>(
                    "audit.keep-files",
                    Kinds.COUNT,
                    AUDIT.keepFiles(),
                    "How many finished files are kept.");

    public static final Key<Duration> AUDIT_KEEP_FOR =
            new Key<>(
                    "audit.keep-for",
                    Kinds.DURATION,
                    AUDIT.keepFor(),
                    "How long finished files are kept; what is older is removed with its file.");

    /// In the order of the file: those without a section first, a section's together.
    public static final List<Key<?>> ALL =
            List.of(
                    DATA,
                    BIND,
                    SHUTDOWN_GRACE,
                    FTP_PORT,
                    FTP_PASSIVE_PORTS,
                    FTP_PASSIVE_ADDRESS,
                    FTP_IDLE_TIMEOUT,
                    FTP_LOGIN_TIMEOUT,
                    FTP_DATA_TIMEOUT,
                    FTP_STALL_TIMEOUT,
                    FTP_MAX_SESSIONS,
                    FTP_REFUSAL_PAUSE,
                    FTP_VERDICT_PAUSE,
                    FTP_BANNER,
                    FTP_HOSTS,
                    FTP_CHARSETS,
                    FILES_FILE_MODE,
                    FILES_FOLDER_MODE,
                    FILES_UMASK,
                    FILES_DURABILITY,
                    FILES_KEEP_PARTIALS,
                    FILES_CHECKSUMS,
                    FILES_HASHES_AT_ONCE,
                    ACCOUNTS_LOGIN_MEMORY,
                    ACCOUNTS_HASHES_AT_ONCE,
                    AUDIT_LOG,
                    AUDIT_FLUSH,
                    AUDIT_ROTATE_SIZE,
                    AUDIT_ROTATE_DAILY,
                    AUDIT_KEEP_FILES,
                    AUDIT_KEEP_FOR,
                    LOG_LEVEL);

    private Keys() {}

    static boolean isSection(String name) {
        return ALL.stream().anyMatch(key -> key.section().equals(name) && !name.isEmpty());
    }

    static Optional<Key<?>> named(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }
}
