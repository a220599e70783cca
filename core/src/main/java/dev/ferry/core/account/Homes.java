package dev.ferry.core.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where accounts' files may be: in folders of their own below the data folder, or anywhere the
/// operator says, so long as our own files are not among them.
final class Homes {

    private final Path data;
    private final Path homes;

    /// @param data the data folder, real
    Homes(Path data) {
        this.data = data;
        this.homes = data.resolve("homes");
    }

    /// The folder of its own that the account `name` has.
    ///
    /// @param name fit for an account
    String of(String name) throws AccountException {
        Path home = path(name, name);
        Path inside = homes.resolve(home).normalize();
        if (!homes.equals(inside.getParent())) {
            throw new AccountException("account name " + AccountName.quoted(name) + ": no folder");
        }
        return inside.toString();
    }

    /// Makes the folder of its own that the account `name` has.
    void make(String name) throws AccountException {
        Path home = Path.of(of(name));
        try {
            OwnerOnly.folder(home);
        } catch (IOException e) {
            throw new AccountException(
                    "%s: the home of %s could not be made (%s)"
                            .formatted(home, AccountName.quoted(name), e.getMessage()),
                    e);
        }
    }

    /// `home`, without detours, for the account `name`.
    ///
    /// @throws AccountException if it is not absolute or holds our data folder
    String require(String name, String home) throws AccountException {
        Path folder = path(name, home);
        if (!folder.isAbsolute()) throw refused(name, home, "is not an absolute path");
        if (home.chars().anyMatch(Character::isISOControl)) {
            throw refused(name, home, "holds a control character");
        }
        folder = folder.normalize();
        Path real = real(folder);
        if (data.startsWith(real)) {
            throw refused(
                    name, home, "holds Ferry's own data folder " + data + "; take another folder");
        }
        if (real.startsWith(data) && !real.startsWith(homes)) {
            throw refused(
                    name, home, "is Ferry's own; take a folder below " + homes + ", or elsewhere");
        }
        return folder.toString();
    }

    /// `folder` with links followed, as far as it is there.
    private static Path real(Path folder) {
        for (Path there = folder; there != null; there = there.getParent()) {
            if (!Files.exists(there)) continue;
            try {
                return there.toRealPath().resolve(there.relativize(folder)).normalize();
            } catch (IOException _) {
                return folder; // not ours to look into: then it does not hold our data either
            }
        }
        return folder;
    }

    private static Path path(String name, String text) throws AccountException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw refused(
                    name,
                    text,
                    "cannot be a folder's name here (" + e.getReason() + "); is the locale UTF-8?");
        }
    }

    private static AccountException refused(String name, String home, String why) {
        return new AccountException(
                "account %s: home %s %s"
                        .formatted(AccountName.quoted(name), AccountName.quoted(home), why));
    }
}
