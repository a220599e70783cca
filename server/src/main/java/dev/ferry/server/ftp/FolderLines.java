package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The entries of one folder. Each goes out as the storage hands it over, and none is kept, unless
/// they are to be in order.
final class FolderLines implements Lines {

    /// Which entries, in which order, said how.
    ///
    /// @param wanted by name
    /// @param glob in words, for the reply; empty where every entry is wanted
    /// @param shown how an entry is shown; links may be followed here
    record Choice(
            Predicate<String> wanted, String glob, Sorting.By order, Shown shown, Style style) {

        static Choice of(Style style) {
            return new Choice(_ -> true, "", Sorting.By.NOTHING, entry -> entry, style);
        }
    }

    /// What stands in an entry's place.
    @FunctionalInterface
    interface Shown {
        Entry of(Entry entry) throws IOException;
    }

    private final VirtualPath path;
    private final Listing listing;
    private final Choice choice;
    private final @Nullable Sorting sorting;
    private final Consumer<Entry> listed;
    private String head;
    private long entries;

    /// @param head a line before the entries; empty for none
    FolderLines(VirtualPath path, String head, Listing listing, Choice choice) {
        this(path, head, listing, choice, _ -> {});
    }

    /// @param listed told each entry that has been listed, as it came
    FolderLines(
            VirtualPath path, String head, Listing listing, Choice choice, Consumer<Entry> listed) {
        this.path = path;
        this.head = head;
        this.listing = listing;
        this.choice = choice;
        this.sorting = choice.order().isNothing() ? null : new Sorting(choice.order());
        this.listed = listed;
    }

    @Override
    public VirtualPath path() {
        return path;
    }

    @Override
    public boolean step(StringBuilder out) throws IOException {
        if (!head.isEmpty()) {
            out.append(head).append("\r\n");
            head = "";
        }
        if (sorting == null) {
            Entry entry = listing.next();
            if (entry == null) return false;
            if (choice.wanted().test(entry.name())) say(out, entry);
            return true;
        }
        if (sorting.collects()) {
            Entry entry = listing.next();
            if (entry == null) sorting.sort();
            else if (choice.wanted().test(entry.name()))
                sorting.add(choice.shown().of(entry), entry);
            return true;
        }
        Sorting.Kept kept = sorting.poll();
        if (kept != null) {
            say(out, kept.shown(), kept.came());
            return true;
        }
        if (sorting.sorted()) return false;
        Entry entry = listing.next(); // what there was no room for
        if (entry == null) return false;
        if (choice.wanted().test(entry.name())) say(out, entry);
        return true;
    }

    private void say(StringBuilder out, Entry entry) throws IOException {
        say(out, choice.shown().of(entry), entry);
    }

    private void say(StringBuilder out, Entry shown, Entry came) {
        choice.style().append(out, shown);
        out.append("\r\n");
        entries++;
        listed.accept(came);
    }

    @Override
    public long entries() {
        return entries;
    }

    /// Whether the entries came in another order than asked for.
    boolean unsorted() {
        return sorting != null && !sorting.collects() && !sorting.sorted();
    }

    @Override
    public String remark() {
        if (unsorted()) return Sorting.GIVEN_UP;
        return entries == 0 && !choice.glob().isEmpty() ? "nothing matches " + choice.glob() : "";
    }

    @Override
    public void close() throws IOException {
        if (sorting != null) sorting.close();
        listing.close();
    }
}
