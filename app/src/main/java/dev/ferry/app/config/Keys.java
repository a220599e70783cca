package dev.ferry.app.config;

import dev.ferry.core.account.AccountSettings;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.work.FileSettings;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.server.ftp.FtpSettings;
import dev.ferry.server.ftp.PassiveAddress;
import dev.ferry.server.ftp.TlsSettings;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import dev.ferry.server.sftp.SftpSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    /// Whether something is so.
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

    /// What a line of the log looks like.
    public enum LogFormat {
        TEXT,
        JSON
    }

    private static final FtpSettings FTP = FtpSettings.defaults();
    private static final SftpSettings SFTP = SftpSettings.defaults();
    private static final FileSettings FILES = FileSettings.defaults();
    private static final LocalSettings LOCAL = LocalSettings.defaults();
    private static final ChecksumSettings CHECKSUMS = ChecksumSettings.defaults();
    private static final LimitSettings LIMITS = LimitSettings.defaults();
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
                    "Sessions at one time, over all accounts, those of SFTP included.");

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

    public static final Key<Switch> FTP_MODE_Z =
            new Key<>(
                    "ftp.mode-z",
                    Kinds.oneOf(Switch.class),
                    FTP.deflating() ? Switch.ON : Switch.OFF,
                    "Whether data may be compressed on its way (MODE Z). lftp asks for it by itself;"
                            + " in a fast network its uploads are faster without.");

    public static final Key<TlsSettings.Policy> FTP_TLS =
            new Key<>(
                    "ftp.tls",
                    Kinds.oneOf(TlsSettings.Policy.class),
                    FTP.tls().policy(),
                    "Whether clients speak TLS (AUTH TLS): `offered` to all, `required` of all, or of"
                            + " all but those on this machine and on private networks.");

    public static final Key<OptionalInt> FTP_FTPS_PORT =
            new Key<>(
                            "ftp.ftps-port",
                            Kinds.PORT,
                            FTP.tls().port(),
                            "Where clients connect that begin with TLS at once (implicit FTPS, usually"
                                    + " port 990).")
                    .orOption("--ftps-port");

    public static final Key<Switch> FTP_TLS_RESUME =
            new Key<>(
                    "ftp.tls-resume",
                    Kinds.oneOf(Switch.class),
                    FTP.tls().resume() ? Switch.ON : Switch.OFF,
                    "Whether a data connection over TLS must resume the TLS session of its control"
                            + " connection, which nobody else can.");

    public static final Key<Switch> FTP_CCC =
            new Key<>(
                    "ftp.ccc",
                    Kinds.oneOf(Switch.class),
                    FTP.tls().clearing() ? Switch.ON : Switch.OFF,
                    "Whether a client may go on in clear text after its login (CCC), so that its"
                            + " firewall can read along.");

    public static final Key<Optional<Path>> TLS_CERTIFICATE =
            new Key<>(
                    "tls.certificate",
                    new FileKind("own"),
                    Optional.empty(),
                    "PEM file of the server's certificate, those that vouch for it behind it; `own`"
                            + " is one that the server made itself. In the file, relative to the"
                            + " file.");

    public static final Key<Optional<Path>> TLS_KEY =
            new Key<>(
                    "tls.key",
                    new FileKind("with-certificate"),
                    Optional.empty(),
                    "PEM file of its key, without a password.");

    public static final Key<List<KeyPairFiles>> TLS_CERTIFICATES =
            new Key<>(
                    "tls.certificates",
                    new CertificatesKind(),
                    List.of(),
                    "Further certificates, for clients that come for one of the host names in them"
                            + " (SNI, HOST).");

    public static final Key<TlsSettings.ClientCertificates> TLS_CLIENT_CERTIFICATES =
            new Key<>(
                    "tls.client-certificates",
                    Kinds.oneOf(TlsSettings.ClientCertificates.class),
                    FTP.tls().certificates(),
                    "Whether clients log in with certificates: `accepted` beside passwords, or"
                            + " `required` of every login. Which one opens an account is said with"
                            + " `./ferry user set NAME --certificate`, or by its name.");

    public static final Key<Optional<Path>> TLS_CLIENT_CA =
            new Key<>(
                    "tls.client-ca",
                    new FileKind("none"),
                    Optional.empty(),
                    "PEM file of the authorities whose certificates open the account they name. In"
                            + " the file, relative to the file.");

    public static final Key<Duration> TLS_RELOAD_INTERVAL =
            new Key<>(
                    "tls.reload-interval",
                    Kinds.DURATION,
                    Duration.ofSeconds(10),
                    "How often the files of certificates and keys are looked at for changes.");

    public static final Key<OptionalInt> SFTP_PORT =
            new Key<>(
                            "sftp.port",
                            Kinds.PORT,
                            OptionalInt.of(SFTP.port()),
                            "Where SFTP clients connect.")
                    .orOption("--sftp-port");

    public static final Key<Duration> SFTP_IDLE_TIMEOUT =
            new Key<>(
                    "sftp.idle-timeout",
                    Kinds.DURATION,
                    SFTP.idleTimeout(),
                    "How long a client may ask for nothing; what keeps a connection alive below"
                            + " SFTP does not count.");

    public static final Key<Duration> SFTP_LOGIN_TIMEOUT =
            new Key<>(
                    "sftp.login-timeout",
                    Kinds.DURATION,
                    SFTP.loginTimeout(),
                    "How long connecting and logging in may take.");

    public static final Key<Duration> SFTP_STALL_TIMEOUT =
            new Key<>(
                    "sftp.stall-timeout",
                    Kinds.DURATION,
                    SFTP.stallTimeout(),
                    "How long a client may take no answer before its session is ended.");

    public static final Key<List<String>> SFTP_KEY_EXCHANGES =
            new Key<>(
                    "sftp.key-exchanges",
                    new NamesKind(),
                    SFTP.algorithms().keyExchanges(),
                    "How a connection's keys are agreed on, the best first.");

    public static final Key<List<String>> SFTP_CIPHERS =
            new Key<>(
                    "sftp.ciphers",
                    new NamesKind(),
                    SFTP.algorithms().ciphers(),
                    "How it is encrypted; `chacha20-poly1305@openssh.com` can be added, and costs"
                            + " about three times the processor time.");

    public static final Key<List<String>> SFTP_MACS =
            new Key<>(
                    "sftp.macs",
                    new NamesKind(),
                    SFTP.algorithms().macs(),
                    "How it is protected from changes, where the cipher does not do that itself.");

    public static final Key<List<String>> SFTP_SIGNATURES =
            new Key<>(
                    "sftp.signatures",
                    new NamesKind(),
                    SFTP.algorithms().signatures(),
                    "How the server's keys and those of clients sign.");

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

    public static final Key<OptionalLong> FILES_MAX_FILE =
            new Key<>(
                    "files.max-file",
                    Kinds.SIZE_OR_OFF,
                    FILES.largestFile(),
                    "Bytes of one file at most; accounts may have a limit of their own.");

    public static final Key<OptionalLong> FILES_RATE_UP =
            new Key<>(
                    "files.rate-up",
                    Kinds.SIZE_OR_OFF,
                    FILES.rates().up(),
                    "Bytes a second of all uploads of an account together; accounts may have their own.");

    public static final Key<OptionalLong> FILES_RATE_DOWN =
            new Key<>(
                    "files.rate-down",
                    Kinds.SIZE_OR_OFF,
                    FILES.rates().down(),
                    "The same of its downloads.");

    public static final Key<OptionalLong> FILES_SESSION_RATE_UP =
            new Key<>(
                    "files.session-rate-up",
                    Kinds.SIZE_OR_OFF,
                    FILES.rates().sessionUp(),
                    "Bytes a second of one session's upload; accounts may have their own.");

    public static final Key<OptionalLong> FILES_SESSION_RATE_DOWN =
            new Key<>(
                    "files.session-rate-down",
                    Kinds.SIZE_OR_OFF,
                    FILES.rates().sessionDown(),
                    "The same of its download.");

    public static final Key<Optional<Duration>> FILES_RECOUNT =
            new Key<>(
                    "files.recount",
                    Kinds.DURATION_OR_OFF,
                    FILES.recount(),
                    "How long after a count a home with a quota is counted again, in the background,"
                            + " when it is next used: other programs may have changed files there.");

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

    public static final Key<OptionalInt> LIMITS_SESSIONS_PER_ADDRESS =
            new Key<>(
                    "limits.sessions-per-address",
                    Kinds.COUNT_OR_OFF,
                    LIMITS.sessionsPerAddress(),
                    "Sessions at one time of one address; an IPv6 network counts as one.");

    public static final Key<OptionalInt> LIMITS_SESSIONS_PER_ACCOUNT =
            new Key<>(
                    "limits.sessions-per-account",
                    Kinds.COUNT_OR_OFF,
                    LIMITS.sessionsPerAccount(),
                    "Sessions at one time of one account; accounts may have a limit of their own.");

    public static final Key<Integer> LIMITS_HALF_OPEN =
            new Key<>(
                    "limits.half-open",
                    Kinds.COUNT,
                    LIMITS.halfOpen(),
                    "Sessions at one time in which nobody has logged in yet; beyond it the one that waited longest is ended, of the address that has most of them. Not above `ftp.max-sessions`.");

    public static final Key<Integer> LIMITS_HALF_OPEN_PER_ADDRESS =
            new Key<>(
                    "limits.half-open-per-address",
                    Kinds.COUNT,
                    LIMITS.halfOpenPerAddress(),
                    "The same of one address.");

    public static final Key<Integer> LIMITS_IPV6_PREFIX =
            new Key<>(
                    "limits.ipv6-prefix",
                    Kinds.COUNT,
                    LIMITS.ipv6Prefix(),
                    "How many bits of an IPv6 address tell one client's network from another's: what is counted and banned together.");

    public static final Key<Integer> LIMITS_WRONG_PASSWORDS =
            new Key<>(
                    "limits.wrong-passwords",
                    Kinds.COUNT,
                    LIMITS.wrongPasswords(),
                    "Wrong passwords in one session after which it is ended.");

    public static final Key<Duration> LIMITS_LONGEST_REFUSAL =
            new Key<>(
                    "limits.longest-refusal",
                    Kinds.DURATION,
                    LIMITS.longestRefusal(),
                    "How long the answer to a wrong password is held back at most; `ftp.refusal-pause` is the first, and each from the same address doubles it.");

    public static final Key<OptionalInt> LIMITS_BAN_AFTER =
            new Key<>(
                    "limits.ban-after",
                    Kinds.COUNT_OR_OFF,
                    LIMITS.banAfter(),
                    "Wrong passwords from an address within `limits.ban-window` after which it is banned.");

    public static final Key<Duration> LIMITS_BAN_WINDOW =
            new Key<>(
                    "limits.ban-window",
                    Kinds.DURATION,
                    LIMITS.banWindow(),
                    "How long wrong passwords are counted together.");

    public static final Key<Duration> LIMITS_BAN_FOR =
            new Key<>(
                    "limits.ban-for",
                    Kinds.DURATION,
                    LIMITS.banFor(),
                    "How long the first ban of an address lasts; each further one within a week twice as long.");

    public static final Key<Duration> LIMITS_BAN_LONGEST =
            new Key<>(
                    "limits.ban-longest",
                    Kinds.DURATION,
                    LIMITS.banLongest(),
                    "How long a ban lasts at most.");

    public static final Key<List<Network>> LIMITS_NEVER_BAN =
            new Key<>(
                    "limits.never-ban",
                    new NetworksKind("none"),
                    LIMITS.neverBan(),
                    "Where the server bans nobody by itself; `ferry bans add` does.");

    public static final Key<OptionalInt> LIMITS_COMMAND_RATE =
            new Key<>(
                    "limits.command-rate",
                    Kinds.COUNT_OR_OFF,
                    LIMITS.commandRate(),
                    "Commands a second in one session; what comes faster waits.");

    public static final Key<Duration> LIMITS_FLOOD =
            new Key<>(
                    "limits.flood",
                    Kinds.DURATION,
                    LIMITS.flood(),
                    "How long commands may come faster than that before the session is ended.");

    public static final Key<List<Network>> LIMITS_ALLOW =
            new Key<>(
                    "limits.allow",
                    new NetworksKind("any"),
                    LIMITS.allow(),
                    "Networks clients may connect from.");

    public static final Key<List<Network>> LIMITS_DENY =
            new Key<>(
                    "limits.deny",
                    new NetworksKind("none"),
                    LIMITS.deny(),
                    "Networks clients may not connect from, whatever `limits.allow` says.");

    public static final Key<List<Network>> LIMITS_PROXIES =
            new Key<>(
                    "limits.proxies",
                    new NetworksKind("none"),
                    LIMITS.proxies(),
                    "Proxies whose connections begin with a PROXY header (version 1 or 2) that names the client; without one they are refused.");

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

    public static final Key<Map<String, String>> LOG_ROOMS =
            new Key<>(
                    "log.rooms",
                    new RoomsKind(),
                    Map.of(),
                    "How much parts of Ferry say, where that is not `log.level`: `files` and"
                            + " `sessions` are what happens to these, `server.ftp` with `debug`"
                            + " each command and the code of each reply.");

    public static final Key<LogFormat> LOG_FORMAT =
            new Key<>(
                    "log.format",
                    Kinds.oneOf(LogFormat.class),
                    LogFormat.TEXT,
                    "What a line of the log looks like.");

    public static final Key<OptionalInt> METRICS_PORT =
            new Key<>(
                            "metrics.port",
                            Kinds.PORT,
                            OptionalInt.empty(),
                            "Where Prometheus asks for numbers (HTTP, `/metrics`).")
                    .orOption("--metrics-port");

    public static final Key<Optional<InetAddress>> METRICS_BIND =
            new Key<>(
                    "metrics.bind",
                    Kinds.BIND,
                    Optional.of(InetAddress.ofLiteral("127.0.0.1")),
                    "At which address; whoever reaches it can read the numbers.");

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
                    FTP_MODE_Z,
                    FTP_TLS,
                    FTP_FTPS_PORT,
                    FTP_TLS_RESUME,
                    FTP_CCC,
                    TLS_CERTIFICATE,
                    TLS_KEY,
                    TLS_CERTIFICATES,
                    TLS_CLIENT_CERTIFICATES,
                    TLS_CLIENT_CA,
                    TLS_RELOAD_INTERVAL,
                    SFTP_PORT,
                    SFTP_IDLE_TIMEOUT,
                    SFTP_LOGIN_TIMEOUT,
                    SFTP_STALL_TIMEOUT,
                    SFTP_KEY_EXCHANGES,
                    SFTP_CIPHERS,
                    SFTP_MACS,
                    SFTP_SIGNATURES,
                    FILES_FILE_MODE,
                    FILES_FOLDER_MODE,
                    FILES_UMASK,
                    FILES_DURABILITY,
                    FILES_KEEP_PARTIALS,
                    FILES_CHECKSUMS,
                    FILES_HASHES_AT_ONCE,
                    FILES_MAX_FILE,
                    FILES_RATE_UP,
                    FILES_RATE_DOWN,
                    FILES_SESSION_RATE_UP,
                    FILES_SESSION_RATE_DOWN,
                    FILES_RECOUNT,
                    ACCOUNTS_LOGIN_MEMORY,
                    ACCOUNTS_HASHES_AT_ONCE,
                    AUDIT_LOG,
                    AUDIT_FLUSH,
                    AUDIT_ROTATE_SIZE,
                    AUDIT_ROTATE_DAILY,
                    AUDIT_KEEP_FILES,
                    AUDIT_KEEP_FOR,
                    LIMITS_SESSIONS_PER_ADDRESS,
                    LIMITS_SESSIONS_PER_ACCOUNT,
                    LIMITS_HALF_OPEN,
                    LIMITS_HALF_OPEN_PER_ADDRESS,
                    LIMITS_IPV6_PREFIX,
                    LIMITS_WRONG_PASSWORDS,
                    LIMITS_LONGEST_REFUSAL,
                    LIMITS_BAN_AFTER,
                    LIMITS_BAN_WINDOW,
                    LIMITS_BAN_FOR,
                    LIMITS_BAN_LONGEST,
                    LIMITS_NEVER_BAN,
                    LIMITS_COMMAND_RATE,
                    LIMITS_FLOOD,
                    LIMITS_ALLOW,
                    LIMITS_DENY,
                    LIMITS_PROXIES,
                    METRICS_PORT,
                    METRICS_BIND,
                    LOG_LEVEL,
                    LOG_ROOMS,
                    LOG_FORMAT);

    private Keys() {}

    static boolean isSection(String name) {
        return ALL.stream().anyMatch(key -> key.section().equals(name) && !name.isEmpty());
    }

    static Optional<Key<?>> named(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }
}
