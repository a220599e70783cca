package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpRemote;
import dev.ferry.client.ftp.FtpSettings;
import dev.ferry.client.ftp.FtpSettings.ClearText;
import dev.ferry.client.ftp.FtpSettings.Credentials;
import dev.ferry.client.ftp.FtpSettings.DataMode;
import dev.ferry.client.ftp.FtpSettings.Dialogue;
import dev.ferry.client.ftp.FtpSettings.Login;
import dev.ferry.client.ftp.FtpSettings.Tls;
import dev.ferry.client.ftp.FtpSettings.TlsVersion;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.net.Dialer;
import dev.ferry.client.net.Trust;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.sftp.HostKeys;
import dev.ferry.client.sftp.SftpRemote;
import dev.ferry.client.sftp.SftpSettings;
import dev.ferry.client.sftp.SshAccess;
import dev.ferry.client.sftp.SshLogin;
import dev.ferry.wire.ftp.Secret;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Opens sites. Built once, then shared by as many threads as like; closing it closes all its
/// sites.
///
/// ```java
/// try (var client = TransferClient.builder(InstantSource.system()).build()) {
///     Site site = client.open("ftp://anna@files.example/");
///     site.download(site.path("a.zip"), Path.of("a.zip"), TransferOptions.standard(), NONE).run();
/// }
/// ```
///
/// For servers that are strict about TLS sessions on data connections and know only TLS 1.2 (old
/// vsftpd), a program sets the system property `jdk.tls.client.enableSessionTicketExtension` to
/// `false` before its first connection; a library cannot do that for it.
public final class TransferClient implements AutoCloseable {

    private final Builder settings;
    private final List<Site> sites = new ArrayList<>();

    private TransferClient(Builder settings) {
        this.settings = settings;
    }

    /// @param clock a listing without years is dated by it
    public static Builder builder(InstantSource clock) {
        return new Builder(clock);
    }

    /// The site of a URL; nothing is connected yet.
    public Site open(String url) throws Failure {
        return open(SiteAddress.parse(url));
    }

    public Site open(SiteAddress address) throws Failure {
        Site site = new Site(address.site(), remote(address), settings.retries, settings.pace);
        synchronized (sites) {
            sites.add(site);
        }
        return site;
    }

    private Remote remote(SiteAddress address) throws Failure {
        return switch (address.scheme()) {
            case FILE -> LocalRemote.whole();
            case SFTP -> sftp(address);
            case FTP -> ftp(address, settings.tls);
            case FTPES -> ftp(address, Tls.REQUIRED);
            case FTPS -> ftp(address, Tls.IMPLICIT);
        };
    }

    private Dialer dialer() {
        return new Dialer(
                settings.dialer.family(),
                settings.dialer.from(),
                settings.dialer.proxy(),
                settings.patience);
    }

    private Remote sftp(SiteAddress address) throws Failure {
        return new SftpRemote(
                new SftpSettings(
                        settings.ssh.access(address, new Once(settings.logins, address)),
                        settings.trust,
                        dialer(),
                        settings.charset,
                        settings.sessions,
                        settings.maxEntries,
                        settings.patience,
                        settings.dialogue),
                settings.retries);
    }

    private Remote ftp(SiteAddress address, Tls tls) {
        int port =
                address.port()
                        .orElse(tls == Tls.IMPLICIT ? FtpSettings.IMPLICIT_PORT : FtpSettings.PORT);
        return new FtpRemote(
                new FtpSettings(
                        address.host(),
                        port,
                        tls,
                        settings.tlsVersion,
                        settings.trust,
                        settings.clearText,
                        new Once(settings.logins, address),
                        dialer(),
                        settings.dataMode,
                        settings.charset,
                        settings.sessions,
                        settings.maxEntries,
                        settings.patience,
                        settings.dialogue,
                        settings.clock),
                settings.retries);
    }

    /// Who to be at an address.
    @FunctionalInterface
    public interface Logins {
        /// What the URL says, and nobody in particular where it says nothing.
        Logins OF_URL =
                address ->
                        address.user()
                                .map(user ->
                                        new Credentials(
                                                user, address.password().orElse(new Secret(""))))
                                .orElse(Credentials.ANONYMOUS);

        Credentials of(SiteAddress address) throws java.io.IOException;
    }

    /// How to reach the SSH server of an address, and who to be there.
    @FunctionalInterface
    public interface Ssh {
        /// What the URL says: a password and no key, and no host that is known.
        Ssh OF_URL =
                (address, login) ->
                        new SshAccess(
                                address.host(),
                                address.port().orElse(SftpSettings.PORT),
                                address.host(),
                                HostKeys.NONE,
                                Optional.empty(),
                                new OfUrl(login));

        /// @param login who to be where nothing else says it
        SshAccess access(SiteAddress address, Login login) throws Failure;
    }

    /// A user and a password, asked for when a server wants them.
    private record OfUrl(Login login) implements SshLogin {
        @Override
        public String user() throws java.io.IOException {
            return login.ask().user();
        }

        @Override
        public Optional<Secret> password() throws java.io.IOException {
            return Optional.of(login.ask().password());
        }
    }

    /// Asks once and remembers.
    private static final class Once implements Login {
        private final Logins logins;
        private final SiteAddress address;
        private Optional<Credentials> known = Optional.empty();

        Once(Logins logins, SiteAddress address) {
            this.logins = logins;
            this.address = address;
        }

        @Override
        public synchronized Credentials ask() throws java.io.IOException {
            if (known.isEmpty()) known = Optional.of(logins.of(address));
            return known.get();
        }
    }

    /// Ends everything that is going on, from any thread.
    public void cancel() {
        synchronized (sites) {
            sites.forEach(Site::cancel);
        }
    }

    @Override
    public void close() {
        List<Site> all;
        synchronized (sites) {
            all = List.copyOf(sites);
            sites.clear();
        }
        all.forEach(Site::close);
    }

    /// How sites are opened.
    public static final class Builder {
        private Tls tls = Tls.AUTO;
        private TlsVersion tlsVersion = TlsVersion.AUTO;
        private Trust trust = Trust.system();
        private ClearText clearText = ClearText.NEVER;
        private Logins logins = Logins.OF_URL;
        private Ssh ssh = Ssh.OF_URL;
        private Dialer dialer = Dialer.direct(Duration.ofSeconds(60));
        private DataMode dataMode = new DataMode.Passive();
        private Charset charset = StandardCharsets.UTF_8;
        private int sessions = FtpSettings.SESSIONS;
        private int maxEntries = FtpSettings.MAX_ENTRIES;
        private Duration patience = Duration.ofSeconds(60);
        private Retries retries = Retries.standard();
        private Pace pace = Pace.UNLIMITED;
        private Dialogue dialogue = Dialogue.NONE;
        private final InstantSource clock;

        private Builder(InstantSource clock) {
            this.clock = clock;
        }

        private Builder(Builder other) {
            tls = other.tls;
            tlsVersion = other.tlsVersion;
            trust = other.trust;
            clearText = other.clearText;
            logins = other.logins;
            ssh = other.ssh;
            dialer = other.dialer;
            dataMode = other.dataMode;
            charset = other.charset;
            sessions = other.sessions;
            maxEntries = other.maxEntries;
            patience = other.patience;
            retries = other.retries;
            pace = other.pace;
            dialogue = other.dialogue;
            clock = other.clock;
        }

        /// When TLS begins at `ftp://`; the other schemes say it themselves.
        public Builder tls(Tls how) {
            tls = how;
            return this;
        }

        public Builder tlsVersion(TlsVersion version) {
            tlsVersion = version;
            return this;
        }

        public Builder trust(Trust whom) {
            trust = whom;
            return this;
        }

        public Builder clearText(ClearText decision) {
            clearText = decision;
            return this;
        }

        public Builder logins(Logins who) {
            logins = who;
            return this;
        }

        /// Of `sftp://`; without it, keys and known hosts are not looked for.
        public Builder ssh(Ssh how) {
            ssh = how;
            return this;
        }

        public Builder dialer(Dialer by) {
            dialer = by;
            return this;
        }

        public Builder dataMode(DataMode mode) {
            dataMode = mode;
            return this;
        }

        public Builder charset(Charset names) {
            charset = names;
            return this;
        }

        /// At most to each site.
        public Builder sessions(int most) {
            sessions = most;
            return this;
        }

        public Builder maxEntries(int most) {
            maxEntries = most;
            return this;
        }

        /// How long nothing may happen.
        public Builder patience(Duration time) {
            patience = time;
            return this;
        }

        public Builder retries(Retries how) {
            retries = how;
            return this;
        }

        public Builder pace(Pace fast) {
            pace = fast;
            return this;
        }

        public Builder dialogue(Dialogue told) {
            dialogue = told;
            return this;
        }

        public TransferClient build() {
            return new TransferClient(new Builder(this));
        }
    }
}
