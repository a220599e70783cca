package dev.ferry.app.config;

import dev.ferry.app.config.Kind.BadNodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// An entry of two fields in a list: `{network: 10.0.0.0/8, address: 10.0.0.1}`.
record Pair<A, B>(A first, B second) {

    /// One of the two fields.
    ///
    /// @param sign what stands for its value in messages
    record Field<T>(String name, String sign, Function<String, T> read) {}

    /// The entries of `list`, of which there must be one.
    static <A, B> List<Pair<A, B>> all(SequenceNode list, Field<A> first, Field<B> second) {
        var pairs = new ArrayList<Pair<A, B>>();
        for (Node item : list.getValue()) pairs.add(of(item, first, second));
        if (pairs.isEmpty()) throw new BadNodeException(list, "an empty list");
        return pairs;
    }

    private static <A, B> Pair<A, B> of(Node item, Field<A> first, Field<B> second) {
        if (!(item instanceof MappingNode pair)) {
            throw new BadNodeException(
                    item,
                    "an entry must be {%s: %s, %s: %s}"
                            .formatted(first.name(), first.sign(), second.name(), second.sign()));
        }
        A one = null;
        B other = null;
        for (NodeTuple field : pair.getValue()) {
            Node key = field.getKeyNode();
            String name = word(key);
            if (name.equals(first.name())) {
                requireFirst(key, name, one);
                one = at(field.getValueNode(), first.read());
            } else if (name.equals(second.name())) {
                requireFirst(key, name, other);
                other = at(field.getValueNode(), second.read());
            } else {
                throw new BadNodeException(
                        key,
                        "'%s' is not known here; known are %s and %s"
                                .formatted(name, first.name(), second.name()));
            }
        }
        if (one == null) throw new BadNodeException(item, "an entry lacks its " + first.name());
        if (other == null) throw new BadNodeException(item, "an entry lacks its " + second.name());
        return new Pair<>(one, other);
    }

    private static void requireFirst(Node key, String name, @Nullable Object before) {
        if (before != null) throw new BadNodeException(key, "'" + name + "' stands here twice");
    }

    private static String word(Node node) {
        if (node instanceof ScalarNode scalar) return scalar.getValue();
        throw new BadNodeException(node, "must be one word");
    }

    /// What one word in a list says.
    static <T> T at(Node node, Function<String, T> read) {
        try {
            return read.apply(word(node));
        } catch (BadNodeException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadNodeException(node, String.valueOf(e.getMessage()));
        }
    }
}
