package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Files to move to one site, each with the name it gets.
public final class Batch {

    /// @param seen the file as it was seen a while ago
    public record Move(Place from, Item seen, Place to) {}

    private final boolean recursive;
    private final Remarks remarks;
    private final List<Move> moves = new ArrayList<>();
    private final Map<VirtualPath, Place> sources = new HashMap<>(); // by target

    /// @param recursive whether folders are taken too
    /// @param remarks told of what is left out
    public Batch(boolean recursive, Remarks remarks) {
        this.recursive = recursive;
        this.remarks = remarks;
    }

    /// Takes a file, or a folder with all that is in it; the folders that they go into are made.
    ///
    /// @throws Failure.Usage also where another file has the same target: one would be lost
    public void add(Place from, Place to) throws IOException {
        Item seen = from.site().stat(from.path());
        if (!seen.isFolder()) {
            move(from, seen, to);
            return;
        }
        if (!recursive) {
            throw new Failure.Usage(from.text() + ": is a folder; -r takes folders too");
        }
        to.site().makeFolders(to.path());
        try (Stream<Item> items = from.site().tree(from.path())) {
            var each = items.iterator();
            while (each.hasNext()) {
                Item below = each.next();
                VirtualPath there = below.path().moved(from.path(), to.path());
                if (below.isFolder()) {
                    to.site().makeFolders(there);
                } else if (below.isFile()) {
                    move(from.below(below.path()), below, to.below(there));
                } else {
                    remarks.note(from.shown(below.path()) + ": left out, as it is no file");
                }
            }
        }
    }

    private void move(Place from, Item seen, Place to) throws Failure {
        Place other = sources.putIfAbsent(to.path(), from);
        if (other != null) {
            throw new Failure.Usage(
                    "%s and %s would both become %s; nothing was moved: move them one by one, to names of their own"
                            .formatted(other.text(), from.text(), to.text()));
        }
        moves.add(new Move(from, seen, to));
    }

    public List<Move> moves() {
        return List.copyOf(moves);
    }
}
