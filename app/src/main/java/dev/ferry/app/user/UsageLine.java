package dev.ferry.app.user;

import dev.ferry.core.work.Meters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is known of how much stands in an account's home, as it is said from one process to the
/// other.
///
/// @param known whether it was counted; else the numbers mean nothing
/// @param counting whether that is under way
/// @param finished the number of the last count that came to its end
/// @param failed the number of the last one that did not
/// @param wanted the number of the count that was asked for, 0 where none was
/// @param problem why a count did not come to its end
/// @param counted when the last one did
record UsageLine(
        String account,
        boolean known,
        boolean counting,
        long bytes,
        long files,
        long finished,
        long failed,
        long wanted,
        String problem,
        Optional<Instant> counted) {

    static UsageLine of(String account, Meters.Standing now) {
        return new UsageLine(
                account,
                now.known(),
                now.counting(),
                now.bytes(),
                now.files(),
                now.finished(),
                now.failed(),
                0,
                now.problem(),
                now.counted());
    }

    /// The home cannot be opened.
    static UsageLine failed(String account, String why) {
        return new UsageLine(account, false, false, 0, 0, 0, 1, 1, why, Optional.empty());
    }

    /// Nobody has been there since the start of the server.
    static UsageLine unused(String account) {
        return new UsageLine(account, false, false, 0, 0, 0, 0, 0, "", Optional.empty());
    }

    boolean isUnused() {
        return !known && wanted == 0 && finished == 0;
    }

    UsageLine counting(long number) {
        return new UsageLine(
                account, known, true, bytes, files, finished, failed, number, problem, counted);
    }

    Map<String, Object> facts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("account", account);
        facts.put("known", known);
        facts.put("counting", counting);
        facts.put("bytes", bytes);
        facts.put("files", files);
        facts.put("finished", finished);
        facts.put("failed", failed);
        facts.put("wanted", wanted);
        facts.put("problem", problem);
        counted.ifPresent(time -> facts.put("counted", time.toString()));
        return facts;
    }

    static UsageLine of(Map<String, Object> facts) {
        return new UsageLine(
                String.valueOf(facts.get("account")),
                Boolean.TRUE.equals(facts.get("known")),
                Boolean.TRUE.equals(facts.get("counting")),
                number(facts, "bytes"),
                number(facts, "files"),
                number(facts, "finished"),
                number(facts, "failed"),
                number(facts, "wanted"),
                String.valueOf(facts.get("problem")),
                Optional.ofNullable(facts.get("counted"))
                        .map(time -> Instant.parse(String.valueOf(time))));
    }

    private static long number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
