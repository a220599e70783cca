package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.failure.Failure;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Folders, there and here.
final class Folders {

    private Folders() {}

    /// `cd`.
    @Command(
            name = "cd",
            description = {
                "Go to another folder there.",
                "Without one to where the login led, with - to where you were before."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  cd photos/2026", "  cd -"})
    static final class Cd implements Verb.Deed {
        @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "Where to go.")
        private @Nullable Word folder;

        @Override
        public int run(Shell shell) throws IOException {
            Shell.Spot spot = shell.spot();
            VirtualPath to =
                    folder == null
                            ? spot.site().remote().home()
                            : folder.text().equals("-") ? spot.before() : one(shell, folder);
            if (!spot.site().stat(to).isFolder()) {
                throw new Failure.Usage(to + ": is no folder");
            }
            shell.go(to);
            return 0;
        }
    }

    private static VirtualPath one(Shell shell, Word folder) throws IOException {
        List<Place> found = shell.remotes(folder);
        if (found.size() > 1) {
            throw new Failure.Usage(folder.text() + ": matches " + found.size() + " folders");
        }
        return found.getFirst().path();
    }

    /// `pwd`.
    @Command(
            name = "pwd",
            description = "Say where you are there.",
            footerHeading = "%nExample:%n",
            footer = {"  pwd"})
    static final class Pwd implements Verb.Deed {
        @Override
        public int run(Shell shell) throws IOException {
            shell.screen().line(shell.spot().at().toString());
            return 0;
        }
    }

    /// `lcd`.
    @Command(
            name = "lcd",
            description = {"Go to another folder of this machine.", "Without one to your home."},
            footerHeading = "%nExamples:%n",
            footer = {"  lcd downloads", "  lcd"})
    static final class Lcd implements Verb.Deed {
        @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "Where to go.")
        private @Nullable Word folder;

        @Override
        public int run(Shell shell) throws IOException {
            Path to = shell.here().resolve(Shell.atHome(folder == null ? "~" : folder.text()));
            shell.goHere(Shell.requireFolder(to.normalize()));
            shell.screen().line(shell.here().toString());
            return 0;
        }
    }

    /// `lpwd`.
    @Command(
            name = "lpwd",
            description = "Say where you are on this machine.",
            footerHeading = "%nExample:%n",
            footer = {"  lpwd"})
    static final class Lpwd implements Verb.Deed {
        @Override
        public int run(Shell shell) {
            shell.screen().line(shell.here().toString());
            return 0;
        }
    }

    /// `mkdir`.
    @Command(
            name = "mkdir",
            description = "Make folders there.",
            footerHeading = "%nExamples:%n",
            footer = {"  mkdir new", "  mkdir -p photos/2026/summer"})
    static final class Mkdir implements Verb.Deed {
        @Option(
                names = {"-p", "--parents"},
                description = "Also the folders above; what is there already is no error.")
        private boolean parents;

        @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "What to make.")
        private List<Word> folders = List.of();

        @Override
        public int run(Shell shell) throws IOException {
            return Each.of(
                    shell,
                    folders.stream()
                            .map(word -> (Each.Found) () -> List.of(shell.remote(word)))
                            .toList(),
                    place -> {
                        if (!parents) place.site().makeFolder(place.path());
                        else if (!place.site().makeFolders(place.path())) return;
                        shell.changed();
                        shell.screen().done("made " + place.path());
                    });
        }
    }

    /// `rmdir`.
    @Command(
            name = "rmdir",
            description = "Remove empty folders there.",
            footerHeading = "%nExample:%n",
            footer = {"  rmdir old"})
    static final class Rmdir implements Verb.Deed {
        @Mixin private final Names names = new Names();

        @Override
        public int run(Shell shell) throws IOException {
            return names.each(
                    shell,
                    place -> {
                        place.site().removeFolder(place.path());
                        shell.changed();
                        shell.screen().done("removed " + place.path());
                    });
        }
    }
}
