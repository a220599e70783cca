package dev.ferry.app.user;

import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry user`: works whether or not a server runs on the data folder; its sessions follow with
/// their next command.
@Command(
        name = "user",
        description = "Manage accounts and what they may do, also while the server runs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UserAdd.class, UserSet.class, UserRecount.class, UserKeyCommand.class})
public final class UserCommand {

    private static final String NAME = "The account.";

    @Spec private CommandSpec spec;

    @Command(
            name = "list",
            description = "List all accounts.",
            footerHeading = "%nExamples:%n",
            footer = {"  ferry user list", "  ferry user list --json --data /srv/ferry"})
    int list(
            @Option(names = "--json", description = "Print JSON.") boolean json,
            @Mixin ConfigOptions options)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            var all = accounts.all();
            if (json) {
                var used = UsageAsked.ofAll(Config.of(options.settings()).data());
                out().print(AccountPage.json(all, used));
            } else {
                out().print(AccountPage.list(all));
            }
        }
        return 0;
    }

    @Command(
            name = "show",
            description =
                    "Show one account, its rules, and how much of its quota is used where a server"
                            + " runs.",
            footerHeading = "%nExamples:%n",
            footer = {"  ferry user show anna", "  ferry user show anna --json"})
    int show(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--json", description = "Print JSON.") boolean json,
            @Mixin ConfigOptions options)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            Account account = AccountBook.find(accounts, name);
            var used = UsageAsked.of(account, Config.of(options.settings()).data());
            out().print(json ? AccountPage.json(account, used) : AccountPage.show(account, used));
        }
        return 0;
    }

    @Command(
            name = "passwd",
            description = "Give an account another password.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry user passwd anna",
                "  printf '%%s\\n' \"$secret\" | ferry user passwd anna --password-stdin"
            })
    int passwd(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Mixin PasswordOption password,
            @Mixin ConfigOptions options)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            Account account = AccountBook.find(accounts, name); // before anybody types a password
            if (account.anonymous()) throw AccountBook.anonymousHasNone(name);
            Optional<String> given = password.given(name);
            String secret = given.orElseGet(Secrets::random);
            accounts.setPassword(name, secret);
            out().println("account " + name + ": password changed");
            if (given.isEmpty()) out().println(AccountBook.passwordLine(secret));
        }
        return 0;
    }

    @Command(
            name = "enable",
            description = "Let a disabled account log in again.",
            footerHeading = "%nExample:%n",
            footer = "  ferry user enable anna")
    int enable(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Mixin ConfigOptions options)
            throws IOException {
        change(options, name, account -> account.withEnabled(true));
        out().println("account " + name + " enabled");
        return 0;
    }

    @Command(
            name = "disable",
            description = "Let an account log in no more; its sessions end within five seconds.",
            footerHeading = "%nExample:%n",
            footer = "  ferry user disable anna")
    int disable(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Mixin ConfigOptions options)
            throws IOException {
        change(options, name, account -> account.withEnabled(false));
        out().println("account " + name + " disabled");
        return 0;
    }

    @Command(
            name = "remove",
            description =
                    "Remove an account; its sessions end within five seconds, its files stay.",
            footerHeading = "%nExample:%n",
            footer = "  ferry user remove anna")
    int remove(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Mixin ConfigOptions options)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            Account account = AccountBook.find(accounts, name);
            accounts.remove(name);
            out().println("account " + name + " removed; its files stay in " + account.home());
        }
        return 0;
    }

    @Command(
            name = "allow",
            description = {
                "Allow actions at a path and below it.",
                "Where no rule stands at the path yet, one begins as a copy of what was in force"
                        + " there. read-only and write-only do not add: they are all that is"
                        + " allowed from then on."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry user allow anna /out read-only",
                "  ferry user allow anna /in create,make-folder",
                "  ferry user allow anna / all"
            })
    int allow(
            @Parameters(index = "0", paramLabel = "NAME", description = NAME) String name,
            @Parameters(index = "1", paramLabel = "PATH", description = "As the account sees it.")
                    String path,
            @Parameters(
                            index = "2..*",
                            arity = "1..*",
                            paramLabel = "ACTION[,ACTION...]",
                            description =
                                    "list, read, create, overwrite, append, delete, rename,"
                                            + " make-folder, remove-folder, change, link; or all,"
                                            + " read-only, write-only.")
                    List<String> actions,
            @Mixin ConfigOptions options)
            throws IOException {
        VirtualPath at = VirtualPath.of(path);
        UnaryOperator<Permissions> change =
                switch (actions.size() == 1 ? actions.getFirst() : "") {
                    case Actions.READ_ONLY -> before -> exactly(before, at, Action.readOnly());
                    case Actions.WRITE_ONLY -> before -> exactly(before, at, Action.writeOnly());
                    default -> {
                        Set<Action> listed = Actions.listed(actions);
                        yield before -> before.granting(at, listed);
                    }
                };
        permit(options, name, at, change);
        return 0;
    }

    @Command(
            name = "deny",
            description = {
                "Take actions away at a path and below it.",
                "Where no rule stands at the path yet, one begins as a copy of what was in force"
                        + " there."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry user deny anna /archive delete,overwrite,rename",
                "  ferry user deny anna /private all"
            })
    int deny(
            @Parameters(index = "0", paramLabel = "NAME", description = NAME) String name,
            @Parameters(index = "1", paramLabel = "PATH", description = "As the account sees it.")
                    String path,
            @Parameters(
                            index = "2..*",
                            arity = "1..*",
                            paramLabel = "ACTION[,ACTION...]",
                            description =
                                    "list, read, create, overwrite, append, delete, rename,"
                                            + " make-folder, remove-folder, change, link; or all.")
                    List<String> actions,
            @Mixin ConfigOptions options)
            throws IOException {
        VirtualPath at = VirtualPath.of(path);
        Set<Action> listed = Actions.listed(actions);
        permit(options, name, at, before -> before.denying(at, listed));
        return 0;
    }

    private void permit(
            ConfigOptions options, String name, VirtualPath at, UnaryOperator<Permissions> change)
            throws IOException {
        Account after =
                change(
                        options,
                        name,
                        account -> account.withPermissions(change.apply(account.permissions())));
        Set<Action> allowed =
                after.permissions().rules().stream()
                        .filter(rule -> rule.under().equals(at))
                        .findFirst()
                        .orElseThrow()
                        .allowed();
        out().println(
                        "account %s: allowed at %s and below: %s"
                                .formatted(name, at, Actions.words(allowed)));
    }

    private static Permissions exactly(Permissions before, VirtualPath at, Set<Action> actions) {
        return before.denying(at, Action.all()).granting(at, actions);
    }

    private static Account change(ConfigOptions options, String name, UnaryOperator<Account> change)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            return accounts.change(name, change);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
