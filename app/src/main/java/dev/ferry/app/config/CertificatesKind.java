package dev.ferry.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Certificates with their keys: `none`, or a list of `{certificate: FILE, key: FILE}`.
final class CertificatesKind implements Kind<List<KeyPairFiles>> {

    @Override
    public String words() {
        return "none, or a list of {certificate: b.pem, key: b.key}";
    }

    @Override
    public List<KeyPairFiles> read(String text) {
        if (text.equals("none")) return List.of();
        throw new IllegalArgumentException("'" + text + "' is not " + words());
    }

    @Override
    public List<KeyPairFiles> read(Node node) {
        if (!(node instanceof SequenceNode list)) return Kind.super.read(node);
        var certificates = new Pair.Field<>("certificate", "FILE", FileKind::path);
        var keys = new Pair.Field<>("key", "FILE", FileKind::path);
        return Pair.all(list, certificates, keys).stream()
                .map(pair -> new KeyPairFiles(pair.first(), pair.second()))
                .toList();
    }

    @Override
    public List<KeyPairFiles> relativeTo(Path folder, List<KeyPairFiles> value) {
        return value.stream()
                .map(pair ->
                        new KeyPairFiles(
                                folder.resolve(pair.certificate()), folder.resolve(pair.key())))
                .toList();
    }

    @Override
    public String write(List<KeyPairFiles> value) {
        if (value.isEmpty()) return "none";
        return value.stream()
                .map(pair ->
                        "{certificate: %s, key: %s}"
                                .formatted(quoted(pair.certificate()), quoted(pair.key())))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
