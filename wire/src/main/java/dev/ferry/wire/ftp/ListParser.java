package dev.ferry.wire.ftp;

import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.ftp.Listed.Precision;
import dev.ferry.wire.ftp.Listed.When;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Lines of LIST to what they say, in the dialects that servers speak: `ls -l` of Unix with its
/// variations (ISO dates, months of other languages, no group, sizes as `4,096` or `1.5M`, device
/// numbers, classic MacOS), DOS and IIS, VMS (also over two lines), Netware, and EPLF. No RFC says
/// what LIST looks like, so each line is held against what it looks like itself; one that looks
/// like nothing known says nothing. Total, and linear in the length of the line.
///
/// For one listing: VMS puts a long name on a line of its own.
public final class ListParser {

    /// More columns than any dialect has before the name.
    private static final int COLUMNS = 16;

    private final Instant now;
    private final int[] starts = new int[COLUMNS];
    private final int[] ends = new int[COLUMNS];
    private int columns;
    private String line = "";
    private String pending = "";

    /// @param now a date without its year is the last one that was
    public ListParser(Instant now) {
        this.now = now;
    }

    /// What `said` says, without its end of line.
    public Optional<Listed> parse(String said) {
        line = said;
        split();
        if (columns == 0) return Optional.empty();
        if (!pending.isEmpty()) {
            String name = pending;
            pending = "";
            Optional<Listed> found = vms(name, 0);
            if (found.isPresent()) return found;
        }
        char first = line.charAt(starts[0]);
        if (first == '+') return eplf();
        if (columns > 1 && isNetware()) return netware();
        if (isModes()) return unix();
        if (Digits.isDigit(first)) {
            Optional<Listed> found = dos();
            if (found.isPresent()) return found;
        }
        return vms();
    }

    // Columns

    private void split() {
        columns = 0;
        int at = 0;
        while (columns < COLUMNS) {
            while (at < line.length() && isBlank(line.charAt(at))) at++;
            if (at == line.length()) return;
            starts[columns] = at;
            while (at < line.length() && !isBlank(line.charAt(at))) at++;
            ends[columns++] = at;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private String column(int i) {
        return i < columns ? line.substring(starts[i], ends[i]) : "";
    }

    private int length(int i) {
        return i < columns ? ends[i] - starts[i] : 0;
    }

    /// What is behind column `i` and one blank: a name may begin with a blank.
    private String behind(int i) {
        return ends[i] + 1 < line.length() ? line.substring(ends[i] + 1) : "";
    }

    /// What is behind column `i` and all blanks: columns of DOS and Netware are padded.
    private String padded(int i) {
        int at = ends[i];
        while (at < line.length() && isBlank(line.charAt(at))) at++;
        return line.substring(at);
    }

    // Unix

    private boolean isModes() {
        int end = ends[0];
        int start = starts[0];
        if (end - start < 10) return false;
        if ("-dlbcpsDCMnPm?wh".indexOf(line.charAt(start)) < 0) return false;
        for (int i = start + 1; i < start + 10; i++) {
            if ("rwxsStTlL-?".indexOf(line.charAt(i)) < 0) return false;
        }
        // Behind the nine letters: a mark of an ACL, or the number of links without a blank.
        for (int i = start + 10; i < end; i++) {
            char c = line.charAt(i);
            if (c != '+' && c != '.' && c != '@' && !Digits.isDigit(c)) return false;
        }
        return true;
    }

    private Optional<Listed> unix() {
        // The date is the first thing that looks like one and has a size in front.
        for (int i = 1; i < columns; i++) {
            boolean sized = i > 1 && isSize(i - 1);
            if (!sized && !(i > 1 && isFolderOfMac(i - 1))) continue;
            Date date = date(i);
            if (date == null) continue;
            return unix(i, date);
        }
        return Optional.empty();
    }

    private boolean isFolderOfMac(int i) {
        return column(1).equals("folder") && Digits.value(column(i)) >= 0;
    }

    private Optional<Listed> unix(int dated, Date date) {
        String name = behind(date.last());
        if (name.isEmpty()) return Optional.empty();
        char type = line.charAt(starts[0]);
        Kind kind =
                switch (type) {
                    case '-', 'm', 'n', 'M' -> Kind.FILE;
                    case 'd' -> Kind.FOLDER;
                    case 'l' -> Kind.LINK;
                    default -> Kind.OTHER;
                };
        Optional<String> target = Optional.empty();
        if (kind == Kind.LINK) {
            int arrow = name.indexOf(" -> ");
            if (arrow > 0) {
                target = Optional.of(name.substring(arrow + 4));
                name = name.substring(0, arrow);
            }
        }
        boolean mac = column(1).equals("folder");
        boolean linked = Digits.value(column(1)) >= 0 || (length(0) > 10 && endsInDigit());
        int owner = Digits.value(column(1)) >= 0 ? 2 : 1;
        int size = dated - 1;
        boolean device = column(size - 1).endsWith(",");
        if (device) size--;
        boolean named = !mac && linked && owner < size;
        return Optional.of(
                new Listed(
                        name,
                        kind,
                        kind == Kind.FILE || kind == Kind.LINK
                                ? size(column(dated - 1))
                                : OptionalLong.empty(),
                        Optional.of(date.when()),
                        mode(),
                        named ? Optional.of(column(owner)) : Optional.empty(),
                        named && owner + 1 < size
                                ? Optional.of(line.substring(starts[owner + 1], ends[size - 1]))
                                : Optional.empty(),
                        target));
    }

    private boolean endsInDigit() {
        return Digits.isDigit(line.charAt(ends[0] - 1));
    }

    private OptionalInt mode() {
        int mode = 0;
        for (int i = 0; i < 9; i++) {
            char c = line.charAt(starts[0] + 1 + i);
            boolean special = i % 3 == 2 && "sStT".indexOf(c) >= 0;
            if (special) mode |= 01000 << (2 - i / 3);
            if (c == '?') return OptionalInt.empty();
            boolean set = special ? c == 's' || c == 't' : "rwx".indexOf(c) == i % 3;
            if (set) mode |= 1 << (8 - i);
        }
        return OptionalInt.of(mode);
    }

    private boolean isSize(int i) {
        String text = column(i);
        if (text.isEmpty() || !Digits.isDigit(text.charAt(0))) return false;
        for (int at = 1; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean unit = at >= text.length() - 3 && "KMGTPkiBb".indexOf(c) >= 0;
            if (!Digits.isDigit(c) && c != '.' && c != ',' && c != '\'' && !unit) return false;
        }
        return true;
    }

    /// Exact sizes, also with marks between thousands; `1.5M` is no size to the byte.
    private static OptionalLong size(String text) {
        long plain = Digits.value(text);
        if (plain >= 0) return OptionalLong.of(plain);
        var digits = new StringBuilder(text.length());
        int behind = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Digits.isDigit(c)) {
                digits.append(c);
                if (behind >= 0) behind++;
            } else if ((c == '.' || c == ',' || c == '\'') && (behind < 0 || behind == 3)) {
                behind = 0;
            } else {
                return OptionalLong.empty();
            }
        }
        long grouped = Digits.value(digits.toString());
        return behind == 3 && grouped >= 0 ? OptionalLong.of(grouped) : OptionalLong.empty();
    }

    // Netware: d [R----F--] supervisor 512 Jan 16 18:53 login

    private boolean isNetware() {
        if (length(0) != 1) return false;
        char type = line.charAt(starts[0]);
        return (type == 'd' || type == '-') && line.charAt(starts[1]) == '[';
    }

    private Optional<Listed> netware() {
        int rights = 1;
        while (rights < columns && line.charAt(ends[rights] - 1) != ']') rights++;
        for (int i = rights + 2; i < columns; i++) {
            if (!isSize(i - 1)) continue;
            Date date = date(i);
            if (date == null) continue;
            String name = padded(date.last());
            if (name.isEmpty()) return Optional.empty();
            Kind kind = line.charAt(starts[0]) == 'd' ? Kind.FOLDER : Kind.FILE;
            boolean owned = i - 2 > rights;
            return Optional.of(
                    new Listed(
                            name,
                            kind,
                            kind == Kind.FILE ? size(column(i - 1)) : OptionalLong.empty(),
                            Optional.of(date.when()),
                            OptionalInt.empty(),
                            owned ? Optional.of(column(rights + 1)) : Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
        return Optional.empty();
    }

    // DOS: 04-27-00 09:09PM <DIR> licensed

    private Optional<Listed> dos() {
        LocalDate day = numbered(column(0));
        if (day == null || columns < 4) return Optional.empty();
        int at = 1;
        LocalTime time = time(column(1));
        if (time == null) return Optional.empty();
        Precision precision = hasSeconds(column(1)) ? Precision.SECOND : Precision.MINUTE;
        if (column(2).equalsIgnoreCase("AM") || column(2).equalsIgnoreCase("PM")) {
            at = 2;
            time = half(time, column(2).toUpperCase(Locale.ROOT).equals("PM"));
            if (time == null) return Optional.empty();
        }
        var when = Optional.of(new When(day.atTime(time).toInstant(ZoneOffset.UTC), precision));
        String what = column(++at);
        if (what.startsWith("<") && what.endsWith(">")) {
            String name =
                    what.equalsIgnoreCase("<DIR>") && padding(at) < 2 ? behind(at) : padded(at);
            if (name.isEmpty()) return Optional.empty();
            boolean link =
                    what.toUpperCase(Locale.ROOT).startsWith("<SYMLINK")
                            || what.equals("<JUNCTION>");
            int bracket = name.endsWith("]") ? name.lastIndexOf(" [") : -1;
            if (!link || bracket <= 0) {
                return Optional.of(
                        Listed.of(
                                name, link ? Kind.LINK : Kind.FOLDER, OptionalLong.empty(), when));
            }
            String target = name.substring(bracket + 2, name.length() - 1);
            return Optional.of(
                    new Listed(
                            name.substring(0, bracket),
                            Kind.LINK,
                            OptionalLong.empty(),
                            when,
                            OptionalInt.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(target)));
        }
        if (!isSize(at)) return Optional.empty();
        String name = behind(at);
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(Listed.of(name, Kind.FILE, size(what), when));
    }

    private int padding(int i) {
        int at = ends[i];
        while (at < line.length() && isBlank(line.charAt(at))) at++;
        return at - ends[i];
    }

    // VMS: NAME.TXT;1 8/15 19-DEC-2001 12:12 [SYSTEM] (RWED,RWED,RE,)

    private Optional<Listed> vms() {
        String name = column(0);
        if (versioned(name) < 0) return Optional.empty();
        if (columns == 1) {
            pending = name;
            return Optional.empty();
        }
        return vms(name, 1);
    }

    /// @param from the first column behind the name
    private Optional<Listed> vms(String versioned, int from) {
        int end = versioned(versioned);
        if (end < 0) return Optional.empty();
        String name = versioned.substring(0, end);
        Optional<When> when = Optional.empty();
        Optional<String> owner = Optional.empty();
        boolean refused = column(from).startsWith("%");
        boolean sized = Digits.isDigit(column(from).isEmpty() ? ' ' : column(from).charAt(0));
        if (!refused && !sized) return Optional.empty();
        for (int i = from; i < columns && !refused; i++) {
            LocalDate day = hyphened(column(i));
            if (day == null) {
                if (column(i).startsWith("[") && column(i).endsWith("]")) {
                    owner = Optional.of(column(i).substring(1, length(i) - 1));
                }
                continue;
            }
            LocalTime time = time(column(i + 1));
            boolean seconds = hasSeconds(column(i + 1));
            when =
                    Optional.of(
                            new When(
                                    day.atTime(time == null ? LocalTime.MIDNIGHT : time)
                                            .toInstant(ZoneOffset.UTC),
                                    time == null
                                            ? Precision.DAY
                                            : seconds ? Precision.SECOND : Precision.MINUTE));
        }
        if (when.isEmpty() && !refused) return Optional.empty();
        boolean folder =
                name.length() > 4 && name.regionMatches(true, name.length() - 4, ".DIR", 0, 4);
        // The size is in blocks of 512 bytes, rounded up: not to the byte.
        return Optional.of(
                new Listed(
                        folder ? name.substring(0, name.length() - 4) : name,
                        folder ? Kind.FOLDER : Kind.FILE,
                        OptionalLong.empty(),
                        when,
                        OptionalInt.empty(),
                        owner,
                        Optional.empty(),
                        Optional.empty()));
    }

    /// Where the version of `NAME.TXT;3` begins; -1 where there is none.
    private static int versioned(String text) {
        int semicolon = text.lastIndexOf(';');
        boolean version = semicolon > 0 && Digits.value(text, semicolon + 1, text.length()) >= 0;
        return version ? semicolon : -1;
    }

    // EPLF: +i8388621.48594,m825718503,r,s280,<TAB>djb.html

    private Optional<Listed> eplf() {
        int tab = line.indexOf('\t');
        int from = line.indexOf('+') + 1;
        if (tab < 0 || tab + 1 >= line.length()) return Optional.empty();
        Kind kind = Kind.OTHER;
        var size = OptionalLong.empty();
        Optional<When> when = Optional.empty();
        while (from < tab) {
            int end = line.indexOf(',', from);
            if (end < 0 || end > tab) end = tab;
            if (end > from) {
                long number = Digits.value(line, from + 1, end);
                switch (line.charAt(from)) {
                    case '/' -> kind = Kind.FOLDER;
                    case 'r' -> {
                        if (kind == Kind.OTHER) kind = Kind.FILE;
                    }
                    case 's' -> {
                        if (number >= 0) size = OptionalLong.of(number);
                    }
                    case 'm' -> {
                        if (number >= 0 && number < 1L << 40) {
                            when =
                                    Optional.of(
                                            new When(
                                                    Instant.ofEpochSecond(number),
                                                    Precision.EXACT));
                        }
                    }
                    default -> {}
                }
            }
            from = end + 1;
        }
        return Optional.of(Listed.of(line.substring(tab + 1), kind, size, when));
    }

    // Dates

    /// @param last the last column of the date
    private record Date(When when, int last) {}

    private @Nullable Date date(int i) {
        Date iso = iso(i);
        if (iso != null) return iso;
        String first = column(i);
        String second = column(i + 1);
        int month = Months.number(first);
        int day = month > 0 ? dayOfMonth(second) : dayOfMonth(first);
        if (month == 0) month = Months.number(second);
        if (month == 0 || day == 0) return null;
        return yearOrTime(month, day, i + 2);
    }

    /// `12:00`, `2020`, `12:00:33 2020` or `2020 12:00:33` in column `i`.
    private @Nullable Date yearOrTime(int month, int day, int i) {
        String word = column(i);
        LocalTime time = time(word);
        if (time == null) {
            int year = year(word);
            if (year < 0) return null;
            LocalTime behind = hasSeconds(column(i + 1)) ? time(column(i + 1)) : null;
            return behind == null
                    ? date(year, month, day, LocalTime.MIDNIGHT, Precision.DAY, i)
                    : date(year, month, day, behind, Precision.SECOND, i + 1);
        }
        boolean seconds = hasSeconds(word);
        Precision precision = seconds ? Precision.SECOND : Precision.MINUTE;
        int year = seconds ? year(column(i + 1)) : -1;
        if (year >= 0) return date(year, month, day, time, precision, i + 1);
        int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
        for (int back = 0; back <= 4; back++) { // four: the 29th of February
            Date date = date(thisYear + 1 - back, month, day, time, precision, i);
            // A day ahead: the server's clock may be in another zone.
            if (date != null && !date.when().time().isAfter(now.plus(Duration.ofDays(1)))) {
                return date;
            }
        }
        return null;
    }

    private static @Nullable Date date(
            int year, int month, int day, LocalTime time, Precision precision, int last) {
        try {
            var when = LocalDateTime.of(LocalDate.of(year, month, day), time);
            return new Date(new When(when.toInstant(ZoneOffset.UTC), precision), last);
        } catch (DateTimeException _) {
            return null;
        }
    }

    /// `2020-01-31 12:00`, `2020-01-31 12:00:00.000000000 +0100`, `2020-01-31`, `2020/01/31 12:00`.
    private @Nullable Date iso(int i) {
        String first = column(i);
        if (first.length() != 10) return null;
        LocalDate day = numbered(first);
        if (day == null || !Digits.isDigit(first.charAt(3))) return null;
        LocalTime time = time(column(i + 1));
        if (time == null) {
            return new Date(
                    new When(day.atStartOfDay().toInstant(ZoneOffset.UTC), Precision.DAY), i);
        }
        Instant local = day.atTime(time).toInstant(ZoneOffset.UTC);
        int minutes = hasSeconds(column(i + 1)) ? zone(column(i + 2)) : Integer.MIN_VALUE;
        if (minutes != Integer.MIN_VALUE) {
            return new Date(
                    new When(local.minus(Duration.ofMinutes(minutes)), Precision.EXACT), i + 2);
        }
        Precision precision = hasSeconds(column(i + 1)) ? Precision.SECOND : Precision.MINUTE;
        return new Date(new When(local, precision), i + 1);
    }

    /// `+0130` in minutes; the smallest number where it is none.
    private static int zone(String word) {
        boolean signed = word.length() == 5 && (word.charAt(0) == '+' || word.charAt(0) == '-');
        long number = signed ? Digits.value(word, 1, 5) : -1;
        if (number < 0 || number > 1800) return Integer.MIN_VALUE;
        int minutes = (int) (number / 100 * 60 + number % 100);
        return word.charAt(0) == '-' ? -minutes : minutes;
    }

    /// `04-27-00`, `04-27-2000`, `2000-04-27` (also with `/`) and `27.04.2000`.
    private static @Nullable LocalDate numbered(String word) {
        if (word.length() < 8 || word.length() > 10) return null;
        char mark = Digits.isDigit(word.charAt(2)) ? word.charAt(4) : word.charAt(2);
        if (mark != '-' && mark != '/' && mark != '.') return null;
        int first = word.indexOf(mark);
        int second = word.indexOf(mark, first + 1);
        if (second < 0) return null;
        long a = Digits.value(word, 0, first);
        long b = Digits.value(word, first + 1, second);
        long c = Digits.value(word, second + 1, word.length());
        if (a < 0 || b < 0 || c < 0) return null;
        boolean yearFirst = first == 4;
        long year = yearFirst ? a : c;
        if (!yearFirst && word.length() - second - 1 == 2) year += year < 70 ? 2000 : 1900;
        boolean dayFirst = !yearFirst && (mark == '.' || a > 12);
        long month = yearFirst ? b : dayFirst ? b : a;
        long day = yearFirst ? c : dayFirst ? a : b;
        return day(year, month, day);
    }

    /// `19-DEC-2001`.
    private static @Nullable LocalDate hyphened(String word) {
        int first = word.indexOf('-');
        int second = word.indexOf('-', first + 1);
        if (first < 1 || second < 0) return null;
        int month = Months.number(word.substring(first + 1, second));
        return day(
                Digits.value(word, second + 1, word.length()), month, Digits.value(word, 0, first));
    }

    private static @Nullable LocalDate day(long year, long month, long day) {
        if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
            return null;
        try {
            return LocalDate.of((int) year, (int) month, (int) day);
        } catch (DateTimeException _) {
            return null;
        }
    }

    /// `7`, `07`, `7.`, `7,`, `7日` and `7일`; 0 where it is no day of a month.
    private static int dayOfMonth(String word) {
        if (word.isEmpty() || word.length() > 3) return 0;
        boolean marked = ".,日일".indexOf(word.charAt(word.length() - 1)) >= 0;
        long day = Digits.value(word, 0, word.length() - (marked ? 1 : 0));
        return day >= 1 && day <= 31 ? (int) day : 0;
    }

    /// `2020`, also as `2020年`; -1 where it is no year.
    private static int year(String word) {
        boolean marked = word.endsWith("年") || word.endsWith("년");
        if (word.length() != (marked ? 5 : 4)) return -1;
        long year = Digits.value(word, 0, 4);
        return year >= 1900 ? (int) year : -1;
    }

    private static boolean hasSeconds(String word) {
        int colon = word.indexOf(':');
        return colon > 0 && word.indexOf(':', colon + 1) > 0 && time(word) != null;
    }

    /// `9:09`, `21:09`, `21:09:33`, `21:09:33.5`, `09:09PM`, `9:09p`.
    private static @Nullable LocalTime time(String word) {
        int colon = word.indexOf(':');
        if (colon < 1 || colon > 2 || word.length() < colon + 3) return null;
        long hour = Digits.value(word, 0, colon);
        long minute = Digits.value(word, colon + 1, colon + 3);
        int at = colon + 3;
        long second = 0;
        if (at + 2 < word.length() && word.charAt(at) == ':') {
            second = Digits.value(word, at + 1, at + 3);
            at += 3;
            if (at < word.length() && word.charAt(at) == '.') {
                for (at++; at < word.length() && Digits.isDigit(word.charAt(at)); at++) {}
            }
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
            return null;
        LocalTime time = LocalTime.of((int) hour, (int) minute, (int) Math.min(second, 59));
        return switch (word.substring(at).toUpperCase(Locale.ROOT)) {
            case "" -> time;
            case "AM", "A" -> half(time, false);
            case "PM", "P" -> half(time, true);
            default -> null;
        };
    }

    private static @Nullable LocalTime half(LocalTime time, boolean afternoon) {
        if (time.getHour() < 1 || time.getHour() > 12) return null;
        int hour = time.getHour() % 12 + (afternoon ? 12 : 0);
        return time.withHour(hour);
    }
}
