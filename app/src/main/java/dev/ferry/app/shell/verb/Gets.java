package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Files on their way here.
final class Gets {

    private Gets() {}

    /// `get`.
    @Command(
            name = "get",
            description = {
                "Fetch files.",
                "A file arrives as NAME.ferry-part and gets its name when it is whole; an"
                        + " interrupted one is gone on with. Names mean themselves; mget takes"
                        + " patterns. With & at its end it goes on in the background."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  get a.zip",
                "  get a.zip -o b.zip",
                "  get -r photos -O backup",
                "  get --segments 4 large.iso &"
            })
    static final class Get implements Verb.Errand {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to fetch.")
        private List<Word> files = List.of();

        @Mixin private final GetOptions options;

        Get(Settings settings) {
            options = new GetOptions(settings);
        }

        @Override
        public Orders orders(Shell shell) throws IOException {
            return options.orders(shell, GetOptions.named(shell, files), false);
        }
    }

    /// `mget`.
    @Command(
            name = "mget",
            description = "Fetch all files that patterns match.",
            footerHeading = "%nExamples:%n",
            footer = {"  mget *.jpg", "  mget -r 20[23]? -O backup &"})
    static final class Mget implements Verb.Errand {
        @Parameters(arity = "1..*", paramLabel = "PATTERN", description = "What to fetch.")
        private List<Word> patterns = List.of();

        @Mixin private final GetOptions options;

        Mget(Settings settings) {
            options = new GetOptions(settings);
        }

        @Override
        public Orders orders(Shell shell) throws IOException {
            return options.orders(shell, GetOptions.matched(shell, patterns), false);
        }
    }

    /// `reget`.
    @Command(
            name = "reget",
            description = {
                "Go on with interrupted files: get with --resume.",
                "get does so too, where nobody said --no-resume."
            },
            footerHeading = "%nExample:%n",
            footer = {"  reget large.iso"})
    static final class Reget implements Verb.Errand {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to fetch.")
        private List<Word> files = List.of();

        @Mixin private final GetOptions options;

        Reget(Settings settings) {
            options = new GetOptions(settings);
        }

        @Override
        public Orders orders(Shell shell) throws IOException {
            return options.orders(shell, GetOptions.named(shell, files), true);
        }
    }
}
