package dev.ferry.client;

import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Remote;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is below a folder, one folder after the other. Only the folders still to be listed are
/// held.
final class TreeWalk implements Iterator<Item> {

    private final Remote remote;
    private final ArrayDeque<VirtualPath> folders = new ArrayDeque<>();
    private @Nullable Stream<Item> open;
    private @Nullable Iterator<Item> items;

    TreeWalk(Remote remote, VirtualPath folder) {
        this.remote = remote;
        folders.add(folder);
    }

    @Override
    public boolean hasNext() {
        while (true) {
            if (items != null && items.hasNext()) return true;
            end();
            VirtualPath next = folders.poll();
            if (next == null) return false;
            try {
                Stream<Item> listed = remote.list(next);
                open = listed;
                items = listed.iterator();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Item next() {
        if (!hasNext() || items == null) throw new NoSuchElementException();
        Item item = items.next();
        if (item.isFolder()) folders.add(item.path());
        return item;
    }

    void end() {
        items = null;
        if (open != null) open.close();
        open = null;
    }
}
