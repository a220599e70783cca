package dev.ferry.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Levels of parts of the log: `none`, one as `server.ftp=debug`, or a list.
final class RoomsKind implements Kind<Map<String, String>> {

    private static final Pattern ROOM = Pattern.compile("([a-z]+(?:\\.[a-zA-Z]+)*)=([a-z]+)");

    @Override
    public String words() {
        return "none, or a list as [server.ftp=debug, files=warn]";
    }

    @Override
    public Map<String, String> read(String text) {
        return text.equals("none") ? Map.of() : Map.ofEntries(room(text));
    }

    @Override
    public Map<String, String> read(Node node) {
        if (!(node instanceof SequenceNode list)) return Kind.super.read(node);
        if (list.getValue().isEmpty()) throw new BadNodeException(node, "an empty list");
        var rooms = new TreeMap<String, String>();
        for (Node item : list.getValue()) {
            var room = Pair.at(item, RoomsKind::room);
            rooms.put(room.getKey(), room.getValue());
        }
        return Map.copyOf(rooms);
    }

    @Override
    public String write(Map<String, String> value) {
        if (value.isEmpty()) return "none";
        return new TreeMap<>(value)
                .entrySet().stream()
                        .map(it -> it.getKey() + "=" + it.getValue())
                        .collect(Collectors.joining(", ", "[", "]"));
    }

    private static Map.Entry<String, String> room(String text) {
        Matcher room = ROOM.matcher(text);
        List<String> levels =
                Arrays.stream(Keys.LogLevel.values())
                        .map(it -> it.name().toLowerCase(Locale.ROOT))
                        .toList();
        if (room.matches() && levels.contains(room.group(2))) {
            return Map.entry(room.group(1), room.group(2));
        }
        throw new IllegalArgumentException(
                "'%s' is not a part of Ferry and a level (%s), as server.ftp=debug"
                        .formatted(text, String.join(", ", levels)));
    }
}
