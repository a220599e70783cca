package dev.ferry.it;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Clients by tasks: how often each did each. Safe for use by many threads.
final class Table {

    private final Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    private final Set<String> tasks = new LinkedHashSet<>();
    private final Map<String, Map<String, Set<String>>> reasons = new LinkedHashMap<>();

    /// Puts a task in its place among the columns.
    synchronized void column(String task) {
        tasks.add(task);
    }

    synchronized void did(String client, String task, int times) {
        tasks.add(task);
        row(client).merge(task, times, Integer::sum);
    }

    /// Has no way to do it.
    synchronized void cannot(String client, String task, String why) {
        tasks.add(task);
        row(client);
        reasons.computeIfAbsent(client, _ -> new LinkedHashMap<>())
                .computeIfAbsent(why, _ -> new LinkedHashSet<>())
                .add(task);
    }

    private Map<String, Integer> row(String client) {
        return counts.computeIfAbsent(client, _ -> new LinkedHashMap<>());
    }

    /// As Markdown; empty where nobody did anything.
    synchronized String page() {
        if (counts.isEmpty()) return "";
        var page = new StringBuilder("\n| client |");
        tasks.forEach(task -> page.append(' ').append(task).append(" |"));
        page.append("\n|---|").append("---:|".repeat(tasks.size())).append('\n');
        counts.forEach((client, row) -> {
            page.append("| ").append(client).append(" |");
            for (String task : tasks) {
                Integer times = row.get(task);
                page.append(' ').append(times == null ? "-" : times.toString()).append(" |");
            }
            page.append('\n');
        });
        page.append("\nA dash is what a client has no way to do:\n");
        reasons.forEach((client, why) -> {
            page.append("- ").append(client).append(": ");
            page.append(
                    String.join(
                            "; ",
                            why.entrySet().stream()
                                    .map(it ->
                                            it.getKey()
                                                    + " ("
                                                    + String.join(", ", it.getValue())
                                                    + ")")
                                    .toList()));
            page.append('\n');
        });
        return page.toString();
    }
}
