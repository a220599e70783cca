package dev.ferry.app.config;

import dev.ferry.server.net.Network;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Networks: a word for none of them, or some with commas between, or a list.
final class NetworksKind implements Kind<List<Network>> {

    private final String none;

    /// @param none how an empty list is written
    NetworksKind(String none) {
        this.none = none;
    }

    @Override
    public String words() {
        return none + ", or networks as \"10.0.0.0/8, fd00::/8\"";
    }

    @Override
    public List<Network> read(String text) {
        return text.equals(none)
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(one -> Network.parse(one.strip()))
                        .toList();
    }

    @Override
    public List<Network> read(Node node) {
        if (!(node instanceof SequenceNode list)) return Kind.super.read(node);
        return list.getValue().stream().map(item -> Pair.at(item, Network::parse)).toList();
    }

    @Override
    public String write(List<Network> value) {
        return value.isEmpty()
                ? none
                : value.stream().map(Network::words).collect(Collectors.joining(", "));
    }
}
