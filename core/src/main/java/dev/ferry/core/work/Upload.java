package dev.ferry.core.work;

import dev.ferry.core.access.Action;
import dev.ferry.core.checksum.ArrivingSum;
import dev.ferry.core.checksum.Checksum;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.files.StorageFullException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A file on its way in. One thread feeds it; [#onTakenOver]'s action comes from another.
///
/// Order: [#begin] once the bytes are about to come, [#write], then [#commit], then close. Without
/// a commit, close gives the upload up and tells why ([#cut]).
public final class Upload implements WritableByteChannel {

    private static final System.Logger LOG = System.getLogger(Upload.class.getName());

    private final VirtualPath path;
    private final Sink sink;
    private final Event.Who who;
    private final Events events;
    private final InstantSource clock;
    private final boolean trustsClose;
    private final Checksums checksums;
    private final Optional<ArrivingSum> arriving;
    private final Instant began;
    private final Quota quota;
    private final Pace pace;
    private final OptionalLong standing;
    private long received;
    private @Nullable Duration firstByte;
    private String why = "given up";
    private boolean committed;
    private boolean closed;

    /// @param arriving where these will be all of the file's bytes
    /// @param standing bytes of the whole file that stands there
    Upload(
            VirtualPath path,
            Sink sink,
            Event.Who who,
            Events events,
            InstantSource clock,
            boolean trustsClose,
            Checksums checksums,
            Optional<ArrivingSum> arriving,
            Quota quota,
            Pace pace,
            OptionalLong standing) {
        this.path = path;
        this.sink = sink;
        this.who = who;
        this.events = events;
        this.clock = clock;
        this.trustsClose = trustsClose;
        this.checksums = checksums;
        this.arriving = arriving;
        this.quota = quota;
        this.pace = pace;
        this.standing = standing;
        sink.onTakenOver(quota::release);
        this.began = clock.instant();
    }

    /// Where the file will be; for [UploadMode.StoreNew] with the name that was found.
    public VirtualPath path() {
        return path;
    }

    /// How long the whole file is that stood there when this was asked for, in bytes; empty where
    /// none did.
    public OptionalLong standing() {
        return standing;
    }

    /// Whether an end of the data counts as the end of the file even where the control connection
    /// ended at the same time (an account's setting, for devices that close both at once).
    public boolean trustsClose() {
        return trustsClose;
    }

    /// To be called once the data connection stands, before the first write.
    public void begin() throws IOException {
        quota.begin();
        sink.begin();
    }

    /// How long the file would be if it were committed now, in bytes.
    public long size() {
        return sink.size();
    }

    /// Bytes written in this transfer.
    public long received() {
        return received;
    }

    /// What ends the transfer when the same account goes on with this upload in another session.
    /// Must not block.
    public void onTakenOver(Runnable action) {
        sink.onTakenOver(() -> {
            quota.release(); // whoever goes on with it holds it
            action.run();
        });
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        try {
            int count = source.remaining();
            quota.take(received + count, sink.size() + count); // refused before it is stored
            while (source.hasRemaining()) {
                int piece = (int) pace.await(source.remaining());
                ByteBuffer bytes = source.slice(source.position(), piece);
                ByteBuffer same = bytes.duplicate();
                sink.write(bytes);
                arriving.ifPresent(sum -> sum.add(same));
                source.position(source.position() + piece);
                received += piece;
                if (firstByte == null) firstByte = sinceBegan();
            }
            return count;
        } catch (QuotaExceededException e) {
            throw refused(e);
        } catch (StorageFullException e) {
            sink.discard();
            throw e;
        }
    }

    /// Keeps what was written so far, on disk, to go on with ([UploadMode.FromMark]) whatever ends
    /// this upload.
    ///
    /// @return empty where nothing is kept: for an anonymous account, and of an addition to a file
    public Optional<WriteMode.Mark> mark() throws IOException {
        try {
            quota.keepBeside(sink.size());
            return sink.mark();
        } catch (QuotaExceededException e) {
            throw refused(e);
        } catch (StorageFullException e) {
            sink.discard();
            throw e;
        }
    }

    /// Publishes the file: it is whole under its name, and on disk as far as the storage was told
    /// to see to it, when this returns.
    ///
    /// @param check the last word on whether what arrived is all of it; asked right before the name
    ///   changes
    public void commit(Sink.LastCheck check) throws IOException {
        try {
            quota.commit(sink, check, received);
        } catch (QuotaExceededException e) {
            throw refused(e);
        } catch (StorageFullException e) {
            sink.discard();
            throw e;
        }
        committed = true;
        Optional<Checksum> sum = sum();
        events.tell(new Event.Uploaded(who, path, moved(sink.size()), sink.size(), sum));
    }

    private Event.Moved moved(long size) {
        long offset = Math.max(size - received, 0);
        return new Event.Moved(offset, received, sinceBegan(), Optional.ofNullable(firstByte));
    }

    private Duration sinceBegan() {
        return Duration.between(began, clock.instant());
    }

    private Optional<Checksum> sum() {
        if (arriving.isEmpty() || arriving.get().bytes() != sink.size()) return Optional.empty();
        Checksum sum = arriving.get().finish();
        try {
            sink.version().ifPresent(version -> checksums.keep(version, sum));
        } catch (IOException e) { // the file is there all the same
            LOG.log(System.Logger.Level.DEBUG, path + ": its checksum is not kept", e);
        }
        return Optional.of(sum);
    }

    /// Refuses it now where that much is more than the account may have.
    ///
    /// @param announced bytes of this transfer, or of the file that results: which of the two is
    ///   not known, and the lesser counts
    public void expect(long announced) throws IOException {
        try {
            quota.expect(sink.size(), Math.max(sink.size(), announced));
        } catch (QuotaExceededException e) {
            throw refused(e);
        }
    }

    private QuotaExceededException refused(QuotaExceededException e) {
        sink.discard();
        events.tell(new Event.Refused(who, path, Action.CREATE, Event.Ground.QUOTA, e.why()));
        return e;
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

    /// Says why there will be no commit, for the log.
    public void cut(String reason) {
        why = reason;
    }

    /// Closes it before [#begin]: it was only asked whether there may be one, and nothing happened.
    public void withdraw() throws IOException {
        if (closed) return;
        closed = true;
        try {
            sink.close();
        } finally {
            quota.release();
        }
    }

    /// What was received is of no use: close keeps no partial.
    public void discard() {
        sink.discard();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        long size = sink.size();
        boolean kept;
        try {
            kept = sink.closeKeeping();
        } finally {
            quota.release(); // what is kept counts as such by now
        }
        if (!committed) {
            events.tell(new Event.UploadCut(who, path, moved(size), kept ? size : 0, why));
        }
    }
}
