package dev.ferry.client.ftp;

import dev.ferry.wire.ftp.Reply;
import java.util.OptionalInt;

/// The port that PASV and EPSV name. The address that PASV names is not looked at: behind NAT it is
/// wrong, and a hostile server would have us call somebody else.
final class PassiveReply {

    private PassiveReply() {}

    /// `|||6446|`, with any character instead of the bar (RFC 2428 §3).
    static OptionalInt extended(Reply reply) {
        for (String line : reply.lines()) {
            int open = line.lastIndexOf('(');
            int close = line.indexOf(')', Math.max(open, 0));
            if (open < 0 || close < open + 6) continue;
            String inside = line.substring(open + 1, close);
            char mark = inside.charAt(0);
            int last = inside.length() - 1;
            if (inside.charAt(1) != mark
                    || inside.charAt(2) != mark
                    || inside.charAt(last) != mark) {
                continue;
            }
            OptionalInt port = number(inside, 3, last, 65_535);
            if (port.isPresent() && port.getAsInt() > 0) return port;
        }
        return OptionalInt.empty();
    }

    /// `h1,h2,h3,h4,p1,p2` wherever it stands (RFC 1123 §4.1.2.6).
    static OptionalInt plain(Reply reply) {
        for (String line : reply.lines()) {
            int at = 0;
            while (at < line.length()) {
                if (!isDigit(line.charAt(at))) {
                    at++;
                    continue;
                }
                int end = at;
                while (end < line.length()
                        && (isDigit(line.charAt(end))
                                || line.charAt(end) == ','
                                || line.charAt(end) == ' ')) {
                    end++;
                }
                String[] numbers = line.substring(at, end).strip().split(" *, *", -1);
                if (numbers.length == 6) {
                    OptionalInt high = number(numbers[4], 0, numbers[4].length(), 255);
                    OptionalInt low = number(numbers[5], 0, numbers[5].length(), 255);
                    if (high.isPresent() && low.isPresent()) {
                        int port = high.getAsInt() * 256 + low.getAsInt();
                        if (port > 0) return OptionalInt.of(port);
                    }
                }
                at = end;
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt number(String text, int from, int to, int most) {
        if (from >= to || to - from > 5) return OptionalInt.empty();
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) return OptionalInt.empty();
            value = value * 10 + text.charAt(i) - '0';
        }
        return value > most ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
