package dev.ferry.app.why;

import dev.ferry.app.cli.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One thing that was looked at.
///
/// @param subject `account`, `rule`, `quota`...
/// @param says what is so
/// @param cure what to type to change it
record Finding(String subject, Verdict verdict, String says, Optional<String> cure) {

    enum Verdict {
        /// It stands in nobody's way.
        OK,
        /// It decides: no.
        NO,
        /// Good to know.
        NOTE
    }

    static Finding ok(String subject, String says) {
        return new Finding(subject, Verdict.OK, says, Optional.empty());
    }

    static Finding no(String subject, String says, String cure) {
        return new Finding(
                subject, Verdict.NO, says, cure.isEmpty() ? Optional.empty() : Optional.of(cure));
    }

    static Finding note(String subject, String says) {
        return new Finding(subject, Verdict.NOTE, says, Optional.empty());
    }

    Map<String, Object> facts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("subject", subject);
        facts.put("verdict", verdict.name().toLowerCase(java.util.Locale.ROOT));
        facts.put("says", says);
        cure.ifPresent(text -> facts.put("cure", text));
        return facts;
    }

    static Finding of(Map<String, Object> facts) {
        String word = String.valueOf(facts.get("verdict"));
        for (Verdict verdict : Verdict.values()) {
            if (!verdict.name().equalsIgnoreCase(word)) continue;
            return new Finding(
                    String.valueOf(facts.get("subject")),
                    verdict,
                    String.valueOf(facts.get("says")),
                    Optional.ofNullable(facts.get("cure")).map(String::valueOf));
        }
        throw Problem.usage("the server gave an answer of another version");
    }
}
