package dev.ferry.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The clients written in Python, which stand beside the tests in `src/test/python`. Each prints a
/// line `did: TASK` for what went well, `TIMES x TASK` for several, and ends with 0.
final class Python {

    private static final String DID = "did: ";

    private Python() {}

    /// Runs one to its end and insists on success.
    ///
    /// @return what it did
    static List<String> run(Harbour harbour, Path folder, String script, String... arguments) {
        var words = new ArrayList<String>();
        words.add(FerryProcess.root().resolve("it/src/test/python").resolve(script).toString());
        words.addAll(List.of(arguments));
        String output = Stranger.PYTHON.run(folder, words).ok();
        List<String> did =
                output.lines()
                        .filter(line -> line.startsWith(DID))
                        .map(line -> line.substring(DID.length()))
                        .toList();
        for (String task : did) note(harbour, task);
        return did;
    }

    private static void note(Harbour harbour, String task) {
        int cross = task.indexOf(" x ");
        boolean several =
                cross > 0 && task.substring(0, cross).chars().allMatch(Character::isDigit);
        String what = several ? task.substring(cross + 3) : task;
        int times = several ? Integer.parseInt(task.substring(0, cross)) : 1;
        int colon = what.indexOf(": ");
        String client = colon > 0 ? what.substring(0, colon) : "ftplib";
        harbour.did(client, colon > 0 ? what.substring(colon + 2) : what, times);
    }
}
