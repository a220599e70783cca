package dev.ferry.server.sftp;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// OPENDIR, READDIR.
final class OpenListing implements OpenHandle {

    /// How much one answer holds at most: as OpenSSH has it, and well below the longest packet,
    /// whatever the names.
    private static final int MOST_NAMES = 100;

    private static final int MOST_TEXT = 64 * 1024;

    private final VirtualPath path;
    private final Entry folder;
    private final Listing entries;

    OpenListing(VirtualPath path, Entry folder, Listing entries) {
        this.path = path;
        this.folder = folder;
        this.entries = entries;
    }

    @Override
    public VirtualPath path() {
        return path;
    }

    @Override
    public Attributes attributes() {
        return EntryView.attributes(folder);
    }

    /// @return the next ones; none after the last
    List<Response.Name> next(Instant now) throws IOException {
        var names = new ArrayList<Response.Name>();
        int text = 0;
        while (names.size() < MOST_NAMES && text < MOST_TEXT) {
            Entry entry = entries.next();
            if (entry == null) break;
            Response.Name name = EntryView.name(entry, now);
            names.add(name);
            text += 3 * (name.name().length() + name.line().length()); // bytes at most
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }

    @Override
    public void abandon(String why) throws IOException {
        entries.close();
    }

    @Override
    public void hurry() {
        // no pace
    }

    @Override
    public Optional<Glance> glance() {
        return Optional.empty();
    }
}
