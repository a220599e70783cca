package dev.ferry.app.transfer;

import dev.ferry.client.Site;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.remote.Item;
import dev.ferry.files.NameText;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/// What an argument names: a path at a site.
///
/// @param text as the user gave it, without a password
/// @param folder whether the user said that it is a folder, by a slash at its end
public record Place(Site site, VirtualPath path, String text, boolean folder) {

    /// A path at or below this place, in the user's words.
    public String shown(VirtualPath below) {
        if (below.equals(path)) return text;
        if (!below.isUnder(path)) return site.name() + below;
        String rest = below.moved(path, VirtualPath.ROOT).toString();
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + rest;
    }

    public Place child(String name) {
        return below(path.child(name));
    }

    Place below(VirtualPath path) {
        return new Place(site, path, shown(path), false);
    }

    /// Whether a folder is there. Into a drop box nobody may look, so there is none in it.
    public boolean isFolderThere() throws IOException {
        try {
            return site.stat(path).isFolder();
        } catch (Failure.NotFound | Failure.NotAllowed _) {
            return false;
        }
    }

    /// Requires that it is there, before anything is sent.
    public void requireHere() throws IOException {
        try {
            site.stat(path);
        } catch (Failure.NotFound | Failure.NotAllowed e) {
            if (!(site.remote() instanceof LocalRemote)) throw e;
            String why =
                    e instanceof Failure.NotFound
                            ? "no such file here" + hint(path.name())
                            : "cannot be read";
            throw new Failure.LocalTrouble(text + ": " + why + "; nothing was sent", e);
        }
    }

    /// Java has U+FFFD for each byte of an argument that it does not know, whichever it was.
    private static String hint(String name) {
        boolean lost = name.indexOf(NameText.ESCAPE) >= 0;
        return lost
                ? " (of a name that is not UTF-8, each such byte is written \uFFFD and two"
                        + " hexadecimal digits, as in caf\uFFFDE9; or put -r its folder)"
                : "";
    }

    /// How many bytes the file has, or all files below the folder have.
    public long bytes() throws IOException {
        Item item = site.stat(path);
        if (!item.isFolder()) return item.size().orElse(0);
        try (Stream<Item> items = site.tree(path)) {
            return items.mapToLong(below -> below.size().orElse(0)).sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// @param recursive whether a folder is deleted too, with all that is in it
    public void delete(boolean recursive) throws IOException {
        Item item = site.stat(path);
        // A link goes, and what it leads to stays.
        if (!item.isFolder() || item.facts().target().isPresent()) {
            site.delete(path);
            return;
        }
        if (!recursive) {
            throw new Failure.Usage(text + ": is a folder; -r deletes folders too");
        }
        if (path.isRoot()) throw new Failure.Usage(text + ": is the root, which is not deleted");
        site.deleteTree(path);
    }
}
