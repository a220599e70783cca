package dev.ferry.wire.ftp;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a command of what stands behind SITE. Total, as [CommandParser].
final class SiteParser {

    /// A path, and when the file was read, modified and made; blanks in the path stay.
    private static final Pattern THREE_TIMES =
            Pattern.compile(
                    "(.+) ([0-9]{14}) ([0-9]{14}) ([0-9]{14}) [Uu][Tt][Cc]", Pattern.DOTALL);

    private SiteParser() {}

    static Command parse(String argument) {
        int blank = argument.indexOf(' ');
        String name = CommandParser.upperCase(blank < 0 ? argument : argument.substring(0, blank));
        String rest = blank < 0 ? "" : argument.substring(blank + 1);
        if (name.isEmpty()) return CommandParser.malformed(Verb.SITE, "needs a command");
        return SiteVerb.named(name)
                .map(verb -> parse(verb, rest))
                .orElseGet(() -> new Command.SiteUnknown(name));
    }

    private static Command parse(SiteVerb verb, String argument) {
        return switch (verb) {
            case HELP ->
                    new Command.SiteHelp(CommandParser.upperCase(CommandParser.stripped(argument)));
            case CHMOD -> mode(argument);
            case UTIME -> time(argument);
            case IDLE -> idle(CommandParser.stripped(argument));
            case QUOTA -> new Command.SiteQuota();
        };
    }

    private static Command mode(String argument) {
        int blank = argument.indexOf(' ');
        String mode = blank < 0 ? argument : argument.substring(0, blank);
        String path = blank < 0 ? "" : argument.substring(blank + 1);
        OptionalInt bits = Digits.octal(mode);
        if (bits.isEmpty()) {
            return malformed(
                    SiteVerb.CHMOD, CommandParser.quoted(mode) + " is no octal mode such as 644");
        }
        if (path.isEmpty()) return malformed(SiteVerb.CHMOD, "needs a path behind the mode");
        return new Command.SiteChmod(bits.getAsInt(), path);
    }

    /// Both forms in use: the time first, to the minute or the second; or three times behind the
    /// path, of which the one in the middle counts.
    private static Command time(String argument) {
        Matcher three = THREE_TIMES.matcher(argument);
        if (three.matches()) return time(three.group(3), three.group(1));
        int blank = argument.indexOf(' ');
        return blank < 0
                ? time(argument, "")
                : time(argument.substring(0, blank), argument.substring(blank + 1));
    }

    private static Command time(String time, String path) {
        Optional<Instant> modified = TimeVal.parse(time.length() == 12 ? time + "00" : time);
        if (modified.isEmpty()) {
            return malformed(
                    SiteVerb.UTIME, CommandParser.quoted(time) + " is no time of the calendar");
        }
        if (path.isEmpty()) return malformed(SiteVerb.UTIME, "needs a path behind the time");
        return new Command.SiteUtime(modified.get(), path);
    }

    private static Command idle(String argument) {
        if (argument.isEmpty()) return new Command.SiteIdleAsked();
        long seconds = Digits.value(argument);
        return seconds < 0
                ? malformed(
                        SiteVerb.IDLE, CommandParser.quoted(argument) + " is no number of seconds")
                : new Command.SiteIdle(seconds);
    }

    private static Command malformed(SiteVerb verb, String why) {
        return new Command.Malformed("SITE " + verb, why);
    }
}
