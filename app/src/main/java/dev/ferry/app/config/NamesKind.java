package dev.ferry.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Names of algorithms, the best first: with commas between them, as OpenSSH has it, or a list.
final class NamesKind implements Kind<List<String>> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]*");

    @Override
    public String words() {
        return "names with commas between them, or a list as [aes256-gcm@openssh.com, aes256-ctr]";
    }

    @Override
    public List<String> read(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).map(NamesKind::name).toList();
    }

    @Override
    public List<String> read(Node node) {
        if (!(node instanceof SequenceNode list)) return Kind.super.read(node);
        if (list.getValue().isEmpty()) throw new BadNodeException(node, "an empty list");
        return list.getValue().stream().map(item -> Pair.at(item, NamesKind::name)).toList();
    }

    @Override
    public String write(List<String> value) {
        return String.join(",", value);
    }

    private static String name(String text) {
        if (NAME.matcher(text).matches()) return text;
        throw new IllegalArgumentException("'" + text + "' is no name of an algorithm");
    }
}
