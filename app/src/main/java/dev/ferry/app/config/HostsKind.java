package dev.ferry.app.config;

import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Names of hosts: `any`, one, or a list.
final class HostsKind implements Kind<List<String>> {

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?([.][A-Za-z0-9-]+)*");

    @Override
    public String words() {
        return "any, a host name, or a list as [ftp.example.org, ftp.example.com]";
    }

    @Override
    public List<String> read(String text) {
        return text.equals("any") ? List.of() : List.of(name(text));
    }

    @Override
    public List<String> read(Node node) {
        if (!(node instanceof SequenceNode list)) return Kind.super.read(node);
        if (list.getValue().isEmpty()) throw new BadNodeException(node, "an empty list");
        return list.getValue().stream().map(item -> Pair.at(item, HostsKind::name)).toList();
    }

    @Override
    public String write(List<String> value) {
        return switch (value.size()) {
            case 0 -> "any";
            case 1 -> value.getFirst();
            default -> "[" + String.join(", ", value) + "]";
        };
    }

    private static String name(String text) {
        if (NAME.matcher(text).matches()) return text;
        throw new IllegalArgumentException("'" + text + "' is not a host name");
    }
}
