package dev.ferry.app.bookmark;

import dev.ferry.app.cli.Columns;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Questions;
import dev.ferry.app.user.Secrets;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry site`.
@Command(
        name = "site",
        description = {
            "Keep names and passwords of sites.",
            "'ferry shell NAME' goes there, and every command of the client takes the password of a"
                    + " site that is kept here."
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry site add work ftp://anna@files.example/in",
            "  ferry site list",
            "  ferry site remove work"
        })
public final class SiteCommand {

    private static final String NAME = "Of letters, digits, '.', '_' and '-'.";

    @Spec private CommandSpec spec;

    private static Path home() {
        return Path.of(System.getProperty("user.home"), ".ferry");
    }

    private static Bookmarks bookmarks() {
        return new Bookmarks(home().resolve("bookmarks"));
    }

    private static Passwords passwords() {
        return Passwords.in(home(), Questions.console(), System.getenv());
    }

    @Command(
            name = "add",
            description = {
                "Keep a site under a name, in place of what was kept there.",
                "A terminal is asked for the password; an empty one is not kept. It goes into the"
                        + " keychain of the operating system where there is one, else into"
                        + " ~/.ferry/passwords, which a master password opens."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry site add work ftp://anna@files.example/in",
                "  pass work | ferry site add --password-stdin work ftps://anna@files.example"
            })
    int add(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "URL", description = "Without a password.") String url,
            @Option(
                            names = "--password-stdin",
                            description = "Take the first line of standard input as the password.")
                    boolean passwordStdin)
            throws Failure {
        SiteAddress address = Bookmarks.address(url);
        Bookmarks bookmarks = bookmarks();
        Optional<String> password =
                passwordStdin ? Optional.of(Secrets.firstLine(System.in)) : asked(address);
        Passwords passwords = passwords();
        Optional<Bookmark> before = bookmarks.find(name);
        boolean moved = before.isPresent() && !before.get().url().equals(url);
        if (moved) passwords.remove(name);
        Kept kept = bookmarks.kept(address);
        bookmarks.add(name, url, kept);
        if (password.isPresent()) {
            Kept now = passwords.keep(address, new Secret(password.get()));
            if (kept != now) passwords.forget(address, kept);
            bookmarks.add(name, url, now);
            kept = now;
        }
        spec.commandLine()
                .getOut()
                .println(OneLine.of(name + " is " + url + "; password: " + where(kept)));
        return 0;
    }

    private static Optional<String> asked(SiteAddress address) {
        if (address.user().isEmpty()) return Optional.empty();
        return Questions.console()
                .secret(
                        "Password of %s at %s (empty: it is asked for each time): "
                                .formatted(address.user().get(), address.host()))
                .filter(word -> !word.isEmpty());
    }

    private static String where(Kept kept) {
        return switch (kept) {
            case NOT -> "not kept";
            case KEYCHAIN -> "in the keychain";
            case FILE -> "in ~/.ferry/passwords";
        };
    }

    @Command(
            name = "list",
            description = "List the sites that are kept, and where their passwords are.",
            footerHeading = "%nExample:%n",
            footer = "  ferry site list")
    int list() throws Failure {
        List<List<String>> rows =
                bookmarks().all().stream()
                        .map(it ->
                                List.of(
                                        OneLine.of(it.name()),
                                        OneLine.of(it.url()),
                                        "password: " + where(it.kept())))
                        .toList();
        if (!rows.isEmpty()) spec.commandLine().getOut().print(Columns.of(rows));
        spec.commandLine().getOut().flush();
        return 0;
    }

    @Command(
            name = "remove",
            description = "Forget a site, and its password where no other name is for that site.",
            footerHeading = "%nExample:%n",
            footer = "  ferry site remove work")
    int remove(@Parameters(paramLabel = "NAME", description = NAME) String name) throws Failure {
        if (!passwords().remove(name)) {
            throw new Failure.NotFound(
                    "there is no site '" + name + "'; 'ferry site list' lists them", null);
        }
        spec.commandLine().getOut().println(OneLine.of(name + " is forgotten"));
        return 0;
    }
}
