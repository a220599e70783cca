package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where to be, and as whom.
final class Sites {

    private Sites() {}

    /// `open`.
    @Command(
            name = "open",
            description = {
                "Go to a site.",
                "Where its path leads is where the shell is then. A host alone is ftp://host."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  open ftp://anna@files.example/photos",
                "  open sftp://anna@files.example",
                "  open -u anna files.example 2121",
                "  open work      (a bookmark)"
            })
    static final class Open implements Verb.Deed {
        @Option(
                names = {"-u", "--user"},
                paramLabel = "USER",
                description = "Log in as that user; the password is asked for.")
        private @Nullable String user;

        @Parameters(index = "0", paramLabel = "SITE", description = "URL, host or bookmark.")
        private String site = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "PORT", description = "Of a host.")
        private @Nullable Integer port;

        @Override
        public int run(Shell shell) throws IOException {
            SiteAddress address = address(shell, site);
            if (port != null) {
                if (port < 1 || port > 65_535) throw new Failure.Usage(port + ": is no port");
                address = with(address, address.user(), address.password(), OptionalInt.of(port));
            }
            if (user != null) {
                address = with(address, Optional.of(user), Optional.empty(), address.port());
            }
            shell.open(address);
            return 0;
        }
    }

    static SiteAddress address(Shell shell, String word) throws Failure {
        if (SiteAddress.isUrl(word)) return SiteAddress.parse(word);
        Optional<String> kept =
                shell.bookmarks().find(word).map(dev.ferry.app.bookmark.Bookmark::url);
        return SiteAddress.parse(kept.isPresent() ? kept.get() : "ftp://" + word);
    }

    private static SiteAddress with(
            SiteAddress address,
            Optional<String> user,
            Optional<Secret> password,
            OptionalInt port) {
        return new SiteAddress(
                address.scheme(), address.host(), port, user, password, address.path());
    }

    /// `user`.
    @Command(
            name = "user",
            description = {"Log in as somebody else.", "The password is asked for."},
            footerHeading = "%nExample:%n",
            footer = {"  user anna"})
    static final class User implements Verb.Deed {
        @Parameters(index = "0", paramLabel = "USER", description = "Who to be.")
        private String user = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "PASSWORD",
                description = "Better left out: it can be seen as it is typed.")
        private @Nullable String password;

        @Override
        public int run(Shell shell) throws IOException {
            SiteAddress now = shell.spot().address();
            shell.open(
                    with(
                            now,
                            Optional.of(user),
                            Optional.ofNullable(password).map(Secret::new),
                            now.port()));
            return 0;
        }
    }

    /// `close`.
    @Command(
            name = "close",
            description = "Leave the site; jobs in the background go on.",
            footerHeading = "%nExample:%n",
            footer = {"  close"})
    static final class Close implements Verb.Deed {
        @Override
        public int run(Shell shell) throws IOException {
            shell.close(shell.spot());
            return 0;
        }
    }

    /// `bookmark`.
    @Command(
            name = "bookmark",
            description = {
                "Keep names for sites.",
                "add NAME keeps where you are, add NAME URL another place; list shows all, and"
                        + " remove NAME forgets one. 'open NAME' goes there. 'ferry site add'"
                        + " keeps the password, too."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  bookmark add work",
                "  bookmark add photos ftp://anna@files.example/photos",
                "  bookmark remove photos"
            })
    static final class Bookmark implements Verb.Deed {
        @Parameters(
                arity = "0..3",
                paramLabel = "WORD",
                description = "add NAME [URL], list, or remove NAME.")
        private List<Word> words = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            String deed = words.isEmpty() ? "list" : words.getFirst().text();
            switch (deed) {
                case "list" -> {
                    if (words.size() > 1) throw new Failure.Usage("list: takes no more words");
                    shell.bookmarks()
                            .all()
                            .forEach(it -> shell.screen().line(it.name() + "  " + it.url()));
                }
                case "add" -> {
                    requireName(words.size() > 1);
                    shell.bookmarks()
                            .add(
                                    words.get(1).text(),
                                    words.size() > 2 ? words.get(2).text() : place(shell));
                }
                case "remove" -> {
                    requireName(words.size() == 2);
                    if (!shell.passwords().remove(words.get(1).text())) {
                        throw new Failure.NotFound(
                                "there is no bookmark '" + words.get(1).text() + "'", null);
                    }
                }
                default ->
                        throw new Failure.Usage(
                                "bookmark: '" + deed + "' is none of add, list, remove");
            }
            return 0;
        }

        private static void requireName(boolean is) throws Failure {
            if (!is) throw new Failure.Usage("bookmark: a name is missing");
        }

        /// Where the shell is, as a URL.
        private static String place(Shell shell) throws Failure {
            Shell.Spot spot = shell.spot();
            var url = new StringBuilder(spot.address().site()).append('/');
            // The path of a URL begins where the login leads; %2F is the root.
            url.append("%2F");
            boolean first = true;
            for (String name : spot.at().names()) {
                if (!first) url.append('/');
                url.append(
                        java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                                .replace("+", "%20"));
                first = false;
            }
            return url.toString();
        }
    }
}
