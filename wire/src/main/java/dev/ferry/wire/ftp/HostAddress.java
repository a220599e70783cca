package dev.ferry.wire.ftp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Addresses in figures, read without ever asking a name server (RFC 2428 §2, RFC 4291 §2.2).
final class HostAddress {

    private HostAddress() {}

    /// The four bytes of `192.0.2.1`.
    static Optional<List<Byte>> ip4(String text) {
        return bytes(text.split("\\.", -1), 4);
    }

    /// The sixteen bytes of `2001:db8::1` or `::ffff:192.0.2.1`; a zone is not understood.
    static Optional<List<Byte>> ip6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) return groups(text, true).filter(bytes -> bytes.size() == 16);
        Optional<List<Byte>> before = groups(text.substring(0, gap), false);
        Optional<List<Byte>> after = groups(text.substring(gap + 2), true);
        if (before.isEmpty() || after.isEmpty()) return Optional.empty();
        int missing = 16 - before.get().size() - after.get().size();
        if (missing < 2) return Optional.empty(); // "::" stands for one group at least
        var bytes = new ArrayList<>(before.get());
        bytes.addAll(Collections.nCopies(missing, (byte) 0));
        bytes.addAll(after.get());
        return Optional.of(bytes);
    }

    /// Exactly `count` decimal numbers of one byte each.
    static Optional<List<Byte>> bytes(String[] numbers, int count) {
        if (numbers.length != count) return Optional.empty();
        var bytes = new ArrayList<Byte>(count);
        for (String number : numbers) {
            if (number.length() > 3) return Optional.empty();
            long value = Digits.value(number);
            if (value < 0 || value > 255) return Optional.empty();
            bytes.add((byte) value);
        }
        return Optional.of(bytes);
    }

    /// Groups between single colons, none where `text` is empty; the last may be an IPv4 address.
    private static Optional<List<Byte>> groups(String text, boolean mayEndInIp4) {
        var bytes = new ArrayList<Byte>(16);
        if (text.isEmpty()) return Optional.of(bytes);
        String[] groups = text.split(":", -1);
        for (int i = 0; i < groups.length && bytes.size() < 16; i++) {
            if (mayEndInIp4 && i == groups.length - 1 && groups[i].indexOf('.') >= 0) {
                Optional<List<Byte>> ip4 = ip4(groups[i]);
                if (ip4.isEmpty()) return Optional.empty();
                bytes.addAll(ip4.get());
            } else {
                int value = Digits.hexadecimal(groups[i]);
                if (value < 0) return Optional.empty();
                bytes.add((byte) (value >> 8));
                bytes.add((byte) value);
            }
        }
        boolean all = groups.length <= 8 && bytes.size() <= 16;
        return all ? Optional.of(bytes) : Optional.empty();
    }
}
