package dev.ferry.server.ftp;

import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the FTP listener behaves. Made once at start, checked here and nowhere else.
///
/// @param bind where to listen; empty for every address of the machine
/// @param port TCP port 1-65535, or 0 to let the system choose
/// @param passivePorts ports offered by PASV and EPSV; open these in the firewall
/// @param idleTimeout silence on the control connection, while nothing is transferred, after which
///   we say 421 and hang up
/// @param loginTimeout from connecting to being logged in
/// @param dataTimeout how long a transfer waits for its data connection
/// @param stallTimeout how long a data connection may move nothing
/// @param maxSessions control connections at one time, over all accounts
/// @param refusalPause what a wrong password costs its client
/// @param verdictPause between the end of an upload's data and the look at the control connection,
///   so that a dying client's second connection can end too (HOUSE: Verdict)
/// @param banner what the greeting says
/// @param hosts the names HOST may say; empty for any
/// @param charsets which clients get another charset than UTF-8; the first that holds one counts
/// @param deflating whether data may be compressed on its way (MODE Z)
/// @param version of this program, for CSID
/// @param tls where TLS is spoken
public record FtpSettings(
        Optional<InetAddress> bind,
        int port,
        PortRange passivePorts,
        PassiveAddress passiveAddress,
        Duration idleTimeout,
        Duration loginTimeout,
        Duration dataTimeout,
        Duration stallTimeout,
        int maxSessions,
        Duration refusalPause,
        Duration verdictPause,
        String banner,
        List<String> hosts,
        List<CharsetFor> charsets,
        boolean deflating,
        String version,
        TlsSettings tls) {

    /// The charset of old for whoever comes from `clients`.
    public record CharsetFor(Network clients, String charset) {
        public CharsetFor {
            charset = requireCharset(charset);
        }
    }

    public FtpSettings {
        hosts = List.copyOf(hosts);
        charsets = List.copyOf(charsets);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("ftp.port: " + port + " is not 0-65535");
        }
        requirePositive("ftp.idle-timeout", idleTimeout);
        requirePositive("ftp.login-timeout", loginTimeout);
        requirePositive("ftp.data-timeout", dataTimeout);
        requirePositive("ftp.stall-timeout", stallTimeout);
        if (maxSessions < 1) {
            throw new IllegalArgumentException("ftp.max-sessions: " + maxSessions + " is below 1");
        }
        requireNotNegative("ftp.refusal-pause", refusalPause);
        requireNotNegative("ftp.verdict-pause", verdictPause);
        if (banner.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("ftp.banner: must be one line");
        }
    }

    public static FtpSettings defaults() {
        return new FtpSettings(
                Optional.empty(),
                2121,
                PortRange.ANY,
                new PassiveAddress.None(),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                1_000,
                Duration.ofMillis(500),
                Duration.ofMillis(10),
                "Ferry",
                List.of(),
                List.of(),
                true,
                "of no known version",
                TlsSettings.defaults());
    }

    /// `charset` by the name it has here, if FTP can be spoken in it.
    ///
    /// @throws IllegalArgumentException if not
    public static String requireCharset(String charset) {
        return WireText.in(charset).charset();
    }

    public FtpSettings withHosts(List<String> names) {
        return with(names, charsets, deflating, tls);
    }

    public FtpSettings withCharsets(List<CharsetFor> choices) {
        return with(hosts, choices, deflating, tls);
    }

    public FtpSettings withTls(TlsSettings other) {
        return with(hosts, charsets, deflating, other);
    }

    public FtpSettings withDeflating(boolean may) {
        return with(hosts, charsets, may, tls);
    }

    private FtpSettings with(
            List<String> hosts, List<CharsetFor> charsets, boolean deflating, TlsSettings tls) {
        return new FtpSettings(
                bind,
                port,
                passivePorts,
                passiveAddress,
                idleTimeout,
                loginTimeout,
                dataTimeout,
                stallTimeout,
                maxSessions,
                refusalPause,
                verdictPause,
                banner,
                hosts,
                charsets,
                deflating,
                version,
                tls);
    }

    /// How text goes to and from a client before it says otherwise.
    WireText textFor(InetAddress client) {
        return charsets.stream()
                .filter(choice -> choice.clients().contains(client))
                .findFirst()
                .map(choice -> WireText.in(choice.charset()))
                .orElse(WireText.UTF8);
    }

    private static void requirePositive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(key + ": " + value + " is not positive");
        }
    }

    private static void requireNotNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + ": " + value + " is negative");
        }
    }
}
