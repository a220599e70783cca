package dev.ferry.app.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The known word that somebody most likely meant.
public final class Nearest {

    private Nearest() {}

    /// The one of `known` with the fewest slips of the finger from `word`; empty where even that
    /// one has little in common with it.
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> slips(word, candidate)))
                .filter(best -> slips(word, best) <= Math.max(2, word.length() / 3));
    }

    /// How many letters were left out, put in, mistaken, or swapped with their neighbour (Damerau
    /// and Levenshtein's distance, each letter touched once).
    public static int slips(String from, String to) {
        int[][] slips = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) slips[i][0] = i;
        for (int j = 0; j <= to.length(); j++) slips[0][j] = j;
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                int mistaken = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                int fewest =
                        Math.min(
                                slips[i - 1][j - 1] + mistaken,
                                1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    fewest = Math.min(fewest, 1 + slips[i - 2][j - 2]);
                }
                slips[i][j] = fewest;
            }
        }
        return slips[from.length()][to.length()];
    }
}
