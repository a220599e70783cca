package dev.ferry.app.bookmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where the password of a bookmark is.
public enum Kept {
    /// Nowhere: it is asked for.
    NOT,
    /// With the operating system.
    KEYCHAIN,
    /// In a file of ours that a master password opens.
    FILE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kept> of(String word) {
        return Arrays.stream(values()).filter(kept -> kept.word().equals(word)).findFirst();
    }
}
