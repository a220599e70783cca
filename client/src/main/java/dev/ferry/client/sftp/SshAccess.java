package dev.ferry.client.sftp;

import dev.ferry.client.net.Trust;
import java.util.Optional;

/// How to reach an SSH server and who to be there, where a URL says it and where a file of
/// configuration says more.
///
/// @param host to be called
/// @param knownAs the name under which its keys are known
/// @param strictness what the configuration says of servers nobody knows; empty where it says
///   nothing
public record SshAccess(
        String host,
        int port,
        String knownAs,
        HostKeys known,
        Optional<Strictness> strictness,
        SshLogin login) {

    public enum Strictness {
        /// Only who is known.
        KNOWN,
        /// Who is not known is from now on.
        NEW
    }

    public SshAccess {
        if (port < 1 || port > 65_535) throw new IllegalArgumentException("port " + port);
    }

    /// Where somebody is to be asked, the configuration may have answered.
    Trust trust(Trust otherwise) {
        if (!(otherwise instanceof Trust.Ask ask) || strictness.isEmpty()) return otherwise;
        return switch (strictness.get()) {
            case KNOWN -> ask.roots();
            case NEW -> new Trust.FirstUse(ask.known());
        };
    }
}
