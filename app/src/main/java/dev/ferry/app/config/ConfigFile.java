package dev.ferry.app.config;

import dev.ferry.app.cli.Nearest;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// One YAML file, laid over settings. What it says and we do not know is refused with its place: a
/// setting that is silently not in force is worse than a server that does not start.
public final class ConfigFile {

    private final String name;
    private final Path folder;
    private final Map<String, Integer> lines = new HashMap<>();
    private Settings settings;

    private ConfigFile(Path file, Settings before) {
        this.name = OneLine.of(file.toString());
        this.folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        this.settings = before;
    }

    /// `before` with all that `file` says.
    public static Settings over(Settings before, Path file) {
        return new ConfigFile(file, before).read(text(file));
    }

    private static String text(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw Problem.usage(file + ": not UTF-8; save it as UTF-8");
        } catch (NoSuchFileException _) {
            throw Problem.usage(file + ": no such configuration file");
        } catch (AccessDeniedException _) {
            throw Problem.usage(file + ": not readable for this user; check its mode");
        } catch (IOException e) {
            throw Problem.usage(file + ": cannot be read as a file: " + e.getMessage());
        }
    }

    private Settings read(String text) {
        LoadSettings yaml =
                LoadSettings.builder().setLabel(name).setAllowNonScalarKeys(true).build();
        try {
            requirePlain(new Parse(yaml).parseString(text));
            new Compose(yaml).composeString(text).ifPresent(root -> section("", root));
        } catch (MarkedYamlEngineException e) {
            throw bad(e.getProblemMark(), "not YAML: " + String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw Problem.usage(name + ": not YAML: " + OneLine.of(String.valueOf(e.getMessage())));
        }
        return settings;
    }

    /// What composing would pass over in silence.
    private void requirePlain(Iterable<Event> events) {
        int documents = 0;
        for (Event event : events) {
            if (event instanceof AliasEvent alias) {
                throw bad(
                        event.getStartMark(),
                        "*" + alias.getAlias() + ": aliases are not taken; write the value out");
            }
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                throw bad(event.getStartMark(), "a second document begins; one file is one");
            }
        }
    }

    private void section(String prefix, Node node) {
        if (isEmpty(node)) return;
        if (!(node instanceof MappingNode lines)) {
            throw bad(
                    node.getStartMark(),
                    prefix.isEmpty()
                            ? "must be lines of 'key: value'"
                            : prefix + ": a section, and must have its settings below it");
        }
        for (NodeTuple line : lines.getValue()) {
            if (!(line.getKeyNode() instanceof ScalarNode key)) {
                throw bad(line.getKeyNode().getStartMark(), "a key must be one word");
            }
            String word = prefix.isEmpty() ? key.getValue() : prefix + "." + key.getValue();
            requireOnce(word, key);
            if (Keys.isSection(word)) {
                section(word, line.getValueNode());
            } else {
                set(
                        Keys.named(word).orElseThrow(() -> bad(key.getStartMark(), unknown(word))),
                        line.getValueNode());
            }
        }
    }

    private void requireOnce(String word, Node key) {
        int line = key.getStartMark().map(Mark::getLine).orElse(-1) + 1;
        Integer first = lines.putIfAbsent(word, line);
        if (first != null) {
            throw bad(
                    key.getStartMark(),
                    OneLine.of(word) + ": stands here twice, first in line " + first);
        }
    }

    private <T> void set(Key<T> key, Node node) {
        if (isEmpty(node)) {
            throw bad(
                    node.getStartMark(),
                    key.name() + ": has no value; give it one or take the line out");
        }
        T value;
        try {
            value = key.kind().read(node);
        } catch (Kind.BadNodeException e) {
            throw bad(e.node().getStartMark(), key.name() + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw bad(node.getStartMark(), key.name() + ": " + e.getMessage());
        }
        value = key.kind().relativeTo(folder, value);
        settings = settings.with(key, value, origin(node));
        if (key.equals(Keys.DATA)) {
            Path data = folder.resolve(settings.value(Keys.DATA));
            settings = settings.with(Keys.DATA, data, origin(node));
        }
    }

    private Origin origin(Node node) {
        return node.getStartMark()
                .map(mark -> new Origin.InFile(name, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> new Origin.InFile(name, 1, 1));
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    /// Says so, and what may have been meant: the same word in another section counts as near.
    private static String unknown(String word) {
        var known = new LinkedHashSet<String>();
        for (Key<?> key : Keys.ALL) {
            known.add(key.name());
            if (!key.section().isEmpty()) known.add(key.section());
        }
        List<String> nearest = new ArrayList<>(known);
        nearest.sort(Comparator.comparingInt(one -> distance(word, one)));
        return OneLine.of(word) + ": no such key; the nearest is " + nearest.getFirst();
    }

    private static int distance(String word, String known) {
        int whole = Nearest.slips(word, known);
        int last = Nearest.slips(leaf(word), leaf(known)) + 1;
        return Math.min(whole, last);
    }

    private static String leaf(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private Problem bad(Optional<Mark> mark, String why) {
        String place =
                mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1)).orElse("");
        return Problem.usage(name + place + ": " + OneLine.of(why));
    }
}
