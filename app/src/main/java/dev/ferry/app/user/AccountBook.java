package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.Settings;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.Accounts;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The accounts that an operator's words mean, and what is said about them.
public final class AccountBook {

    private AccountBook() {}

    /// The accounts of a data folder that must be there: a mistyped folder is not made.
    public static Accounts existing(Settings settings) throws IOException {
        Config config = Config.of(settings);
        if (!Files.isDirectory(config.data())) {
            throw Problem.failed(
                    "%s: no such data folder; name the right one with --data ('ferry serve' and 'ferry user add' make it)"
                            .formatted(config.data()));
        }
        return opened(config);
    }

    /// The accounts of a data folder, which is made where it is missing.
    static Accounts anyway(Settings settings) throws IOException {
        return opened(Config.of(settings));
    }

    private static Accounts opened(Config config) throws IOException {
        return Accounts.open(config.data(), config.accounts(), InstantSource.system());
    }

    static Account find(Accounts accounts, String name) throws IOException {
        return accounts.find(name)
                .orElseThrow(() ->
                        Problem.failed(
                                "there is no account '%s'; 'ferry user list' lists them"
                                        .formatted(name)));
    }

    /// The folder that `--home` names, absolute; made where only its last name is missing.
    static String home(String text) {
        Path home = Path.of(text).toAbsolutePath().normalize();
        if (Files.isDirectory(home)) return home.toString();
        Path parent = home.getParent();
        if (Files.exists(home)) throw Problem.failed(home + ": not a folder, so not a home");
        if (parent == null || !Files.isDirectory(parent)) {
            throw Problem.failed(home + ": cannot be made, there is no folder " + parent);
        }
        try {
            Files.createDirectory(home);
        } catch (FileAlreadyExistsException _) {
            // somebody was faster
        } catch (IOException e) {
            throw Problem.failed(home + ": cannot be made: permission denied or disk full");
        }
        return home.toString();
    }

    /// What is to be known of quotas where the account's home lies in another's, or around it.
    static List<String> notes(Accounts accounts, Account account) throws IOException {
        var notes = new ArrayList<String>();
        Path own = real(account);
        for (Account other : accounts.all()) {
            if (other.id().equals(account.id())) continue;
            Path theirs = real(other);
            if (own.equals(theirs)) continue;
            if (own.startsWith(theirs) && other.limits().hasQuota()) {
                notes.add(
                        "note: its home lies in that of %s; what is stored there counts for the quota of %s, too"
                                .formatted(other.name(), other.name()));
            } else if (theirs.startsWith(own) && account.limits().hasQuota()) {
                notes.add(
                        "note: the home of %s lies in its home; what is stored there counts for its quota, too"
                                .formatted(other.name()));
            }
        }
        return notes;
    }

    /// The home with links followed, as far as it is there.
    private static Path real(Account account) {
        Path home = Path.of(account.home());
        for (Path there = home; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(home)).normalize();
            } catch (IOException _) {
                // not there yet; what it is in may be
            }
        }
        return home;
    }

    static String passwordLine(String password) {
        return "password: " + password + "   (shown only this once)";
    }

    static Problem anonymousHasNone(String name) {
        return Problem.failed("account " + name + " is anonymous: any password is right");
    }
}
