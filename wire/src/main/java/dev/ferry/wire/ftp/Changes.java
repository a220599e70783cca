package dev.ferry.wire.ftp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;

/// The argument of MFF: `fact=value;...` up to the first blank, and a path behind it
/// (draft-somers-ftp-mfxx §5.1).
final class Changes {

    private Changes() {}

    static Command parse(Verb verb, String argument) {
        int blank = argument.indexOf(' ');
        String facts = blank < 0 ? argument : argument.substring(0, blank);
        if (!facts.endsWith(";") || blank < 0 || blank == argument.length() - 1) {
            return CommandParser.malformed(
                    verb, "needs facts, each with a ; behind it, and a path");
        }
        var changes = new ArrayList<Command.Change>();
        var unknown = new ArrayList<String>();
        var names = new HashSet<String>();
        for (String fact : facts.substring(0, facts.length() - 1).split(";", -1)) {
            int equals = fact.indexOf('=');
            if (equals < 1) {
                return CommandParser.malformed(verb, CommandParser.quoted(fact) + " is no fact");
            }
            String name = fact.substring(0, equals);
            String value = fact.substring(equals + 1);
            String folded = CommandParser.lowerCase(name);
            if (!names.add(folded)) {
                return CommandParser.malformed(verb, name + " stands there twice");
            }
            if (!folded.equals("modify")
                    && !folded.equals("create")
                    && !folded.equals("unix.mode")) {
                unknown.add(name);
                continue;
            }
            var change = change(folded, value);
            if (change.isEmpty()) {
                return CommandParser.malformed(
                        verb, CommandParser.quoted(value) + " is no value of " + name);
            }
            changes.add(change.get());
        }
        if (!unknown.isEmpty()) return new Command.MffUnsupported(unknown);
        return new Command.Mff(changes, argument.substring(blank + 1));
    }

    private static Optional<Command.Change> change(String name, String value) {
        return switch (name) {
            case "modify" -> TimeVal.parse(value).map(Command.Change.Modified::new);
            case "create" -> TimeVal.parse(value).map(Command.Change.Created::new);
            default -> {
                var mode = Digits.octal(value);
                yield mode.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Command.Change.Mode(mode.getAsInt()));
            }
        };
    }
}
