package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.Fingerprint;
import dev.ferry.client.net.Trust;
import dev.ferry.client.sftp.HostKeys.Known;
import dev.ferry.client.sftp.HostKeys.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether a server's key is good enough: [Trust] applied to SSH, where a file of known hosts is
/// what roots are to TLS.
///
/// A server of which any key is known and that shows none of these is refused, also where it is a
/// key of another kind: somebody in between could choose the kind.
record HostTrust(Trust trust, HostKeys known, String host, int port) {

    /// @throws Failure.NotTrusted with the reason
    void require(HostKey key) throws Failure {
        try {
            decide(key);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw refused("the file of known hosts cannot be used: " + e.getMessage());
        }
    }

    private void decide(HostKey key) throws IOException {
        Fingerprint shown = key.fingerprint();
        List<Known> all = known.of(host, port);
        for (Known one : all) {
            if (one.is(key, Standing.REVOKED)) {
                throw refused("the host key " + shown + " is revoked in " + one.where());
            }
        }
        if (trust instanceof Trust.Pinned(Set<Fingerprint> fingerprints)) {
            if (fingerprints.contains(shown)) return;
            throw refused(
                    "the host key's fingerprint is "
                            + shown
                            + ", which is not among "
                            + fingerprints);
        }
        if (has(all, key, Standing.ITS_OWN) || has(all, key, Standing.OF_THE_HOST)) return;
        List<Known> before = all.stream().filter(it -> it.standing() == Standing.ITS_OWN).toList();
        if (!before.isEmpty()) throw changed(before, shown);
        switch (trust) {
            case Trust.Roots _ -> throw refused(unknown(shown));
            case Trust.Pinned _ -> throw new IllegalStateException("decided above");
            case Trust.Ask(_, _, Trust.Question question) -> {
                var it =
                        new Trust.Shown(
                                host,
                                port,
                                "host key of kind " + key.type(),
                                shown,
                                "the host key is not known");
                if (!question.isTrusted(it)) throw refused(unknown(shown));
                known.remember(host, port, key);
            }
            case Trust.FirstUse _ -> known.remember(host, port, key);
        }
    }

    private static boolean has(List<Known> all, HostKey key, Standing standing) {
        return all.stream().anyMatch(it -> it.is(key, standing));
    }

    private static String unknown(Fingerprint shown) {
        return "the host key is not known; its fingerprint is "
                + shown
                + " (to trust exactly this one: --trust "
                + shown
                + ")";
    }

    private Failure changed(List<Known> before, Fingerprint now) {
        String was =
                before.stream()
                        .map(it -> it.key().fingerprint() + " (" + it.where() + ")")
                        .collect(Collectors.joining(" or "));
        return refused(
                "the host key has changed: it was "
                        + was
                        + " and is now "
                        + now
                        + "; if that is right, remove "
                        + (before.size() == 1 ? "that line" : "those lines"));
    }

    private Failure refused(String why) {
        return new Failure.NotTrusted(host + ":" + port + ": " + why, null, null);
    }
}
