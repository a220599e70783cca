package dev.ferry.app.config;

import dev.ferry.server.ftp.PassiveAddress;
import dev.ferry.server.ftp.PassiveAddress.Choice;
import dev.ferry.server.net.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
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
        var networks = new Pair.Field<>("network", "CIDR", Network::parse);
        var addresses = new Pair.Field<>("address", "ADDR", PassiveAddressKind::announced);
        return new PassiveAddress.ByNetwork(
                Pair.all(list, networks, addresses).stream()
                        .map(pair -> new Choice(pair.first(), pair.second()))
                        .toList());
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

    /// PASV has room for IPv4 alone (RFC 959 §4.1.2).
    private static InetAddress announced(String text) {
        InetAddress address = Kinds.address(text);
        if (address.getAddress().length == 4) return address;
        throw new IllegalArgumentException(
                "'" + text + "' is not IPv4, and PASV can announce nothing else");
    }
}
