package dev.ferry.wire.ftp;

import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.ftp.Listed.Precision;
import dev.ferry.wire.ftp.Listed.When;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A line of MLSD or MLST to what it says (RFC 3659 §7). Total: a line that says nothing is empty.
public final class FactsParser {

    private FactsParser() {}

    /// @param line `fact=value;fact=value; name`, without its end; blanks in front, as MLST has
    ///   one, are passed over
    public static Optional<Listed> parse(String line) {
        int at = 0;
        // A line may consist of a name alone, behind one blank.
        while (at < line.length() && line.charAt(at) == ' ') at++;
        boolean bare = at > 0 && !beginsWithFact(line, at);
        if (bare) {
            String name = line.substring(1);
            return name.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Listed.of(name, Kind.FILE, OptionalLong.empty(), Optional.empty()));
        }
        Kind kind = Kind.FILE;
        var size = OptionalLong.empty();
        Optional<When> modified = Optional.empty();
        var mode = OptionalInt.empty();
        Optional<String> owner = Optional.empty();
        Optional<String> group = Optional.empty();
        Optional<String> target = Optional.empty();
        int facts = 0;
        while (at < line.length() && line.charAt(at) != ' ') {
            int end = endOfFact(line, at);
            int equals = line.indexOf('=', at);
            if (equals < 0 || equals >= end) return Optional.empty();
            String value = line.substring(equals + 1, end);
            switch (line.substring(at, equals).toLowerCase(Locale.ROOT)) {
                case "type" -> {
                    kind = kind(value);
                    target = target(value);
                }
                case "size", "sizd" -> size = number(value, size);
                case "modify" ->
                        modified = TimeVal.parse(value).map(it -> new When(it, Precision.EXACT));
                case "unix.mode" -> mode = Digits.octal(value);
                case "unix.owner" -> {
                    if (owner.isEmpty()) owner = Optional.of(value);
                }
                case "unix.group" -> {
                    if (group.isEmpty()) group = Optional.of(value);
                }
                case "unix.ownername" -> owner = Optional.of(value);
                case "unix.groupname" -> group = Optional.of(value);
                default -> {}
            }
            facts++;
            at = end < line.length() && line.charAt(end) == ';' ? end + 1 : end;
        }
        if (facts == 0 || at + 1 >= line.length()) return Optional.empty();
        String name = line.substring(at + 1);
        if (kind != Kind.FILE && kind != Kind.LINK) size = OptionalLong.empty();
        return Optional.of(new Listed(name, kind, size, modified, mode, owner, group, target));
    }

    /// Up to `;`, or to the blank before the name where a server forgets the last `;`.
    private static int endOfFact(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) != ';' && line.charAt(at) != ' ') at++;
        return at;
    }

    private static boolean beginsWithFact(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '=') return i > from;
            if (c == ' ' || c == ';') return false;
        }
        return false;
    }

    private static OptionalLong number(String value, OptionalLong otherwise) {
        long number = Digits.value(value);
        return number < 0 ? otherwise : OptionalLong.of(number);
    }

    private static Kind kind(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "file" -> Kind.FILE;
            case "dir" -> Kind.FOLDER;
            case "cdir" -> Kind.SELF;
            case "pdir" -> Kind.PARENT;
            default ->
                    lower.startsWith("os.unix=slink") || lower.startsWith("os.unix=symlink")
                            ? Kind.LINK
                            : Kind.OTHER;
        };
    }

    private static Optional<String> target(String value) {
        int colon = value.indexOf(':');
        return kind(value) == Kind.LINK && colon >= 0 && colon + 1 < value.length()
                ? Optional.of(value.substring(colon + 1))
                : Optional.empty();
    }
}
