package dev.ferry.wire.ftp;

import dev.ferry.wire.ftp.Command.XHash;
import dev.ferry.wire.ftp.Command.XHash.Part;
import dev.ferry.wire.ftp.Command.XHash.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What follows XCRC and its relatives: `path`, `path first`, `path first end`, or the same with
/// the path in quotes (a quote within is doubled). In quotes it is clear where the path ends.
/// Without them the whole argument is looked for first: a file may be called `report 2024 1`.
final class HashArgument {

    private HashArgument() {}

    static Command parse(Verb verb, HashFunction function, String argument) {
        if (argument.isEmpty()) return new Command.Malformed(verb.name(), "needs an argument");
        var whole = new Reading(argument, Optional.empty());
        var readings = new ArrayList<Reading>();
        int closing = argument.startsWith("\"") ? closingQuote(argument) : -1;
        if (closing > 1) {
            String path = argument.substring(1, closing).replace("\"\"", "\"");
            Optional<Reading> quoted = quoted(path, argument.substring(closing + 1).strip());
            if (quoted.isEmpty()) {
                return new Command.Malformed(
                        verb.name(), "what is behind the path is no range of bytes");
            }
            readings.add(quoted.get());
            readings.add(whole);
        } else {
            readings.add(whole);
            readings.addAll(withRange(argument));
        }
        return new XHash(function, readings);
    }

    /// Where the quote is that ends a path; -1 where none does.
    private static int closingQuote(String argument) {
        int quote = argument.indexOf('"', 1);
        while (quote >= 0 && argument.startsWith("\"\"", quote)) {
            quote = argument.indexOf('"', quote + 2);
        }
        return quote;
    }

    private static Optional<Reading> quoted(String path, String range) {
        if (range.isEmpty()) return Optional.of(new Reading(path, Optional.empty()));
        int blank = range.indexOf(' ');
        String first = blank < 0 ? range : range.substring(0, blank);
        Optional<String> end =
                blank < 0 ? Optional.empty() : Optional.of(range.substring(blank).strip());
        return part(first, end).map(part -> new Reading(path, Optional.of(part)));
    }

    /// With the last word as its first byte, and with the last two as both ends.
    private static List<Reading> withRange(String argument) {
        var readings = new ArrayList<Reading>();
        String text = argument.stripTrailing();
        int last = text.lastIndexOf(' ');
        if (last <= 0) return readings;
        String lastWord = text.substring(last + 1);
        String before = text.substring(0, last);
        part(lastWord, Optional.empty())
                .ifPresent(part -> readings.add(new Reading(before, Optional.of(part))));
        int earlier = before.lastIndexOf(' ');
        if (earlier <= 0) return readings;
        part(before.substring(earlier + 1), Optional.of(lastWord))
                .ifPresent(part ->
                        readings.add(new Reading(before.substring(0, earlier), Optional.of(part))));
        return readings;
    }

    private static Optional<Part> part(String first, Optional<String> end) {
        long from = Digits.value(first);
        long to = end.isEmpty() ? Long.MAX_VALUE : Digits.value(end.get());
        return from < 0 || to < from ? Optional.empty() : Optional.of(new Part(from, to));
    }
}
