package dev.ferry.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How a client does something: what to run, or that it cannot.
sealed interface Plan {

    /// A program to run.
    ///
    /// @param input what it reads from standard input
    record Run(Stranger program, List<String> words, String input) implements Plan {

        Stranger.Outcome in(Path folder) {
            return program.run(folder, words, input);
        }

        Process start(Path folder, Path said) {
            return program.start(folder, said, words, input);
        }
    }

    /// What this client has no way to do.
    record Cannot(String why) implements Plan {}

    static Plan run(Stranger program, List<String> words) {
        return new Run(program, words, "");
    }

    static Plan run(Stranger program, List<String> words, String... more) {
        var all = new ArrayList<>(words);
        all.addAll(Arrays.asList(more));
        return run(program, all);
    }

    static Plan cannot(String why) {
        return new Cannot(why);
    }
}
