package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Files on their way there.
final class Puts {

    private Puts() {}

    /// `put`.
    @Command(
            name = "put",
            description = {
                "Send files.",
                "A file gets its name there when it is whole; an interrupted one is gone on with."
                        + " Names mean themselves; mput takes patterns. With & at its end it goes"
                        + " on in the background."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  put a.zip",
                "  put a.zip -o b.zip",
                "  put -r photos -O backup",
                "  put large.iso &"
            })
    static final class Put implements Verb.Errand {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to send.")
        private List<Word> files = List.of();

        @Mixin private final PutOptions options;

        Put(Settings settings) {
            options = new PutOptions(settings);
        }

        @Override
        public Orders orders(Shell shell) throws IOException {
            return options.orders(shell, PutOptions.named(shell, files), false);
        }
    }

    /// `mput`.
    @Command(
            name = "mput",
            description = "Send all files that patterns match.",
            footerHeading = "%nExamples:%n",
            footer = {"  mput *.jpg", "  mput -r 20[23]? -O backup &"})
    static final class Mput implements Verb.Errand {
        @Parameters(arity = "1..*", paramLabel = "PATTERN", description = "What to send.")
        private List<Word> patterns = List.of();

        @Mixin private final PutOptions options;

        Mput(Settings settings) {
            options = new PutOptions(settings);
        }

        @Override
        public Orders orders(Shell shell) throws IOException {
            return options.orders(shell, PutOptions.matched(shell, patterns), false);
        }
    }

    /// `reput`.
    @Command(
            name = "reput",
            description = {
                "Go on with interrupted files: put with --resume.",
                "put does so too, where nobody said --no-resume."
            },
            footerHeading = "%nExample:%n",
            footer = {"  reput large.iso"})
    static final class Reput implements Verb.Errand {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to send.")
        private List<Word> files = List.of();

        @Mixin private final PutOptions options;

        Reput(Settings settings) {
            options = new PutOptions(settings);
        }

        @Override
        public Orders orders(Shell shell) throws IOException {
            return options.orders(shell, PutOptions.named(shell, files), true);
        }
    }
}
