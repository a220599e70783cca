package dev.ferry.server.ftp;

import dev.ferry.wire.ftp.SiteVerb;
import dev.ferry.wire.ftp.Verb;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a client said, for a log at its most talkative, without what might be a password: that of
/// PASS and ACCT, the name of USER (some type the one for the other), whatever no command of ours
/// begins, and what stands before the `@` of a URL.
final class Hush {

    private static final int LONGEST = 300;
    private static final Pattern IN_URL = Pattern.compile("(?<=//)[^/\\s]*(?=@)");

    private static final Pattern OPTIONS =
            Pattern.compile("(?i)(UTF-?8|MLST|HASH|MODE)\\b[\\w .;-]*");

    private Hush() {}

    static String of(String line) {
        int blank = line.indexOf(' ');
        String first = blank < 0 ? line : line.substring(0, blank);
        String rest = blank < 0 ? "" : line.substring(blank + 1);
        return Verb.named(first.toUpperCase(Locale.ROOT))
                .map(verb ->
                        switch (verb) {
                            case USER, PASS, ACCT -> verb + (blank < 0 ? "" : " ***");
                            case SITE -> "SITE " + site(rest);
                            case OPTS -> "OPTS " + (OPTIONS.matcher(rest).matches() ? rest : "***");
                            default -> blank < 0 ? verb.name() : verb + " " + shown(rest);
                        })
                .orElseGet(() -> "(" + line.length() + " characters that begin with no command)");
    }

    private static String site(String rest) {
        int blank = rest.indexOf(' ');
        String word = (blank < 0 ? rest : rest.substring(0, blank)).toUpperCase(Locale.ROOT);
        if (SiteVerb.named(word).isEmpty()) return "***";
        return blank < 0 ? word : word + shown(rest.substring(blank));
    }

    private static String shown(String text) {
        String hushed = IN_URL.matcher(text).replaceAll("***");
        return hushed.length() <= LONGEST ? hushed : hushed.substring(0, LONGEST) + "...";
    }
}
