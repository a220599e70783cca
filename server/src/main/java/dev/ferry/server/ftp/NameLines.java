package dev.ferry.server.ftp;

import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import java.io.IOException;
import java.util.function.Predicate;

/// The names in one folder and nothing else, so that nothing but the folder is read.
final class NameLines implements Lines {

    private final VirtualPath path;
    private final String before;
    private final Listing listing;
    private final Predicate<String> wanted;
    private final String glob;
    private long entries;

    /// @param before what stands before each name
    /// @param glob what `wanted` is, in words; empty where every name is
    NameLines(
            VirtualPath path,
            String before,
            Listing listing,
            Predicate<String> wanted,
            String glob) {
        this.path = path;
        this.before = before;
        this.listing = listing;
        this.wanted = wanted;
        this.glob = glob;
    }

    @Override
    public VirtualPath path() {
        return path;
    }

    @Override
    public boolean step(StringBuilder out) throws IOException {
        String name = listing.nextName();
        if (name == null) return false;
        if (wanted.test(name)) {
            out.append(before).append(name).append("\r\n");
            entries++;
        }
        return true;
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public String remark() {
        return entries == 0 && !glob.isEmpty() ? "nothing matches " + glob : "";
    }

    @Override
    public void close() throws IOException {
        listing.close();
    }
}
