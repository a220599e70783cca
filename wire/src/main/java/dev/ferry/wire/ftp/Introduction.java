package dev.ferry.wire.ftp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The arguments of the commands with which client and server introduce themselves: HOST, LANG and
/// CSID.
final class Introduction {

    /// RFC 7151 §3.1, within the lengths of RFC 1035 §2.3.4.
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                            + "([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    /// RFC 1766 §2, and digits behind the first `-`, as RFC 5646 has them.
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*");

    private Introduction() {}

    static Command host(Verb verb, String name) {
        if (name.isEmpty()) return CommandParser.malformed(verb, "needs a name");
        boolean brackets = name.startsWith("[") && name.endsWith("]") && name.length() > 2;
        Optional<List<Byte>> literal =
                brackets
                        ? HostAddress.ip6(name.substring(1, name.length() - 1))
                        : HostAddress.ip4(name);
        if (literal.isPresent()) return new Command.Host(name, literal.get());
        return DOMAIN.matcher(name).matches()
                ? new Command.Host(name, List.of())
                : CommandParser.malformed(
                        verb,
                        CommandParser.quoted(name)
                                + " is no host name, no IPv4 address and no [IPv6 address],"
                                + " without a port");
    }

    static Command language(Verb verb, String tag) {
        return tag.isEmpty() || LANGUAGE.matcher(tag).matches()
                ? new Command.Lang(CommandParser.upperCase(tag))
                : CommandParser.malformed(
                        verb, CommandParser.quoted(tag) + " is no language tag such as en");
    }

    /// `name=value;` and so on, with blanks between or without.
    static Command identity(Verb verb, String text) {
        var facts = new LinkedHashMap<String, String>();
        for (String fact : text.split(";", -1)) {
            String stripped = fact.strip();
            if (stripped.isEmpty()) continue;
            int equals = stripped.indexOf('=');
            if (equals < 1) {
                return CommandParser.malformed(
                        verb, CommandParser.quoted(stripped) + " is no fact");
            }
            String name = CommandParser.lowerCase(stripped.substring(0, equals).strip());
            facts.put(name, stripped.substring(equals + 1).strip());
        }
        return facts.isEmpty()
                ? CommandParser.malformed(verb, "needs facts, each with a ; behind it")
                : new Command.Csid(facts);
    }
}
