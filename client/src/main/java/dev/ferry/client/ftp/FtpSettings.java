package dev.ferry.client.ftp;

import dev.ferry.client.net.Dialer;
import dev.ferry.client.net.Trust;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.Secret;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/// How to talk to an FTP server.
///
/// @param login asked once, when a session needs it; the answer is kept
/// @param charset of names and replies
/// @param sessions at most at one time
/// @param maxEntries of one listing
/// @param patience without any progress
/// @param dialogue told every line, with secrets masked
public record FtpSettings(
        String host,
        int port,
        Tls tls,
        TlsVersion tlsVersion,
        Trust trust,
        ClearText clearText,
        Login login,
        Dialer dialer,
        DataMode dataMode,
        Charset charset,
        int sessions,
        int maxEntries,
        Duration patience,
        Dialogue dialogue,
        InstantSource clock) {

    public static final int PORT = 21;
    public static final int IMPLICIT_PORT = 990;
    public static final int SESSIONS = 4;
    public static final int MAX_ENTRIES = 5_000_000;

    /// When TLS begins.
    public enum Tls {
        /// After AUTH TLS; where the server refuses it, [ClearText] decides.
        AUTO,
        /// After AUTH TLS, or not at all.
        REQUIRED,
        /// With the first byte.
        IMPLICIT,
        /// Never.
        OFF
    }

    public enum TlsVersion {
        /// 1.3, and 1.2 where a server cannot resume sessions under 1.3.
        AUTO,
        ONLY_12,
        ONLY_13
    }

    /// Asked where the server refuses TLS, whether to go on without.
    @FunctionalInterface
    public interface ClearText {
        ClearText NEVER = (_, _) -> false;

        boolean isAllowed(String host, Reply refusal);
    }

    /// Who we are.
    @FunctionalInterface
    public interface Login {
        Credentials ask() throws java.io.IOException;
    }

    public record Credentials(String user, Secret password) {
        public static final Credentials ANONYMOUS =
                new Credentials("anonymous", new Secret("ferry@"));
    }

    /// Who opens data connections.
    public sealed interface DataMode {
        /// We do, to the address that the control connection has.
        record Passive() implements DataMode {}

        /// The server does, to one of these ports.
        ///
        /// @param first 0 for any port
        record Active(int first, int last) implements DataMode {
            public Active {
                if (first < 0 || last > 65_535 || first > last) {
                    throw new IllegalArgumentException("ports " + first + "-" + last);
                }
            }
        }
    }

    /// Told what is said.
    public interface Dialogue {
        Dialogue NONE =
                new Dialogue() {
                    @Override
                    public void said(String line) {}

                    @Override
                    public void heard(Reply reply) {}

                    @Override
                    public boolean isShown() {
                        return false;
                    }
                };

        /// Whether anybody listens: to say it costs something.
        default boolean isShown() {
            return true;
        }

        /// @param line with secrets masked
        void said(String line);

        void heard(Reply reply);

        /// What the other side said where that is no reply of FTP.
        default void heard(String line) {}

        /// Something the user should know, such as names that were left out.
        default void noted(String what) {}
    }

    public FtpSettings {
        if (port < 1 || port > 65_535) throw new IllegalArgumentException("port " + port);
        if (sessions < 1) throw new IllegalArgumentException("sessions: " + sessions);
        if (maxEntries < 1) throw new IllegalArgumentException("entries: " + maxEntries);
        if (!patience.isPositive()) throw new IllegalArgumentException("patience: " + patience);
    }

    /// Passive, TLS first, system roots, UTF-8.
    public static FtpSettings of(
            String host,
            int port,
            Credentials credentials,
            Duration patience,
            InstantSource clock) {
        return new FtpSettings(
                host,
                port,
                Tls.AUTO,
                TlsVersion.AUTO,
                Trust.system(),
                ClearText.NEVER,
                () -> credentials,
                Dialer.direct(patience),
                new DataMode.Passive(),
                java.nio.charset.StandardCharsets.UTF_8,
                SESSIONS,
                MAX_ENTRIES,
                patience,
                Dialogue.NONE,
                clock);
    }

    /// The same with some of it changed.
    public FtpSettings with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /// The same with another patience, also for connecting.
    public FtpSettings within(Duration other) {
        return with(draft -> {
            draft.dialer = new Dialer(dialer.family(), dialer.from(), dialer.proxy(), other);
            draft.patience = other;
        });
    }

    String address() {
        return host + ":" + port;
    }

    /// What is changed in a copy.
    public static final class Draft {
        public String host;
        public int port;
        public Tls tls;
        public TlsVersion tlsVersion;
        public Trust trust;
        public ClearText clearText;
        public Login login;
        public Dialer dialer;
        public DataMode dataMode;
        public Charset charset;
        public int sessions;
        public int maxEntries;
        public Duration patience;
        public Dialogue dialogue;
        public InstantSource clock;

        private Draft(FtpSettings from) {
            host = from.host;
            port = from.port;
            tls = from.tls;
            tlsVersion = from.tlsVersion;
            trust = from.trust;
            clearText = from.clearText;
            login = from.login;
            dialer = from.dialer;
            dataMode = from.dataMode;
            charset = from.charset;
            sessions = from.sessions;
            maxEntries = from.maxEntries;
            patience = from.patience;
            dialogue = from.dialogue;
            clock = from.clock;
        }

        private FtpSettings done() {
            return new FtpSettings(
                    host,
                    port,
                    tls,
                    tlsVersion,
                    trust,
                    clearText,
                    login,
                    dialer,
                    dataMode,
                    charset,
                    sessions,
                    maxEntries,
                    patience,
                    dialogue,
                    clock);
        }
    }
}
