package dev.ferry.app.serve;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.control.ControlServer;
import dev.ferry.app.metrics.MetricsPort;
import dev.ferry.app.sessions.SessionDesk;
import dev.ferry.app.user.Secrets;
import dev.ferry.app.user.UsageDesk;
import dev.ferry.app.why.WhyDesk;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountExistsException;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.account.NewAccount;
import dev.ferry.core.checksum.ChecksumFile;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.work.Meters;
import dev.ferry.server.ftp.FtpServer;
import dev.ferry.server.ftp.FtpSettings;
import dev.ferry.server.ftp.TlsSettings;
import dev.ferry.server.net.House;
import dev.ferry.server.net.Identity;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.Tls;
import dev.ferry.server.sftp.SftpServer;
import dev.ferry.server.sftp.SftpSettings;
import dev.ferry.server.sftp.SshKeys;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/// Everything that runs between `ferry ready` and the end.
final class Server implements Closeable {

    private static final System.Logger LOG = System.getLogger(Server.class.getName());

    private final DataFolder folder;
    private final Accounts accounts;
    private final Homes homes;
    private final Checksums checksums;
    private final Listeners told;
    private final Doors doors;
    private final Meters meters;
    private final List<HostKeys.HostKey> hostKeys;
    private final ControlServer control;
    private final Optional<Certificates> certificates;
    private final Optional<MetricsPort> metrics;
    private final Duration grace;
    private final PrintWriter out;

    private Server(
            DataFolder folder,
            Accounts accounts,
            Homes homes,
            Checksums checksums,
            Listeners told,
            Doors doors,
            Meters meters,
            List<HostKeys.HostKey> hostKeys,
            ControlServer control,
            Optional<Certificates> certificates,
            Optional<MetricsPort> metrics,
            Duration grace,
            PrintWriter out) {
        this.folder = folder;
        this.accounts = accounts;
        this.homes = homes;
        this.checksums = checksums;
        this.told = told;
        this.doors = doors;
        this.meters = meters;
        this.hostKeys = hostKeys;
        this.control = control;
        this.certificates = certificates;
        this.metrics = metrics;
        this.grace = grace;
        this.out = out;
    }

    /// Makes what is missing and listens. Where this fails, the process ends: nothing is undone.
    static Server start(Config config, PrintWriter out) throws IOException {
        var clock = InstantSource.system();
        var folder = DataFolder.take(config.data());
        var accounts = Accounts.open(config.data(), config.accounts(), clock);
        var homes = new Homes(config.data(), config.storage(), clock);
        for (Account account : accounts.all()) homes.mend(account);
        var checksums = checksums(config, clock);
        var told = Listeners.begin(config, checksums, clock);
        boolean tls = config.ftp().map(it -> it.tls().any()).orElse(false);
        Optional<Certificates> certificates =
                tls ? Optional.of(Certificates.open(config, clock)) : Optional.empty();
        List<HostKeys.HostKey> hostKeys =
                config.sftp().isPresent() ? HostKeys.open(config.data()) : List.of();
        var limits = new Limits(config.limits(), config.maxSessions(), accounts.bans(), clock);
        var meters = new Meters(clock, config.files().recount());
        var house =
                new House(
                        accounts,
                        homes,
                        config.files(),
                        checksums,
                        told.events(),
                        clock,
                        limits,
                        meters);
        Optional<FtpServer> ftp = Optional.empty();
        if (config.ftp().isPresent()) {
            FtpSettings settings = config.ftp().get();
            try {
                ftp =
                        Optional.of(
                                FtpServer.start(
                                        settings, house, certificates.map(Certificates::tls)));
            } catch (IOException e) {
                throw cannotListen(settings.bind(), settings.port(), "--ftp-port", e);
            }
        }
        Optional<SftpServer> sftp = Optional.empty();
        if (config.sftp().isPresent()) {
            SftpSettings settings = config.sftp().get();
            try {
                sftp =
                        Optional.of(
                                SftpServer.start(
                                        settings,
                                        hostKeys.stream().map(HostKeys.HostKey::pair).toList(),
                                        house));
            } catch (IOException e) {
                throw cannotListen(settings.bind(), settings.port(), "--sftp-port", e);
            } catch (IllegalArgumentException e) {
                throw Problem.usage(String.valueOf(e.getMessage()));
            }
        }
        var doors = new Doors(ftp, sftp);
        Optional<MetricsPort> metrics;
        try {
            metrics = told.metrics(config, doors);
        } catch (IOException e) {
            throw Problem.failed(
                    "cannot listen for Prometheus at port %d (%s); choose with --metrics-port"
                            .formatted(config.metricsPort().orElse(0), e.getMessage()));
        }
        var why =
                new WhyDesk(
                        config.data(),
                        accounts,
                        homes,
                        config.files(),
                        checksums,
                        meters,
                        doors::live,
                        limits,
                        config.ftp().map(FtpSettings::tls).orElseGet(TlsSettings::defaults),
                        clock);
        var usage = new UsageDesk(accounts, meters, homes);
        var control = control(config, doors, why, usage);
        Thread.ofPlatform()
                .daemon()
                .name("ferry-warm-up")
                .start(() -> warmUp(accounts, certificates.map(Certificates::tls)));
        var server =
                new Server(
                        folder,
                        accounts,
                        homes,
                        checksums,
                        told,
                        doors,
                        meters,
                        hostKeys,
                        control,
                        certificates,
                        metrics,
                        config.shutdownGrace(),
                        out);
        if (accounts.isEmpty()) server.makeAdmin();
        return server;
    }

    private static ControlServer control(Config config, Doors doors, WhyDesk why, UsageDesk usage) {
        var sessions = new SessionDesk(doors::live, doors::kick);
        try {
            return ControlServer.open(
                    config.data(),
                    (request, by, line) -> {
                        if (!sessions.answer(request, by, line)
                                && !why.answer(request, line)
                                && !usage.answer(request, line)) {
                            throw new IllegalArgumentException(
                                    "this server does not know that request; is it of another"
                                            + " version?");
                        }
                    });
        } catch (IOException e) {
            throw Problem.failed(
                    "%s: no socket for commands can be made there (%s)"
                            .formatted(config.data(), e.getMessage()));
        }
    }

    /// The first hash takes ten times as long as those after it, and so does the first handshake:
    /// nobody should wait for that.
    private static void warmUp(Accounts accounts, Optional<Tls> tls) {
        if (tls.isPresent() && !tls.get().tryOut()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this Java does not tell which TLS sessions were resumed, so ftp.tls-resume is"
                            + " off");
        }
        try {
            accounts.warmUp();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException _) {
            // told to stop meanwhile
        }
    }

    private static Checksums checksums(Config config, InstantSource clock) {
        Path file = config.data().resolve("checksums.db");
        return new Checksums(
                config.checksums(), ChecksumFile.open(file, ChecksumFile.Bounds.usual(), clock));
    }

    private static Problem cannotListen(
            Optional<InetAddress> bind, int port, String option, IOException e) {
        String where =
                "port %d on %s"
                        .formatted(
                                port, bind.map(InetAddress::getHostAddress).orElse("any address"));
        String why = String.valueOf(e.getMessage());
        if (why.contains("in use")) {
            return Problem.failed(
                    where + " is in use by another program; stop that, or choose with " + option);
        }
        if (why.contains("ermission")) {
            return Problem.failed(
                    where + ": this user may not listen there; choose 1024 or more with " + option);
        }
        if (why.contains("assign")) {
            return Problem.failed(where + ": not an address of this machine; choose with --bind");
        }
        return Problem.failed("cannot listen at " + where + ": " + why);
    }

    /// The first account, so that there is something to log in to. Its password is nowhere but on
    /// the screen.
    private void makeAdmin() throws IOException {
        String password = Secrets.random();
        try {
            var admin = accounts.add(NewAccount.named("admin"), password);
            out.println(
                    "There was no account yet; now there is one, with everything in "
                            + admin.home());
            out.println("  account:  admin");
            out.println("  password: " + password + "   (shown only this once)");
            doors.ftp().ifPresent(it -> out.println("  try it:   " + curl(it.address(), password)));
            doors.sftp().ifPresent(it -> out.println("  or:       " + sftp(it.address())));
        } catch (AccountExistsException _) {
            LOG.log(System.Logger.Level.INFO, "somebody else just added the first account");
        }
    }

    /// Lists the home. In quotes, or the shell would take the brackets of IPv6 for a pattern.
    private static String curl(InetSocketAddress address, String password) {
        return "curl 'ftp://admin:%s@%s:%d/'"
                .formatted(password, reachable(address), address.getPort());
    }

    private static String sftp(InetSocketAddress address) {
        InetAddress bound = address.getAddress();
        String host = bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
        return "sftp -P %d admin@%s".formatted(address.getPort(), host);
    }

    private static String reachable(InetSocketAddress address) {
        InetAddress bound = address.getAddress();
        return bound.isAnyLocalAddress() ? "127.0.0.1" : host(bound);
    }

    /// What clients are to see, so that they need not believe whoever answers.
    private void sayCertificate(Certificates certificates) {
        for (Identity identity : certificates.tls().identities()) {
            out.println(
                    "certificate for "
                            + String.join(", ", identity.names())
                            + ", SHA-256 "
                            + Certificates.fingerprint(identity.certificate()));
        }
    }

    /// The line that scripts wait for.
    void sayReady() {
        certificates.ifPresent(this::sayCertificate);
        for (HostKeys.HostKey key : hostKeys) {
            out.println(
                    "host key "
                            + SshKeys.type(key.pair())
                            + ", "
                            + SshKeys.fingerprint(key.pair()));
        }
        metrics.ifPresent(it ->
                out.println(
                        "numbers for Prometheus: http://%s:%d/metrics"
                                .formatted(
                                        host(it.address().getAddress()), it.address().getPort())));
        var places = new ArrayList<String>();
        doors.ftp()
                .ifPresent(it -> {
                    places.add(place("ftp", it.address()));
                    it.implicitAddress().ifPresent(at -> places.add(place("ftps", at)));
                });
        doors.sftp().ifPresent(it -> places.add(place("sftp", it.address())));
        out.println("ferry ready: " + String.join(" ", places));
        out.flush();
    }

    private static String place(String scheme, InetSocketAddress address) {
        InetAddress bound = address.getAddress();
        String host = bound.isAnyLocalAddress() ? "*" : host(bound);
        return "%s://%s:%d".formatted(scheme, host, address.getPort());
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        if (!(address instanceof Inet6Address)) return text;
        return "[" + text.replaceFirst("(^|:)0(:0)+(:|$)", "::") + "]"; // as people write it
    }

    /// Stops accepting, gives running transfers their grace time, and lets go of everything.
    @Override
    public void close() throws IOException {
        LOG.log(
                System.Logger.Level.INFO,
                "stopping; running transfers have " + grace.toSeconds() + " s");
        try {
            doors.stop(grace);
        } catch (InterruptedException _) {
            Thread.currentThread()
                    .interrupt(); // somebody is in a hurry: nothing more is waited for
        }
        meters.close();
        metrics.ifPresent(MetricsPort::close);
        control.close();
        told.close();
        certificates.ifPresent(Certificates::close);
        homes.close();
        checksums.close();
        accounts.close();
        folder.close();
        LOG.log(System.Logger.Level.INFO, "stopped");
    }
}
