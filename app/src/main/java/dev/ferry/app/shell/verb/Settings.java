package dev.ferry.app.shell.verb;

import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.app.transfer.MoveOptions;
import dev.ferry.client.Pace;
import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.TransferOptions.Verify;
import dev.ferry.client.TransferQueue;
import dev.ferry.client.failure.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What `set` changes.
public final class Settings {

    private static final List<String> SWITCH = List.of("on", "off");

    private final Pace pace;
    private final TransferQueue queue;
    private final Map<String, String> values = new TreeMap<>();

    Settings(Pace pace, String rate, TransferQueue queue) {
        this.pace = pace;
        this.queue = queue;
        values.put("conflict", "overwrite");
        values.put("limit-rate", rate);
        values.put("on-error", "stop");
        values.put("parallel", "4");
        values.put("preserve", "off");
        values.put("queue-parallel", "1");
        values.put("verify", "auto");
    }

    /// All that are set, in the order of names.
    public Map<String, String> all() {
        return Map.copyOf(values).entrySet().stream()
                .collect(
                        TreeMap::new,
                        (map, entry) -> map.put(entry.getKey(), entry.getValue()),
                        Map::putAll);
    }

    public List<String> names() {
        return new ArrayList<>(values.keySet());
    }

    /// What a setting can be, where that is a list of words.
    public static List<String> words(String name) {
        return switch (name) {
            case "conflict" ->
                    Stream.concat(
                                    Stream.of("ask"),
                                    Arrays.stream(Conflict.values())
                                            .map(it -> it.name().toLowerCase(Locale.ROOT)))
                            .toList();
            case "on-error" -> List.of("stop", "continue");
            case "preserve" -> SWITCH;
            case "verify" ->
                    Arrays.stream(Verify.values())
                            .map(it -> it.name().toLowerCase(Locale.ROOT))
                            .toList();
            default -> List.of();
        };
    }

    void set(String name, String value) throws Failure {
        List<String> words = words(name);
        if (!words.isEmpty() && !words.contains(value)) {
            throw new Failure.Usage(
                    name + ": '" + value + "' is none of " + String.join(", ", words));
        }
        switch (name) {
            case "conflict", "on-error", "preserve", "verify" -> {}
            case "parallel" -> number(name, value);
            case "queue-parallel" -> queue.parallel(number(name, value));
            case "limit-rate" ->
                    pace.change(value.equals("off") ? 0 : ConnectOptions.size(name, value));
            default ->
                    throw new Failure.Usage(
                            "there is no setting '"
                                    + name
                                    + "'; there are "
                                    + String.join(", ", values.keySet()));
        }
        values.put(name, value);
    }

    private static int number(String name, String value) throws Failure {
        if (value.matches("[1-9][0-9]?") && Integer.parseInt(value) <= 64) {
            return Integer.parseInt(value);
        }
        throw new Failure.Usage(name + ": must be 1 to 64");
    }

    private String value(String name) {
        return values.getOrDefault(name, "");
    }

    /// Options whose defaults are what was set.
    MoveOptions moving() {
        return new MoveOptions(
                Integer.parseInt(value("parallel")),
                value("verify"),
                value("preserve").equals("on"),
                value("conflict"));
    }

    public boolean isStoppedByErrors() {
        return value("on-error").equals("stop");
    }
}
