package dev.ferry.wire.ftp;

import dev.ferry.wire.ftp.Command.Epsv.Family;
import dev.ferry.wire.ftp.Command.HostPort;
import dev.ferry.wire.ftp.Command.Representation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Makes a [Command] of a line, its end already taken off. Total: whatever the line, there is a
/// command for it, and nothing is thrown.
///
/// One space parts the verb from its argument (RFC 959 §5.3), so a name may begin with a space; and
/// a path goes to the end of the line, blanks and all. Arguments that are no paths may have blanks
/// behind them.
public final class CommandParser {

    private static final int QUOTED = 40;

    private CommandParser() {}

    public static Command parse(String line) {
        int space = line.indexOf(' ');
        String name = upperCase(space < 0 ? line : line.substring(0, space));
        String argument = space < 0 ? "" : line.substring(space + 1);
        return Verb.named(name)
                .map(verb -> parse(verb, argument))
                .orElseGet(() -> new Command.Unknown(name));
    }

    private static Command parse(Verb verb, String argument) {
        return switch (verb) {
            case USER -> text(verb, argument, Command.User::new);
            case PASS -> new Command.Pass(new Secret(argument)); // an empty password is legal
            case ACCT -> text(verb, argument, text -> new Command.Acct(new Secret(text)));
            case REIN -> alone(verb, argument, new Command.Rein());
            case QUIT -> alone(verb, argument, new Command.Quit());

            case CWD, XCWD -> text(verb, argument, Command.Cwd::new);
            case CDUP, XCUP -> alone(verb, argument, new Command.Cdup());
            case PWD, XPWD -> alone(verb, argument, new Command.Pwd());

            case PORT -> port(verb, stripped(argument));
            case EPRT -> extendedPort(verb, stripped(argument));
            case PASV -> alone(verb, argument, new Command.Pasv());
            case EPSV -> extendedPassive(verb, stripped(argument));

            case TYPE -> type(verb, stripped(argument));
            case STRU -> letter(verb, argument, "FRP", Command.Stru::new);
            case MODE -> letter(verb, argument, "SBCZ", Command.Mode::new);

            case RETR -> text(verb, argument, Command.Retr::new);
            case STOR -> text(verb, argument, Command.Stor::new);
            case STOU -> new Command.Stou(argument);
            case APPE -> text(verb, argument, Command.Appe::new);
            case ALLO -> allocate(verb, stripped(argument));
            case RANG -> range(verb, stripped(argument));
            case REST -> restart(verb, stripped(argument));
            case ABOR -> alone(verb, argument, new Command.Abor());

            case RNFR -> text(verb, argument, Command.Rnfr::new);
            case RNTO -> text(verb, argument, Command.Rnto::new);
            case DELE -> text(verb, argument, Command.Dele::new);
            case RMD, XRMD -> text(verb, argument, Command.Rmd::new);
            case MKD, XMKD -> text(verb, argument, Command.Mkd::new);

            case LIST -> listing(argument, Command.List::new);
            case NLST -> listing(argument, Command.Nlst::new);
            case MLST -> new Command.Mlst(argument);
            case MLSD -> new Command.Mlsd(argument);
            case SIZE -> text(verb, argument, Command.Size::new);
            case MDTM -> text(verb, argument, Command.Mdtm::new);
            case MFMT -> timed(verb, argument, Command.Mfmt::new);

            case MFCT -> timed(verb, argument, Command.Mfct::new);
            case MFF -> Changes.parse(verb, argument);
            case AVBL -> new Command.Avbl(argument);
            case SITE -> SiteParser.parse(argument);

            case HOST -> Introduction.host(verb, stripped(argument));
            case LANG -> Introduction.language(verb, stripped(argument));
            case CLNT -> text(verb, stripped(argument), Command.Clnt::new);
            case CSID -> Introduction.identity(verb, stripped(argument));
            case SMNT -> text(verb, argument, Command.Smnt::new);

            case HASH -> text(verb, argument, Command.Hash::new);
            case XCRC -> HashArgument.parse(verb, HashFunction.CRC32, argument);
            case XMD5 -> HashArgument.parse(verb, HashFunction.MD5, argument);
            case XSHA, XSHA1 -> HashArgument.parse(verb, HashFunction.SHA_1, argument);
            case XSHA256 -> HashArgument.parse(verb, HashFunction.SHA_256, argument);
            case XSHA512 -> HashArgument.parse(verb, HashFunction.SHA_512, argument);

            case SYST -> alone(verb, argument, new Command.Syst());
            case STAT ->
                    argument.isEmpty()
                            ? new Command.Stat()
                            : listing(argument, Command.StatOf::new);
            case HELP -> new Command.Help(upperCase(argument.strip()));
            case NOOP -> alone(verb, argument, new Command.Noop());
            case FEAT -> alone(verb, argument, new Command.Feat());
            case OPTS -> options(verb, stripped(argument));

            case AUTH -> text(verb, stripped(argument), name -> new Command.Auth(upperCase(name)));
            case PBSZ -> count(verb, stripped(argument), Command.Pbsz::new);
            case PROT -> letter(verb, argument, "CSEP", Command.Prot::new);
            case CCC -> alone(verb, argument, new Command.Ccc());

            case ADAT,
                    MIC,
                    CONF,
                    ENC,
                    LPRT,
                    LPSV,
                    COMB,
                    MAIL,
                    MLFL,
                    MSND,
                    MSOM,
                    MSAM,
                    MRSQ,
                    MRCP,
                    XSEN,
                    XSEM,
                    XMAS,
                    XRSQ,
                    XRCP ->
                    new Command.NotImplemented(verb.name());
        };
    }

    private static Command text(Verb verb, String argument, Function<String, Command> make) {
        return argument.isEmpty() ? malformed(verb, "needs an argument") : make.apply(argument);
    }

    private static Command alone(Verb verb, String argument, Command command) {
        return stripped(argument).isEmpty() ? command : malformed(verb, "takes no argument");
    }

    private static Command count(Verb verb, String argument, Function<Long, Command> make) {
        long value = Digits.value(argument);
        return value < 0
                ? malformed(verb, quoted(argument) + " is no number from 0 to " + Long.MAX_VALUE)
                : make.apply(value);
    }

    private static Command range(Verb verb, String argument) {
        int blank = argument.indexOf(' ');
        long first = blank < 0 ? -1 : Digits.value(argument, 0, blank);
        long last = blank < 0 ? -1 : Digits.value(argument, blank + 1, argument.length());
        return first < 0 || last < 0
                ? malformed(verb, quoted(argument) + " is not two numbers of bytes")
                : new Command.Rang(first, last);
    }

    /// A number of bytes in stream mode, a marker in block mode: told apart by the look, since the
    /// mode may change before the transfer. Markers of ours begin with a letter.
    private static Command restart(Verb verb, String argument) {
        long offset = Digits.value(argument);
        if (offset >= 0) return new Command.Rest(offset);
        return BlockReader.isMarker(argument) && Character.isLetter(argument.charAt(0))
                ? new Command.RestMarker(argument)
                : malformed(
                        verb,
                        quoted(argument)
                                + " is no number from 0 to "
                                + Long.MAX_VALUE
                                + " and no marker");
    }

    private static Command letter(
            Verb verb, String argument, String letters, Function<Character, Command> make) {
        String letter = upperCase(stripped(argument));
        return letter.length() == 1 && letters.contains(letter)
                ? make.apply(letter.charAt(0))
                : malformed(
                        verb,
                        quoted(argument) + " is none of " + String.join(", ", letters.split("")));
    }

    /// `n`, or `n R m` (RFC 959 §4.1.3); the size of a record is checked and dropped.
    private static Command allocate(Verb verb, String argument) {
        int blank = argument.indexOf(' ');
        if (blank < 0) return count(verb, argument, Command.Allo::new);
        String record = argument.substring(blank + 1);
        return upperCase(record).startsWith("R ") && Digits.value(record.substring(2)) >= 0
                ? count(verb, argument.substring(0, blank), Command.Allo::new)
                : malformed(verb, quoted(record) + " is no record size");
    }

    private static Command port(Verb verb, String argument) {
        return HostAddress.bytes(argument.split(",", -1), 6)
                .<Command>map(bytes ->
                        new Command.Port(
                                new HostPort(
                                        bytes.subList(0, 4),
                                        ((bytes.get(4) & 0xff) << 8) | (bytes.get(5) & 0xff))))
                .orElseGet(() ->
                        malformed(verb, quoted(argument) + " is not six numbers from 0 to 255"));
    }

    /// `|protocol|address|port|`, where any visible character may be in the place of `|` (RFC 2428
    /// §2).
    private static Command extendedPort(Verb verb, String argument) {
        char delimiter = argument.isEmpty() ? ' ' : argument.charAt(0);
        if (delimiter < 33 || delimiter > 126) return malformed(verb, "needs an address");
        List<String> fields = split(argument, delimiter);
        if (fields.size() != 5 || !fields.getFirst().isEmpty() || !fields.getLast().isEmpty()) {
            return malformed(verb, quoted(argument) + " is not three fields between delimiters");
        }
        String protocol = fields.get(1);
        String address = fields.get(2);
        if (Digits.value(protocol) < 0) {
            return malformed(verb, quoted(protocol) + " is no number of a network protocol");
        }
        if (!protocol.equals("1") && !protocol.equals("2")) {
            return new Command.EprtUnsupported(protocol);
        }
        Optional<List<Byte>> host =
                protocol.equals("1") ? HostAddress.ip4(address) : HostAddress.ip6(address);
        long port = fields.get(3).length() > 5 ? -1 : Digits.value(fields.get(3));
        if (port < 0 || port > 65_535) {
            return malformed(verb, quoted(fields.get(3)) + " is no port");
        }
        return host.<Command>map(bytes -> new Command.Eprt(new HostPort(bytes, (int) port)))
                .orElseGet(() ->
                        malformed(
                                verb,
                                quoted(address)
                                        + " is no address of network protocol "
                                        + protocol
                                        + " in figures"));
    }

    private static Command extendedPassive(Verb verb, String argument) {
        return switch (upperCase(argument)) {
            case "" -> new Command.Epsv(Family.SAME_AS_CONTROL);
            case "1" -> new Command.Epsv(Family.IPV4);
            case "2" -> new Command.Epsv(Family.IPV6);
            case "ALL" -> new Command.EpsvAll();
            default ->
                    Digits.value(argument) < 0
                            ? malformed(verb, quoted(argument) + " is no network protocol")
                            : new Command.Epsv(Family.UNKNOWN);
        };
    }

    /// RFC 959 §3.1.1: `A` and `E` with a format, `I`, `L` with a number of bits.
    private static Command type(Verb verb, String argument) {
        String asked = upperCase(argument);
        return switch (asked) {
            case "A", "A N", "A T" -> new Command.Type(Representation.ASCII);
            case "I", "L 8", "L8" -> new Command.Type(Representation.IMAGE);
            case "A C", "E", "E N", "E T", "E C" -> new Command.TypeUnsupported(asked);
            default -> {
                long bits = asked.startsWith("L ") ? Digits.value(asked.substring(2)) : -1;
                yield bits >= 1 && bits <= 255
                        ? new Command.TypeUnsupported(asked)
                        : malformed(verb, quoted(argument) + " is no type");
            }
        };
    }

    /// Takes `-la` and the like off the front, as `ls` would; `--` says that a name follows. A `-`
    /// before anything but letters and digits begins a name.
    private static Command listing(String argument, BiFunction<ListOptions, String, Command> make) {
        var letters = new StringBuilder();
        String rest = argument;
        while (rest.startsWith("-")) {
            int blank = rest.indexOf(' ');
            String token = blank < 0 ? rest : rest.substring(0, blank);
            if (!token.equals("--") && !isFlags(token)) break;
            rest = blank < 0 ? "" : rest.substring(blank + 1);
            if (token.equals("--")) return make.apply(ListOptions.of(letters.toString(), ""), rest);
            letters.append(token, 1, token.length());
        }
        return make.apply(ListOptions.of(letters.toString(), argument), rest);
    }

    private static boolean isFlags(String token) {
        return token.length() > 1 && token.chars().skip(1).allMatch(CommandParser::isLetterOrDigit);
    }

    /// A time, and the path it is for.
    private static Command timed(
            Verb verb, String argument, BiFunction<Instant, String, Command> make) {
        int blank = argument.indexOf(' ');
        if (blank < 0 || blank == argument.length() - 1) {
            return malformed(verb, "needs a time and a path");
        }
        String time = argument.substring(0, blank);
        return TimeVal.parse(time)
                .map(instant -> make.apply(instant, argument.substring(blank + 1)))
                .orElseGet(() -> malformed(verb, quoted(time) + " is no time of the calendar"));
    }

    private static Command options(Verb verb, String argument) {
        int blank = argument.indexOf(' ');
        String option = upperCase(blank < 0 ? argument : argument.substring(0, blank));
        String value = blank < 0 ? "" : argument.substring(blank + 1);
        return switch (option) {
            case "" -> malformed(verb, "needs a command to set options of");
            case "UTF8", "UTF-8" ->
                    switch (upperCase(value)) {
                        case "", "ON" -> new Command.OptsUtf8(true);
                        case "OFF" -> new Command.OptsUtf8(false);
                        default -> malformed(verb, quoted(value) + " is neither ON nor OFF");
                    };
            case "MLST" -> facts(verb, value);
            case "HASH" -> hash(upperCase(value));
            case "MODE" -> deflate(verb, upperCase(value));
            default -> new Command.OptsUnknown(option);
        };
    }

    private static Command hash(String name) {
        if (name.isEmpty()) return new Command.OptsHashAsked();
        return HashFunction.named(name)
                .<Command>map(Command.OptsHash::new)
                .orElseGet(() -> new Command.OptsHashUnknown(name));
    }

    /// `Z`, and any of `ENGINE ZLIB`, `METHOD 8` and `LEVEL n` behind it
    /// (draft-preston-ftpext-deflate §3).
    private static Command deflate(Verb verb, String asked) {
        String[] words = asked.strip().split("[ \\t]+");
        if (!words[0].equals("Z")) {
            return malformed(verb, "MODE " + quoted(words[0]) + " has no options; MODE Z has");
        }
        int level = 0;
        for (int i = 1; i < words.length; i += 2) {
            String value = i + 1 < words.length ? words[i + 1] : "";
            long number = Digits.value(value);
            boolean understood =
                    switch (words[i]) {
                        case "ENGINE" -> value.equals("ZLIB");
                        case "METHOD" -> number == 8;
                        case "LEVEL" -> number >= 1 && number <= 9;
                        default -> false;
                    };
            if (!understood) {
                return malformed(
                        verb, quoted(words[i] + ' ' + value) + " is no option of MODE Z here");
            }
            if (words[i].equals("LEVEL")) level = (int) number;
        }
        return new Command.OptsModeZ(level);
    }

    private static Command facts(Verb verb, String list) {
        if (list.isEmpty()) return new Command.OptsMlst(List.of());
        String names = list.endsWith(";") ? list.substring(0, list.length() - 1) : list;
        List<String> asked = split(lowerCase(names), ';');
        if (asked.stream().anyMatch(name -> name.isEmpty() || name.indexOf(' ') >= 0)) {
            return malformed(verb, quoted(list) + " is no list of facts");
        }
        return new Command.OptsMlst(Facts.Selection.of(asked).names());
    }

    static Command malformed(Verb verb, String why) {
        return new Command.Malformed(verb.name(), why);
    }

    static String quoted(String text) {
        return '"' + (text.length() > QUOTED ? text.substring(0, QUOTED) + "..." : text) + '"';
    }

    static String stripped(String argument) {
        int end = argument.length();
        while (end > 0 && (argument.charAt(end - 1) == ' ' || argument.charAt(end - 1) == '\t')) {
            end--;
        }
        return argument.substring(0, end);
    }

    private static List<String> split(String text, char delimiter) {
        return List.of(text.split(java.util.regex.Pattern.quote(String.valueOf(delimiter)), -1));
    }

    /// In ASCII alone: Unicode has an `ſ` whose capital is a plain S, which would make other verbs
    /// pass for STOR.
    static String upperCase(String text) {
        var upper = new StringBuilder(text);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (c >= 'a' && c <= 'z') upper.setCharAt(i, (char) (c - 'a' + 'A'));
        }
        return upper.toString();
    }

    static String lowerCase(String text) {
        var lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') lower.setCharAt(i, (char) (c - 'A' + 'a'));
        }
        return lower.toString();
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
