package dev.ferry.client;

import dev.ferry.client.local.LocalName;
import dev.ferry.files.VirtualPath;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Predicate;

/// Names that are made.
final class Names {

    private Names() {}

    /// `name.1.txt`, `name.2.txt`: the first that nobody has.
    static Path free(Path taken) {
        String name = LocalName.text(taken);
        String free =
                free(
                        name,
                        other ->
                                Files.exists(
                                        taken.resolveSibling(LocalName.path(other)),
                                        LinkOption.NOFOLLOW_LINKS));
        return taken.resolveSibling(LocalName.path(free));
    }

    static String free(String name, Predicate<String> isTaken) {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String ending = dot > 0 ? name.substring(dot) : "";
        int number = 1;
        while (isTaken.test(stem + "." + number + ending)) number++;
        return stem + "." + number + ending;
    }

    /// Where an upload of this version of the source waits until it is whole. Another version waits
    /// elsewhere, so two are never mixed.
    static VirtualPath waiting(VirtualPath target, String version) {
        String mark = HexFormat.of().toHexDigits(version.hashCode());
        return target.parent().child("." + target.name() + "." + mark + ".ferry-part");
    }
}
