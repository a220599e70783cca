package dev.ferry.wire.ftp;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The ways to sum up a file that HASH knows (draft-bryan-ftpext-hash §3.1), in the order of FEAT.
public enum HashFunction {
    SHA_256("SHA-256"),
    SHA_512("SHA-512"),
    SHA_1("SHA-1"),
    MD5("MD5"),
    CRC32("CRC32");

    /// Selected where a client selects none.
    public static final HashFunction DEFAULT = SHA_256;

    private final String text;

    HashFunction(String text) {
        this.text = text;
    }

    /// As IANA's "Hash Function Textual Names" writes it.
    public String text() {
        return text;
    }

    /// @param name in upper case
    static Optional<HashFunction> named(String name) {
        return Arrays.stream(values()).filter(it -> it.text.equals(name)).findFirst();
    }

    /// The line of FEAT, with a star at this one, which is selected.
    public String feature() {
        return Arrays.stream(values())
                .map(it -> it == this ? it.text + '*' : it.text)
                .collect(Collectors.joining(";", "HASH ", ""));
    }

    /// All of them, for people.
    static String list() {
        return Arrays.stream(values()).map(HashFunction::text).collect(Collectors.joining(", "));
    }
}
