package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What changes what is there.
final class Changes {

    private Changes() {}

    /// `rm`.
    @Command(
            name = "rm",
            description = "Delete files there.",
            footerHeading = "%nExamples:%n",
            footer = {"  rm old.zip", "  rm tmp/*.bak", "  rm -r tmp"})
    static final class Rm implements Verb.Deed {
        @Option(
                names = {"-r", "--recursive"},
                description = "Folders with all that is in them.")
        private boolean recursive;

        @Option(
                names = {"-f", "--force"},
                description = "What is not there is no error.")
        private boolean force;

        @Parameters(arity = "1..*", paramLabel = "NAME", description = "What to delete.")
        private List<Word> names = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            var found = new ArrayList<Each.Found>();
            for (Word name : names) found.add(() -> found(shell, name));
            return Each.of(
                    shell,
                    found,
                    place -> {
                        try {
                            place.delete(recursive);
                            shell.changed();
                            shell.screen().done("deleted " + place.text());
                        } catch (Failure.NotFound e) {
                            if (!force) throw e;
                        }
                    });
        }

        private List<Place> found(Shell shell, Word name) throws IOException {
            try {
                return shell.remotes(name);
            } catch (Failure.NothingMatched e) {
                if (force) return List.of();
                throw e;
            }
        }
    }

    /// `mv`.
    @Command(
            name = "mv",
            description = "Rename a file or folder there, or move it to another folder.",
            footerHeading = "%nExamples:%n",
            footer = {"  mv a.txt b.txt", "  mv a.txt old/"})
    static final class Mv implements Verb.Deed {
        @Parameters(index = "0", paramLabel = "NAME", description = "What to rename.")
        private Word from = new Word("");

        @Parameters(index = "1", paramLabel = "NAME", description = "Its new name, or a folder.")
        private Word to = new Word("");

        @Override
        public int run(Shell shell) throws IOException {
            Place source = shell.remote(from);
            Place target = shell.remote(to);
            boolean into = target.folder() || target.isFolderThere();
            Place named = into ? target.child(source.path().name()) : target;
            source.site().rename(source.path(), named.path());
            shell.changed();
            shell.screen().done(source.text() + " -> " + named.text());
            return 0;
        }
    }

    /// `chmod`.
    @Command(
            name = "chmod",
            description = "Change who may do what with files there.",
            footerHeading = "%nExample:%n",
            footer = {"  chmod 644 a.txt"})
    static final class Chmod implements Verb.Deed {
        @Parameters(index = "0", paramLabel = "MODE", description = "Three octal digits.")
        private String mode = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "Of what.")
        private List<Word> names = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            if (!mode.matches("0?[0-7]{3}")) {
                throw new Failure.Usage("chmod: '" + mode + "' is no mode of three octal digits");
            }
            int bits = Integer.parseInt(mode, 8);
            return Each.of(
                    shell,
                    Each.matching(shell, names),
                    place -> {
                        place.site().changeMode(place.path(), bits);
                        shell.screen().done("changed " + place.text() + " to " + mode);
                    });
        }
    }
}
