package dev.ferry.app.config;

import dev.ferry.server.ftp.PassiveAddress;
import dev.ferry.server.ftp.PassiveAddress.Choice;
import dev.ferry.server.net.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// What PASV announces: `own`, one address, or a list of `{network: CIDR, address: ADDR}`.
final class PassiveAddressKind implements Kind<PassiveAddress> {

    @Override
    public String words() {
        return "own, an address, or a list of {network: 10.0.0.0/8, address: 10.0.0.1}";
    }

    @Override
    public PassiveAddress read(String text) {
        if (text.equals("own")) return new PassiveAddress.None();
        return new PassiveAddress.One(announced(text));
    }

    @Override
    public PassiveAddress read(Node node) {
        if (!(node instanceof SequenceNode list)) return Kind.super.read(node);
        var choices = new ArrayList<Choice>();
        for (Node item : list.getValue()) choices.add(choice(item));
        if (choices.isEmpty()) throw new BadNodeException(node, "an empty list");
        return new PassiveAddress.ByNetwork(choices);
    }

    @Override
    public String write(PassiveAddress value) {
        return switch (value) {
            case PassiveAddress.None() -> "own";
            case PassiveAddress.One(InetAddress address) -> address.getHostAddress();
            case PassiveAddress.ByNetwork(List<Choice> choices) ->
                    choices.stream()
                            .map(choice ->
                                    "{network: \"%s\", address: \"%s\"}"
                                            .formatted(
                                                    choice.peers(),
                                                    choice.address().getHostAddress()))
                            .collect(Collectors.joining(", ", "[", "]"));
        };
    }

    private Choice choice(Node item) {
        if (!(item instanceof MappingNode pair)) {
            throw new BadNodeException(item, "an entry must be {network: CIDR, address: ADDR}");
        }
        Network network = null;
        InetAddress address = null;
        for (NodeTuple field : pair.getValue()) {
            String name = word(field.getKeyNode());
            Node value = field.getValueNode();
            switch (name) {
                case "network" -> {
                    requireFirst(field.getKeyNode(), name, network);
                    network = at(value, Network::parse);
                }
                case "address" -> {
                    requireFirst(field.getKeyNode(), name, address);
                    address = at(value, PassiveAddressKind::announced);
                }
                default ->
                        throw new BadNodeException(
                                field.getKeyNode(),
                                "'" + name + "' is not known here; known are network and address");
            }
        }
        if (network == null) throw new BadNodeException(item, "an entry lacks its network");
        if (address == null) throw new BadNodeException(item, "an entry lacks its address");
        return new Choice(network, address);
    }

    private static void requireFirst(Node key, String name, @Nullable Object before) {
        if (before != null) throw new BadNodeException(key, "'" + name + "' stands here twice");
    }

    private static String word(Node node) {
        if (node instanceof ScalarNode scalar) return scalar.getValue();
        throw new BadNodeException(node, "must be one word");
    }

    private static <T> T at(Node node, java.util.function.Function<String, T> read) {
        try {
            return read.apply(word(node));
        } catch (BadNodeException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadNodeException(node, String.valueOf(e.getMessage()));
        }
    }

    /// PASV has room for IPv4 alone (RFC 959 §4.1.2).
    private static InetAddress announced(String text) {
        InetAddress address = Kinds.address(text);
        if (address.getAddress().length == 4) return address;
        throw new IllegalArgumentException(
                "'" + text + "' is not IPv4, and PASV can announce nothing else");
    }
}
