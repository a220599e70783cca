package dev.ferry.wire.ftp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// A moment as MDTM, MFMT and the facts `modify` and `create` write it: `YYYYMMDDHHMMSS`, in UTC,
/// with `.sss` behind it where there are milliseconds (RFC 3659 §2.3).
public final class TimeVal {

    /// The first and the last moment that four digits of a year can say.
    private static final Instant FIRST = Instant.parse("1000-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private TimeVal() {}

    /// `time` to the millisecond below it; a moment that cannot be said becomes the nearest that
    /// can.
    public static String of(Instant time) {
        var text = new StringBuilder(18);
        append(text, time);
        return text.toString();
    }

    /// The same, onto `out`.
    public static void append(StringBuilder out, Instant time) {
        LocalDateTime said = utc(time);
        Digits.append(out, said.getYear(), 4);
        Digits.append(out, said.getMonthValue(), 2);
        Digits.append(out, said.getDayOfMonth(), 2);
        Digits.append(out, said.getHour(), 2);
        Digits.append(out, said.getMinute(), 2);
        Digits.append(out, said.getSecond(), 2);
        int millis = said.getNano() / 1_000_000;
        if (millis > 0) Digits.append(out.append('.'), millis, 3);
    }

    /// The calendar and the clock at `time`, within the years that four digits can say.
    static LocalDateTime utc(Instant time) {
        Instant said = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
        return LocalDateTime.ofEpochSecond(said.getEpochSecond(), said.getNano(), ZoneOffset.UTC);
    }

    /// The moment that `text` says, to the nanosecond; empty where it says none, as on a 30th of
    /// February. The leap second 23:59:60, of which our clocks know nothing, is the second before.
    public static Optional<Instant> parse(String text) {
        int nanos = nanos(text);
        if (text.length() < 14 || nanos < 0) return Optional.empty();
        for (int i = 0; i < 14; i++) {
            if (!Digits.isDigit(text.charAt(i))) return Optional.empty();
        }
        int year = (int) Digits.value(text, 0, 4);
        int minuteOfDay = (int) Digits.value(text, 8, 12);
        int second = (int) Digits.value(text, 12, 14);
        if (year < 1000) return Optional.empty();
        if (second == 60 && minuteOfDay == 2359) second = 59;
        try {
            var time =
                    LocalDateTime.of(
                            year,
                            (int) Digits.value(text, 4, 6),
                            (int) Digits.value(text, 6, 8),
                            minuteOfDay / 100,
                            minuteOfDay % 100,
                            second,
                            nanos);
            return Optional.of(time.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// The fraction behind the fourteen digits, 0 where there is none, -1 where it is malformed.
    /// Digits past the ninth are dropped.
    private static int nanos(String text) {
        if (text.length() <= 14) return 0;
        if (text.charAt(14) != '.' || text.length() == 15) return -1;
        int nanos = 0;
        int unit = 100_000_000;
        for (int i = 15; i < text.length(); i++, unit /= 10) {
            if (!Digits.isDigit(text.charAt(i))) return -1;
            nanos += (text.charAt(i) - '0') * unit;
        }
        return nanos;
    }
}
