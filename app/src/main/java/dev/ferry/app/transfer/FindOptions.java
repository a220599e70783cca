package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.Glob;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `find` looks for, in the shell and alone.
public final class FindOptions {

    @Option(names = "--name", paramLabel = "GLOB", description = "Of such a name.")
    private @Nullable String name;

    @Option(names = "--type", paramLabel = "file|folder|link", description = "Of that kind.")
    private @Nullable String type;

    @Option(names = "--larger", paramLabel = "BYTES", description = "Larger than that.")
    private @Nullable String larger;

    /// Whether something is looked for.
    public Predicate<Item> wanted() throws Failure {
        if (type != null && !List.of("file", "folder", "link").contains(type)) {
            throw new Failure.Usage("--type: '" + type + "' is none of file, folder, link");
        }
        Glob glob = Glob.of(name == null ? "*" : name);
        long above = larger == null ? -1 : ConnectOptions.size("--larger", larger);
        return item ->
                glob.matches(item.name(), true)
                        && (above < 0 || item.size().orElse(0) > above)
                        && (type == null || type.equals(kind(item)));
    }

    private static String kind(Item item) {
        return switch (item.kind()) {
            case FILE -> "file";
            case FOLDER, SELF, PARENT -> "folder";
            case LINK -> "link";
            case OTHER -> "";
        };
    }
}
