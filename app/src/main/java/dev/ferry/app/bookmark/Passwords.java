package dev.ferry.app.bookmark;

import dev.ferry.app.cli.Questions;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The passwords of bookmarks: with the operating system where that keeps some, else in a file.
public final class Passwords {

    private static final String MASTER = "FERRY_MASTER_PASSWORD";

    private final Bookmarks bookmarks;
    private final Optional<Vault> keychain;
    private final Vault file;

    private Passwords(Bookmarks bookmarks, Optional<Vault> keychain, Vault file) {
        this.bookmarks = bookmarks;
        this.keychain = keychain;
        this.file = file;
    }

    /// @param home where the file of bookmarks is, and that of passwords
    /// @param questions asked for the master password
    /// @param environment such as [System#getenv()]
    public static Passwords in(Path home, Questions questions, Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "");
        String bus = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
        Optional<Vault> keychain = Optional.empty();
        if (MacKeychain.isThere(path, System.getProperty("os.name"))) {
            keychain = Optional.of(new MacKeychain());
        } else if (SecretTool.isThere(path, bus)) {
            keychain = Optional.of(new SecretTool());
        }
        return new Passwords(
                new Bookmarks(home.resolve("bookmarks")),
                keychain,
                new PasswordFile(
                        home.resolve("passwords"),
                        (file, fresh) -> master(questions, environment, file, fresh)));
    }

    private static Optional<String> master(
            Questions questions, Map<String, String> environment, Path file, boolean fresh) {
        String set = environment.get(MASTER);
        if (set != null && !set.isEmpty()) return Optional.of(set);
        if (!fresh) return questions.secret("Master password of " + file + ": ");
        Optional<String> first =
                questions.secret("A master password, which will open " + file + ": ");
        if (first.filter(word -> !word.isEmpty()).isEmpty()) return Optional.empty();
        return questions.secret("Once more: ").filter(first.get()::equals);
    }

    /// The password that a bookmark of this site has, where one has.
    public Optional<Secret> find(SiteAddress address) throws Failure {
        return switch (bookmarks.kept(address)) {
            case NOT -> Optional.empty();
            case KEYCHAIN ->
                    keychain.isPresent() ? keychain.get().find(address.site()) : Optional.empty();
            case FILE -> file.find(address.site());
        };
    }

    /// Keeps a password where it is best kept.
    Kept keep(SiteAddress address, Secret password) throws Failure {
        if (keychain.isPresent()) {
            try {
                keychain.get().keep(address.site(), password);
                return Kept.KEYCHAIN;
            } catch (Failure.LocalTrouble _) {
                // a desktop without a keychain, or one that stays locked
            }
        }
        file.keep(address.site(), password);
        return Kept.FILE;
    }

    /// Forgets a bookmark, and its password where no other bookmark has the same site.
    ///
    /// @return whether there was one
    public boolean remove(String name) throws Failure {
        Optional<Bookmark> gone = bookmarks.find(name);
        if (gone.isEmpty()) return false;
        if (!bookmarks.hasOther(gone.get())) {
            forget(SiteAddress.parse(gone.get().url()), gone.get().kept());
        }
        return bookmarks.remove(name);
    }

    void forget(SiteAddress address, Kept where) throws Failure {
        switch (where) {
            case NOT -> {}
            case KEYCHAIN -> {
                if (keychain.isPresent()) keychain.get().forget(address.site());
            }
            case FILE -> file.forget(address.site());
        }
    }
}
