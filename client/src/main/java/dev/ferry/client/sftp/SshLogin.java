package dev.ferry.client.sftp;

import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Who to be at an SSH server, and how to show it. Each part is asked for when a server wants it
/// and not before; one thread at a time asks.
public interface SshLogin {

    String user() throws IOException;

    /// @return empty where there is none to be had; where that is a mistake of the user, an
    ///   exception says so
    Optional<Secret> password() throws IOException;

    /// What the user answers to a question of the server that is not for the password.
    ///
    /// @param shown whether what is typed may be seen
    /// @return empty where nobody is there
    default Optional<String> answer(String question, boolean shown) throws IOException {
        return Optional.empty();
    }

    /// Keys of ours, in the order in which they are tried.
    default List<KeyFile> keys() throws IOException {
        return List.of();
    }

    /// Whether a passphrase could be had, were it asked for.
    default boolean hasPassphrases() {
        return false;
    }

    /// @param attempt from 1 on; the same again where the one before was wrong
    default Optional<Secret> passphrase(KeyFile key, int attempt) throws IOException {
        return Optional.empty();
    }

    /// The socket of an agent that has keys, too.
    default Optional<String> agent() {
        return Optional.empty();
    }

    /// Whether of the agent's keys only those are tried that [#keys] names.
    default boolean onlyTheseKeys() {
        return false;
    }
}
