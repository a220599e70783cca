package dev.ferry.client.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/// Whose certificate or host key is good enough. One decision for a site, made at the first
/// handshake of each session; data connections must show what the control connection showed. Of SSH
/// no root vouches for anybody: who is in the file of known hosts is known.
public sealed interface Trust {

    /// Those that the roots vouch for, and whose certificate names the host.
    ///
    /// @param roots those of the system where it is empty
    record Roots(List<X509Certificate> roots) implements Trust {
        public Roots {
            roots = List.copyOf(roots);
        }
    }

    /// Those whose certificate is one of these, whatever it names and whoever signed it.
    record Pinned(Set<Fingerprint> fingerprints) implements Trust {
        public Pinned {
            fingerprints = Set.copyOf(fingerprints);
        }
    }

    /// Those that are known; of those that are not, those that the roots vouch for; and of those
    /// that they do not, whom `question` lets in, who are known from then on. A known host with
    /// another certificate is refused.
    record Ask(Roots roots, KnownHosts known, Question question) implements Trust {}

    /// Those that are known, and everybody who is not, who is known from then on. A known host with
    /// another certificate is refused.
    record FirstUse(KnownHosts known) implements Trust {}

    static Trust system() {
        return new Roots(List.of());
    }

    /// Asked of a certificate that no root vouches for, and of a host key that nobody knows.
    @FunctionalInterface
    interface Question {
        boolean isTrusted(Shown shown);
    }

    /// What a server shows that asks to be trusted.
    ///
    /// @param what it is, such as `certificate of CN=files.example`
    /// @param why it is not trusted without being asked about
    record Shown(String host, int port, String what, Fingerprint fingerprint, String why) {}
}
