package dev.ferry.app.config;

import dev.ferry.app.cli.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// A value for every key, and where it came from. Immutable: each layer (file, options) makes a new
/// one.
public final class Settings {

    private record Held(Object value, Origin origin) {}

    private final Map<Key<?>, Held> held;

    private Settings(Map<Key<?>, Held> held) {
        this.held = Map.copyOf(held);
    }

    /// What is in force where nobody says anything.
    public static Settings defaults() {
        return new Settings(Map.of());
    }

    public <T> Settings with(Key<T> key, T value, Origin origin) {
        var more = new HashMap<>(held);
        more.put(key, new Held(value, origin));
        return new Settings(more);
    }

    /// These with `key` as an option's word says.
    public <T> Settings with(Key<T> key, String word) {
        String option = key.option().orElseThrow();
        try {
            return with(key, key.kind().read(word), new Origin.Option(option));
        } catch (IllegalArgumentException e) {
            throw Problem.usage(option + ": " + e.getMessage());
        }
    }

    /// Only [#with] puts values in, and it takes those of the key's own type.
    @SuppressWarnings("unchecked")
    public <T> T value(Key<T> key) {
        Held one = held.get(key);
        return one == null ? key.byDefault() : (T) one.value();
    }

    public Origin origin(Key<?> key) {
        Held one = held.get(key);
        return one == null ? new Origin.Default() : one.origin();
    }

    /// A value as the file would say it.
    <T> String text(Key<T> key) {
        return key.kind().write(value(key));
    }

    /// What `record` makes of these settings. Records check themselves and name the key in their
    /// message; here the place where somebody set it is added.
    <R> R checked(Supplier<R> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int colon = message.indexOf(": ");
            String place =
                    Keys.named(colon < 0 ? "" : message.substring(0, colon))
                            .map(key -> place(origin(key)))
                            .orElse("");
            throw Problem.usage(place + message);
        }
    }

    private static String place(Origin origin) {
        return switch (origin) {
            case Origin.Default() -> "";
            case Origin.InFile(String file, int line, int column) ->
                    file + ":" + line + ":" + column + ": ";
            case Origin.Option(String name) -> name + ": ";
        };
    }
}
