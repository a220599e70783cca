package dev.ferry.app.serve;

import dev.ferry.app.cli.PemFile;
import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.KeyPairFiles;
import dev.ferry.app.config.TlsConfig;
import dev.ferry.server.ftp.TlsSettings.ClientCertificates;
import dev.ferry.server.net.Authorities;
import dev.ferry.server.net.Identity;
import dev.ferry.server.net.Tls;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The server's certificates: read from their files, and again whenever those change. What cannot
/// be read then is told to the log, and the certificates of before stay.
final class Certificates implements Closeable {

    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());

    private final List<KeyPairFiles> files;
    private final Optional<Path> authorities;
    private final Tls tls;
    private final InstantSource clock;
    private final ScheduledExecutorService looker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("ferry-certificates").factory());
    private Map<Path, Stamp> seen; // the looker's

    /// What tells a file from the one that was there before.
    private record Stamp(long modified, long size, Object key) {
        static final Stamp NONE = new Stamp(0, -1, "");

        static Stamp of(Path file) {
            try {
                var facts = Files.readAttributes(file, BasicFileAttributes.class);
                Object key = facts.fileKey() == null ? "" : facts.fileKey();
                return new Stamp(facts.lastModifiedTime().toMillis(), facts.size(), key);
            } catch (IOException _) {
                return NONE;
            }
        }
    }

    private Certificates(
            List<KeyPairFiles> files,
            Optional<Path> authorities,
            Map<Path, Stamp> seen,
            Tls tls,
            Duration pause,
            InstantSource clock) {
        this.files = files;
        this.authorities = authorities;
        this.seen = seen;
        this.tls = tls;
        this.clock = clock;
        var _ =
                looker.scheduleWithFixedDelay(
                        this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Reads them, and looks after them until it is closed. Makes one where none is configured.
    ///
    /// @throws Problem if one cannot be read
    static Certificates open(Config config, InstantSource clock) throws IOException {
        TlsConfig settings = config.tls();
        if (settings.own().isEmpty()) SelfSigned.make(config.data(), clock);
        List<KeyPairFiles> files = files(config);
        Optional<Path> trusted = settings.authorities();
        Map<Path, Stamp> seen = stamps(files, trusted);
        List<Identity> identities = read(files);
        warnOfModes(files);
        identities.forEach(identity -> warnOf(identity, clock));
        Authorities authorities = authorities(trusted);
        authorities.certificates().forEach(it -> warnOf(it, clock));
        var tls =
                settings.clients() == ClientCertificates.OFF
                        ? new Tls(identities)
                        : new Tls(identities, authorities);
        return new Certificates(files, trusted, seen, tls, settings.check(), clock);
    }

    /// Who vouches for clients.
    ///
    /// @throws Problem if a certificate in the file cannot be an authority's
    static Authorities authorities(Optional<Path> file) {
        if (file.isEmpty()) return Authorities.NONE;
        List<X509Certificate> certificates = PemFile.certificates(file.get());
        for (X509Certificate certificate : certificates) {
            if (certificate.getVersion() < 3 || certificate.getBasicConstraints() >= 0) continue;
            throw PemFile.bad(
                    file.get(),
                    "the certificate of %s is no authority's (CA:FALSE); one of a single client goes to its account: ferry user set NAME --certificate FILE"
                            .formatted(certificate.getSubjectX500Principal()));
        }
        return new Authorities(certificates);
    }

    /// The files that the settings name, the first for who comes for no name.
    static List<KeyPairFiles> files(Config config) {
        var files = new ArrayList<KeyPairFiles>();
        files.add(config.tls().own().orElseGet(() -> SelfSigned.in(config.data())));
        files.addAll(config.tls().others());
        return files;
    }

    static List<Identity> read(List<KeyPairFiles> files) {
        return files.stream().map(KeyFiles::read).toList();
    }

    private static void warnOfModes(List<KeyPairFiles> files) {
        for (KeyPairFiles pair : files) {
            if (!isOpenToAll(pair.key())) continue;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "%s: everybody on this machine can read this key; take that away: chmod o-rwx %s"
                            .formatted(pair.key(), pair.key()));
        }
    }

    private static boolean isOpenToAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException _) { // gone again; no modes here
            return false;
        }
    }

    Tls tls() {
        return tls;
    }

    private static Map<Path, Stamp> stamps(List<KeyPairFiles> files, Optional<Path> authorities) {
        var stamps = new LinkedHashMap<Path, Stamp>();
        authorities.ifPresent(file -> stamps.put(file, Stamp.of(file)));
        for (KeyPairFiles pair : files) {
            for (Path file : List.of(pair.certificate(), pair.key())) {
                stamps.put(file, Stamp.of(file));
            }
        }
        return stamps;
    }

    private void look() {
        try {
            Map<Path, Stamp> now = stamps(files, authorities);
            if (now.equals(seen)) return;
            seen = now;
            List<Identity> identities = read(files);
            Authorities trusted = authorities(authorities);
            tls.use(identities);
            warnOfModes(files);
            tls.trust(trusted);
            for (X509Certificate authority : trusted.certificates()) {
                warnOf(authority, clock);
                LOG.log(
                        System.Logger.Level.INFO,
                        "authority for clients read again: "
                                + authority.getSubjectX500Principal()
                                + ", SHA-256 "
                                + fingerprint(authority));
            }
            for (Identity identity : identities) {
                warnOf(identity, clock);
                LOG.log(
                        System.Logger.Level.INFO,
                        "certificate read again: "
                                + identity.certificate().getSubjectX500Principal()
                                + ", SHA-256 "
                                + fingerprint(identity.certificate()));
            }
        } catch (Problem e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the new certificate is not taken, and the old one stays: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "looking at certificates failed", e);
        }
    }

    private static void warnOf(Identity identity, InstantSource clock) {
        X509Certificate certificate = identity.certificate();
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the certificate of %s ended on %s; clients will refuse it"
                            .formatted(
                                    certificate.getSubjectX500Principal(),
                                    certificate.getNotAfter().toInstant()));
        }
    }

    private static void warnOf(X509Certificate authority, InstantSource clock) {
        if (authority.getNotAfter().toInstant().isBefore(clock.instant())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the authority %s for clients ended on %s; it vouches for nobody any more"
                            .formatted(
                                    authority.getSubjectX500Principal(),
                                    authority.getNotAfter().toInstant()));
        }
    }

    /// As clients show it.
    static String fingerprint(X509Certificate certificate) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no SHA-256", e);
        }
    }

    @Override
    public void close() {
        looker.shutdownNow();
    }
}
