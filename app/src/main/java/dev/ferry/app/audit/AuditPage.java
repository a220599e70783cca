package dev.ferry.app.audit;

import dev.ferry.app.cli.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A line of the audit log as people read it: in columns that do not wait for the widest entry,
/// since the log may be long; what does not fit moves the rest of its line.
final class AuditPage {

    private static final int[] WIDTHS = {24, 14, 7, 12, 15, 8};

    /// What stands in a column of its own, or is said otherwise.
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "time", "event", "outcome", "account", "address", "session", "path", "to",
                    "bytes", "offset", "size", "kept", "ms", "reason", "secure", "ground");

    private AuditPage() {}

    static String heading() {
        return line(List.of("TIME", "EVENT", "OUTCOME", "ACCOUNT", "ADDRESS", "SESSION"), "WHAT");
    }

    static String of(AuditEntry entry) {
        var columns = new ArrayList<String>();
        for (String name : List.of("time", "event", "outcome", "account", "address", "session")) {
            String text = entry.fact(name);
            columns.add(text.isEmpty() ? "-" : OneLine.of(text));
        }
        return line(columns, OneLine.of(what(entry)));
    }

    private static String line(List<String> columns, String rest) {
        var line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String text = columns.get(i);
            line.append(text).repeat(' ', Math.max(WIDTHS[i] - text.length(), 0)).append("  ");
        }
        return line.append(rest).toString().stripTrailing();
    }

    private static String what(AuditEntry entry) {
        var words = new ArrayList<String>();
        if (!entry.fact("action").isEmpty()) words.add(entry.fact("action"));
        if (!entry.fact("path").isEmpty()) words.add(entry.fact("path"));
        if (!entry.fact("to").isEmpty()) words.add("-> " + entry.fact("to"));
        if (!entry.fact("bytes").isEmpty()) words.add(entry.fact("bytes") + " bytes");
        if (!entry.fact("offset").isEmpty() && !entry.fact("offset").equals("0")) {
            words.add("from " + entry.fact("offset"));
        }
        if (!entry.fact("size").isEmpty() && !entry.fact("size").equals(entry.fact("bytes")))
            words.add("of " + entry.fact("size"));
        if (!entry.fact("kept").isEmpty()) words.add("kept " + entry.fact("kept"));
        if (!entry.fact("ms").isEmpty()) words.add("in " + entry.fact("ms") + " ms");
        if (entry.fact("secure").equals("true")) words.add("through TLS");
        entry.facts()
                .forEach((name, value) -> {
                    if (!ELSEWHERE.contains(name) && !name.equals("action"))
                        words.add(name + ' ' + value);
                });
        String said = String.join(" ", words);
        String reason = entry.fact("reason");
        if (reason.isEmpty()) return said;
        return said.isEmpty() ? reason : said + ": " + reason;
    }
}
