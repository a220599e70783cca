package dev.ferry.server.ftp;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What replies can be read in (RFC 2640 §4). The first is the server's own.
enum Language {
    ENGLISH("EN", "English");

    private final String tag;
    private final String word;

    Language(String tag, String word) {
        this.tag = tag;
        this.word = word;
    }

    /// The one that comes nearest: of `EN-AU` the primary tag counts, as RFC 2640 §4.2 allows.
    ///
    /// @param asked in upper case; empty for the server's own
    static Optional<Language> of(String asked) {
        if (asked.isEmpty()) return Optional.of(ENGLISH);
        int dash = asked.indexOf('-');
        String primary = dash < 0 ? asked : asked.substring(0, dash);
        return Arrays.stream(values()).filter(one -> one.tag.equals(primary)).findFirst();
    }

    /// For people.
    String word() {
        return word;
    }

    /// What can be asked for: `EN`.
    static String tags() {
        return Arrays.stream(values()).map(one -> one.tag).collect(Collectors.joining(", "));
    }

    /// `LANG EN*`, for FEAT: a star behind what is spoken now (RFC 2640 §4.3).
    String feature() {
        return Arrays.stream(values())
                .map(one -> one == this ? one.tag + '*' : one.tag)
                .collect(Collectors.joining(";", "LANG ", ""));
    }
}
