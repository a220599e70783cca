package dev.ferry.app.config;

import dev.ferry.server.ftp.FtpSettings.CharsetFor;
import dev.ferry.server.net.Network;
import java.util.List;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Who gets which charset of old: `none`, or a list of `{network: CIDR, charset: NAME}`.
final class CharsetsKind implements Kind<List<CharsetFor>> {

    @Override
    public String words() {
        return "none, or a list of {network: 10.0.0.0/8, charset: ISO-8859-1}";
    }

    @Override
    public List<CharsetFor> read(String text) {
        if (text.equals("none")) return List.of();
        throw new IllegalArgumentException("'" + text + "' is not " + words());
    }

    @Override
    public List<CharsetFor> read(Node node) {
        if (!(node instanceof SequenceNode list)) return Kind.super.read(node);
        var networks = new Pair.Field<>("network", "CIDR", Network::parse);
        var charsets = new Pair.Field<>("charset", "NAME", CharsetName::read);
        return Pair.all(list, networks, charsets).stream()
                .map(pair -> new CharsetFor(pair.first(), pair.second()))
                .toList();
    }

    @Override
    public String write(List<CharsetFor> value) {
        if (value.isEmpty()) return "none";
        return value.stream()
                .map(choice ->
                        "{network: \"%s\", charset: %s}"
                                .formatted(choice.clients(), choice.charset()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
