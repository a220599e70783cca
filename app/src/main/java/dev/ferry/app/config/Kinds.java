package dev.ferry.app.config;

import dev.ferry.server.net.PortRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The kinds of value that settings have.
public final class Kinds {

    /// A folder, relative to the caller's where it is not absolute.
    static final Kind<Path> FOLDER =
            kind(
                    "a folder",
                    text -> {
                        if (text.isEmpty()) throw wrong(text, "a folder");
                        try {
                            return Path.of(text);
                        } catch (InvalidPathException e) {
                            throw new IllegalArgumentException(
                                    "'" + text + "' is not a path: " + e.getReason(), e);
                        }
                    },
                    Path::toString);

    /// A port, or none where it is `off`.
    public static final Kind<OptionalInt> PORT =
            kind(
                    "a port from 1 to 65535, 0 for any that is free, or off",
                    text ->
                            text.equals("off")
                                    ? OptionalInt.empty()
                                    : OptionalInt.of(within(text, 0, 65_535, Kinds.PORT.words())),
                    port -> port.isPresent() ? Integer.toString(port.getAsInt()) : "off");

    static final Kind<PortRange> PORTS =
            kind("a range of ports, as 50000-50100, or any", PortRange::parse, PortRange::toString);

    static final Kind<Integer> COUNT =
            kind(
                    "a whole number from 1",
                    text -> within(text, 1, Integer.MAX_VALUE, Kinds.COUNT.words()),
                    Object::toString);

    /// A count, or none where it is `off`.
    static final Kind<OptionalInt> COUNT_OR_OFF =
            kind(
                    "a whole number from 1, or off",
                    text ->
                            text.equals("off")
                                    ? OptionalInt.empty()
                                    : OptionalInt.of(
                                            within(
                                                    text,
                                                    1,
                                                    Integer.MAX_VALUE,
                                                    Kinds.COUNT_OR_OFF.words())),
                    count -> count.isPresent() ? Integer.toString(count.getAsInt()) : "off");

    private static final Pattern BYTES = Pattern.compile("(\\d{1,18})([KMGT]?)");
    private static final String UNITS_OF_BYTES = "KMGT";

    /// Bytes, or none where it is `off`; K, M, G and T are 1024 of the one before.
    public static final Kind<OptionalLong> SIZE_OR_OFF =
            kind(
                    "a number of bytes, as 1000000, 500M or 10G, or off",
                    text -> text.equals("off") ? OptionalLong.empty() : OptionalLong.of(size(text)),
                    size -> size.isPresent() ? bytes(size.getAsLong()) : "off");

    private static long size(String text) {
        Matcher amount = BYTES.matcher(text);
        if (amount.matches()) {
            String unit = amount.group(2);
            int shift = unit.isEmpty() ? 0 : 10 * (UNITS_OF_BYTES.indexOf(unit) + 1);
            long number = Long.parseLong(amount.group(1));
            if (number <= Long.MAX_VALUE >> shift) return number << shift;
        }
        throw wrong(text, Kinds.SIZE_OR_OFF.words());
    }

    /// As users write sizes: `10G`, `1500`.
    public static String bytes(long size) {
        int unit = 0;
        long number = size;
        while (number != 0 && number % 1024 == 0 && unit < UNITS_OF_BYTES.length()) {
            number /= 1024;
            unit++;
        }
        return number + (unit == 0 ? "" : UNITS_OF_BYTES.substring(unit - 1, unit));
    }

    static final Kind<String> TEXT =
            kind(
                    "one line of text",
                    text -> {
                        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
                            throw wrong(text.strip(), Kinds.TEXT.words());
                        }
                        return text;
                    },
                    text -> text);

    private static final Pattern OCTAL = Pattern.compile("(?:0o?)?([0-7]{1,4})");

    /// POSIX bits. `022`, `0o22` and `22` are the same: modes are never decimal.
    public static final Kind<Integer> MODE =
            kind(
                    "an octal mode, as 022 or 0640",
                    text -> {
                        Matcher octal = OCTAL.matcher(text);
                        if (!octal.matches()) throw wrong(text, Kinds.MODE.words());
                        return Integer.parseInt(octal.group(1), 8);
                    },
                    Kinds::octal);

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private static final Map<String, ChronoUnit> UNITS =
            Map.of(
                    "ms", ChronoUnit.MILLIS,
                    "s", ChronoUnit.SECONDS,
                    "m", ChronoUnit.MINUTES,
                    "h", ChronoUnit.HOURS,
                    "d", ChronoUnit.DAYS);

    public static final Kind<Duration> DURATION =
            kind(
                    "a duration with its unit (ms, s, m, h, d), as 30s, 5m or 7d",
                    text -> {
                        Matcher amount = AMOUNT.matcher(text);
                        if (!amount.matches()) throw wrong(text, Kinds.DURATION.words());
                        return Duration.of(
                                Long.parseLong(amount.group(1)),
                                UNITS.getOrDefault(amount.group(2), ChronoUnit.SECONDS));
                    },
                    Kinds::shortest);

    /// A duration, or none where it is `off`.
    static final Kind<Optional<Duration>> DURATION_OR_OFF =
            kind(
                    "a duration with its unit (ms, s, m, h, d), as 30s, 5m or 7d, or off",
                    text -> {
                        if (text.equals("off")) return Optional.empty();
                        try {
                            return Optional.of(Kinds.DURATION.read(text));
                        } catch (IllegalArgumentException _) {
                            throw wrong(text, Kinds.DURATION_OR_OFF.words());
                        }
                    },
                    duration -> duration.map(Kinds::shortest).orElse("off"));

    /// An address of this machine; empty for all of them.
    static final Kind<Optional<InetAddress>> BIND =
            kind(
                    "an address of this machine, as 127.0.0.1 or ::1, or any",
                    text -> text.equals("any") ? Optional.empty() : Optional.of(address(text)),
                    address -> address.map(InetAddress::getHostAddress).orElse("any"));

    private Kinds() {}

    /// One of an enum's words, in lower case.
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> words) {
        List<E> all = Arrays.asList(words.getEnumConstants());
        String list =
                all.stream()
                                .limit(all.size() - 1)
                                .map(Kinds::word)
                                .collect(Collectors.joining(", "))
                        + " or "
                        + word(all.getLast());
        return kind(
                list,
                text ->
                        all.stream()
                                .filter(one -> word(one).equals(text))
                                .findFirst()
                                .orElseThrow(() -> wrong(text, list)),
                Kinds::word);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// An address written in numbers, or a name that this machine can look up.
    static InetAddress address(String text) {
        if (text.isBlank()) throw wrong(text, "an address");
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not an address", e);
        }
    }

    /// As users write modes: `022`, `0644`, `02775`.
    public static String octal(int mode) {
        return mode < 0100 ? "%03o".formatted(mode) : "0%o".formatted(mode);
    }

    private static String shortest(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) return "0s";
        if (millis % 86_400_000 == 0) return millis / 86_400_000 + "d";
        if (millis % 3_600_000 == 0) return millis / 3_600_000 + "h";
        if (millis % 60_000 == 0) return millis / 60_000 + "m";
        if (millis % 1_000 == 0) return millis / 1_000 + "s";
        return millis + "ms";
    }

    private static int within(String text, int least, int most, String words) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException _) {
            // said below
        }
        throw wrong(text, words);
    }

    private static IllegalArgumentException wrong(String text, String words) {
        return new IllegalArgumentException(
                text.isEmpty() ? "empty, and must be " + words : "'" + text + "' is not " + words);
    }

    private static <T> Kind<T> kind(
            String words, Function<String, T> read, Function<T, String> write) {
        return new Kind<>() {
            @Override
            public String words() {
                return words;
            }

            @Override
            public T read(String text) {
                return read.apply(text);
            }

            @Override
            public String write(T value) {
                return write.apply(value);
            }
        };
    }
}
