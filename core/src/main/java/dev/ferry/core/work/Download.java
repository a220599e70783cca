package dev.ferry.core.work;

import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A file on its way out: the version that was there when it was opened, from an offset to its end.
/// For one thread. Close it; a close before [#complete] is a cut download.
public final class Download implements ReadableByteChannel {

    private final VirtualPath path;
    private final OpenFile file;
    private final Event.Who who;
    private final Events events;
    private final InstantSource clock;
    private final Instant began;
    private long position;
    private long moved;
    private String why = "given up";
    private boolean complete;
    private boolean closed;

    Download(
            VirtualPath path,
            OpenFile file,
            long offset,
            Event.Who who,
            Events events,
            InstantSource clock) {
        this.path = path;
        this.file = file;
        this.position = offset;
        this.who = who;
        this.events = events;
        this.clock = clock;
        this.began = clock.instant();
    }

    public VirtualPath path() {
        return path;
    }

    /// Bytes of the whole file.
    public long size() {
        return file.entry().size();
    }

    /// Where the next byte stands in the file.
    public long position() {
        return position;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = file.read(into, position);
        if (count > 0) {
            position += count;
            moved += count;
        }
        return count;
    }

    /// Passes over bytes without moving them.
    public void skipTo(long offset) {
        position = offset;
    }

    /// Moves up to `most` bytes to `target`, by the kernel alone where it can.
    ///
    /// @return how many; 0 at the end of the file
    public long transferTo(WritableByteChannel target, long most) throws IOException {
        long count = file.transferTo(position, most, target);
        position += count;
        moved += count;
        return count;
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
        events.tell(
                complete
                        ? new Event.Downloaded(
                                who, path, moved, Duration.between(began, clock.instant()))
                        : new Event.DownloadCut(who, path, moved, why));
    }
}
