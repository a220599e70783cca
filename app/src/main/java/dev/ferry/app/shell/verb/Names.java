package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Parameters;

/// Files or folders there, by name or pattern, with each of which something is done.
final class Names {

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description = "Which, there; * ? and [ ] match several.")
    private List<Word> words = List.of();

    List<Word> words() {
        return words;
    }

    /// @return 0, the code of the only failure, or 9 where others did not fail
    int each(Shell shell, Each.Work work) throws IOException {
        return Each.of(shell, Each.matching(shell, words), work);
    }
}
