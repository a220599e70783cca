package dev.ferry.client.sftp;

import java.util.Optional;

/// A private key of ours, perhaps under a passphrase.
///
/// @param name of the file, for people
/// @param text as OpenSSH or PEM has it
/// @param publicLine the public half, as it stands in the file beside it; empty where there is none
public record KeyFile(String name, String text, Optional<String> publicLine) {
    @Override
    public String toString() {
        return name;
    }
}
