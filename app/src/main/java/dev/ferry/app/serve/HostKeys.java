package dev.ferry.app.serve;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.app.cli.Problem;
import dev.ferry.server.sftp.SshKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The keys that the server proves itself with over SSH: one of each kind, in files of the data
/// folder that nobody but their owner may read.
final class HostKeys {

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private HostKeys() {}

    /// One of them, and where it stands.
    record HostKey(Path file, KeyPair pair) {}

    private static Path file(Path data, SshKeys.Kind kind) {
        return data.resolve("ssh_host_" + kind.name().toLowerCase(Locale.ROOT) + "_key");
    }

    /// All of them, the best first; those that are missing are made, which takes some seconds.
    ///
    /// @throws Problem if one cannot be used
    static List<HostKey> open(Path data) {
        for (SshKeys.Kind kind : SshKeys.Kind.values()) {
            Path file = file(data, kind);
            if (Files.notExists(file)) make(file, kind);
        }
        return existing(data);
    }

    /// Those that were made.
    ///
    /// @throws Problem if one cannot be used
    static List<HostKey> existing(Path data) {
        var keys = new ArrayList<HostKey>();
        for (SshKeys.Kind kind : SshKeys.Kind.values()) {
            Path file = file(data, kind);
            if (Files.exists(file)) keys.add(new HostKey(file, read(file)));
        }
        return keys;
    }

    /// Whole or not at all: half a key would keep the server from starting ever after.
    private static void make(Path file, SshKeys.Kind kind) {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            String text = SshKeys.text(SshKeys.make(kind), "ferry");
            Files.createFile(draft, OwnerOnly.file(draft));
            Files.writeString(
                    draft, text, StandardCharsets.US_ASCII, StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Problem.failed(
                    "%s: cannot be made (%s); the keys for SFTP stand in the data folder"
                            .formatted(file, e.getMessage()));
        }
    }

    private static KeyPair read(Path file) {
        try {
            requirePrivate(file);
            return SshKeys.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw Problem.failed(
                    "%s: %s; put the right key there, or remove the file and a new one is made, which clients will be warned of"
                            .formatted(file, e.getMessage()));
        } catch (AccessDeniedException e) {
            throw Problem.failed(
                    file + ": permission denied; its owner must be the user who runs the server");
        } catch (NoSuchFileException e) {
            throw Problem.failed(file + ": is gone again");
        } catch (IOException e) {
            throw Problem.failed("%s: cannot be read (%s)".formatted(file, e.getMessage()));
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        Set<PosixFilePermission> modes;
        try {
            modes = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException _) {
            return; // this system has other ways
        }
        if (modes.stream().noneMatch(OTHERS::contains)) return;
        throw Problem.failed(
                "%s: others on this machine may read or change this key, so it is not used; take that away: chmod 600 %s"
                        .formatted(file, file));
    }
}
