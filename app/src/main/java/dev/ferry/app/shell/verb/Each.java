package dev.ferry.app.shell.verb;

import dev.ferry.app.cli.Complaint;
import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Does something for each of several names; where one fails the others are still done.
final class Each {

    private Each() {}

    /// What a word names.
    @FunctionalInterface
    interface Found {
        List<Place> places() throws IOException;
    }

    @FunctionalInterface
    interface Work {
        void done(Place place) throws IOException;
    }

    static List<Found> matching(Shell shell, List<Word> words) {
        return words.stream().map(word -> (Found) () -> shell.remotes(word)).toList();
    }

    /// @return 0, the code of the only failure, or 9 where others did not fail
    static int of(Shell shell, List<Found> words, Work work) throws IOException {
        shell.spot();
        var codes = new ArrayList<Integer>();
        int done = 0;
        for (Found word : words) {
            try {
                for (Place place : word.places()) {
                    try {
                        work.done(place);
                        done++;
                    } catch (Failure e) {
                        codes.add(complained(shell, e));
                    }
                }
            } catch (Failure e) {
                codes.add(complained(shell, e));
            }
        }
        if (codes.isEmpty()) return 0;
        int first = codes.getFirst();
        boolean alike = codes.stream().allMatch(code -> code == first);
        return done == 0 && alike ? first : 9;
    }

    private static int complained(Shell shell, Failure e) throws Failure {
        if (e instanceof Failure.Interrupted) throw e;
        var complaint = Complaint.of(e);
        shell.screen().complain(complaint.line());
        return complaint.exitCode();
    }
}
