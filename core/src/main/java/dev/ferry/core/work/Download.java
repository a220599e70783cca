package dev.ferry.core.work;

import dev.ferry.files.Entry;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file on its way out: the version that was there when it was opened, all of it or a part. For
/// one thread. Close it; a close before [#complete] is a cut download.
public final class Download implements ReadableByteChannel {

    private final VirtualPath path;
    private final OpenFile file;
    private final Event.Who who;
    private final Events events;
    private final InstantSource clock;
    private final Instant began;
    private final Pace pace;
    private final long end;
    private final Optional<Version> version;
    private long first;
    private long position;
    private long moved;
    private @Nullable Duration firstByte;
    private String why = "given up";
    private boolean complete;
    private boolean closed;

    /// @param range within the file
    Download(
            VirtualPath path,
            OpenFile file,
            ByteRange range,
            Event.Who who,
            Events events,
            InstantSource clock,
            Pace pace) {
        this.path = path;
        this.file = file;
        this.version = file.opened();
        this.first = range.first();
        this.position = first;
        this.end = range.end();
        this.who = who;
        this.events = events;
        this.clock = clock;
        this.began = clock.instant();
        this.pace = pace;
    }

    public VirtualPath path() {
        return path;
    }

    /// What was opened.
    public Entry entry() {
        return file.entry();
    }

    /// Where it ends, in bytes of the file.
    public long end() {
        return end;
    }

    /// What tells this version of the file from others: printable, without blanks.
    public String version() {
        Entry entry = file.entry();
        Instant modified = entry.modified();
        return "%s-%x-%x.%x"
                .formatted(
                        entry.unique(),
                        entry.size(),
                        modified.getEpochSecond(),
                        modified.getNano());
    }

    /// Where the next byte stands in the file.
    public long position() {
        return position;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        long left = end - position;
        if (left <= 0) return -1;
        int limit = into.limit();
        if (!into.hasRemaining()) return 0;
        int piece = (int) pace.await(Math.min(left, into.remaining()));
        into.limit(into.position() + piece);
        int count;
        try {
            count = file.read(into, position);
        } finally {
            into.limit(limit);
        }
        if (count > 0) {
            count(count);
        }
        return count;
    }

    /// Passes over bytes without moving them.
    public void skipTo(long offset) {
        position = offset;
        if (moved == 0) first = offset;
    }

    /// Moves up to `most` bytes to `target`, by the kernel alone where it can.
    ///
    /// @return how many; 0 at the end
    public long transferTo(WritableByteChannel target, long most) throws IOException {
        long left = Math.min(most, end - position);
        if (left <= 0) return 0;
        long count = file.transferTo(position, pace.await(left), target);
        if (count > 0) count(count);
        return count;
    }

    private void count(long bytes) {
        position += bytes;
        moved += bytes;
        if (firstByte == null) firstByte = sinceBegan();
    }

    private Duration sinceBegan() {
        return Duration.between(began, clock.instant());
    }

    /// The transfer is being cut: its pace holds it up no longer. From any thread.
    public void hurry() {
        pace.hurry();
    }

    /// Since when it is not our own pace that holds the transfer up. From any thread.
    ///
    /// @param quiet since when nothing moved, by [System#nanoTime()]; 0 where nothing should
    public long quietSince(long quiet) {
        return pace.quietSince(quiet);
    }

    /// The other side has it all.
    public void complete() {
        complete = true;
    }

    /// Says why it does not, for the log.
    public void cut(String reason) {
        why = reason;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        file.close();
        var all = new Event.Moved(first, moved, sinceBegan(), Optional.ofNullable(firstByte));
        events.tell(
                complete
                        ? new Event.Downloaded(who, path, all, version)
                        : new Event.DownloadCut(who, path, all, version, why));
    }
}
