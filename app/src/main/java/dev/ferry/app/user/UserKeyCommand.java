package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry user key`.
@Command(
        name = "key",
        description =
                "Manage the SSH keys that open an account over SFTP, without its password or, by"
                        + " 'user set NAME --login both', together with it.",
        synopsisSubcommandLabel = "COMMAND")
public final class UserKeyCommand {

    private static final String NAME = "The account.";

    private static final int MOST_BYTES = 1 << 20;

    @Spec private CommandSpec spec;

    @Command(
            name = "add",
            description = "Let the owner of a key log in with it.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry user key add anna /tmp/id_ed25519.pub",
                "  ferry user key add anna 'ssh-ed25519 AAAAC3... anna@laptop'"
            })
    int add(
            @Parameters(index = "0", paramLabel = "NAME", description = NAME) String name,
            @Parameters(
                            index = "1",
                            paramLabel = "FILE|KEY",
                            description =
                                    "A file of public keys, one on each line, as ssh-keygen and"
                                            + " authorized_keys have them; or one such line.")
                    String text,
            @Mixin ConfigOptions options)
            throws IOException {
        List<AccountKey> keys = keys(text);
        try (var accounts = AccountBook.existing(options.settings())) {
            Account before = AccountBook.find(accounts, name);
            if (before.anonymous()) throw AccountBook.anonymousHasNone(name);
            accounts.change(name, account -> account.withKeys(with(account.keys(), keys)));
            for (AccountKey key : keys) {
                boolean known = before.keys().stream().anyMatch(key::same);
                out().println(
                                "account %s: %s %s"
                                        .formatted(
                                                name,
                                                known ? "has this key already:" : "key added:",
                                                words(key)));
                for (String other : accounts.openedBy(key)) {
                    if (other.equals(name)) continue;
                    out().println("note: the same key opens the account " + other + ", too");
                }
            }
        }
        return 0;
    }

    private static List<AccountKey> with(List<AccountKey> before, List<AccountKey> more) {
        var all = new ArrayList<>(before);
        for (AccountKey key : more) {
            if (all.stream().noneMatch(key::same)) all.add(key);
        }
        return all;
    }

    /// Those in the file that `text` names, or the one that it says.
    private static List<AccountKey> keys(String text) {
        Optional<Path> file = file(text);
        String lines = file.map(UserKeyCommand::content).orElse(text);
        String where = file.map(it -> it + ", line ").orElse("");
        var keys = new ArrayList<AccountKey>();
        int number = 0;
        for (String line : lines.lines().toList()) {
            number++;
            if (line.isBlank() || line.strip().startsWith("#")) continue;
            try {
                keys.add(AccountKey.parse(line));
            } catch (IllegalArgumentException e) {
                throw Problem.usage(
                        (where.isEmpty() ? "" : where + number + ": ") + e.getMessage());
            }
        }
        if (keys.isEmpty()) throw Problem.usage("'" + text + "' holds no key");
        return keys;
    }

    private static Optional<Path> file(String text) {
        try {
            Path file = Path.of(text);
            return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static String content(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) throw Problem.usage(file + ": holds no keys");
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw Problem.failed("%s: cannot be read (%s)".formatted(file, e.getMessage()));
        }
    }

    @Command(
            name = "list",
            description = "List the keys that open an account: kind, fingerprint, comment.",
            footerHeading = "%nExample:%n",
            footer = "  ferry user key list anna")
    int list(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Mixin ConfigOptions options)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            for (AccountKey key : AccountBook.find(accounts, name).keys()) {
                out().println(words(key));
            }
        }
        return 0;
    }

    @Command(
            name = "remove",
            description =
                    "Take a key away from an account. Sessions that began with it go on; 'ferry"
                            + " sessions kick' ends them.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry user key remove anna SHA256:5xkK...",
                "  ferry user key remove anna anna@laptop"
            })
    int remove(
            @Parameters(index = "0", paramLabel = "NAME", description = NAME) String name,
            @Parameters(
                            index = "1",
                            paramLabel = "SHA256:...|COMMENT",
                            description = "Its fingerprint, or its comment.")
                    String which,
            @Mixin ConfigOptions options)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            List<AccountKey> meant =
                    AccountBook.find(accounts, name).keys().stream()
                            .filter(it ->
                                    it.fingerprint().equals(which) || it.comment().equals(which))
                            .toList();
            if (meant.size() != 1) {
                throw Problem.failed(
                        "account %s: %s keys are called '%s'; 'ferry user key list %s' lists them"
                                .formatted(
                                        name,
                                        meant.isEmpty() ? "no" : Integer.toString(meant.size()),
                                        which,
                                        name));
            }
            AccountKey key = meant.getFirst();
            accounts.change(
                    name,
                    account ->
                            account.withKeys(
                                    account.keys().stream().filter(it -> !it.same(key)).toList()));
            out().println("account " + name + ": key removed: " + words(key));
        }
        return 0;
    }

    static String words(AccountKey key) {
        return (key.type() + " " + key.fingerprint() + " " + key.comment()).strip();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
