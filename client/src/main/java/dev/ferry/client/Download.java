package dev.ferry.client;

import dev.ferry.client.TransferOptions.Verify;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.local.PartFile;
import dev.ferry.client.local.PartWriter;
import dev.ferry.client.local.SourceFile;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.Sum;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Listed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A file on its way here. It arrives under a name of its own and gets the target's name when it is
/// whole. What an earlier attempt left is gone on with only where the source is still the version
/// of which it is a part, and its last 64 KiB are the source's; anything else begins again from
/// zero and says so.
final class Download implements Transfer.Job {

    private static final int CHUNK = 256 * 1024;
    private static final int COMPARED = 64 * 1024;
    private static final long SMALLEST_SEGMENT = 1 << 20;

    /// From so much on a thread of its own is worth it.
    private static final long LARGE = 16 << 20;

    private final Remote from;
    private final VirtualPath path;
    private final TransferOptions options;
    private final Retries retries;
    private final Meter meter;
    private final Attempts attempts;
    private Path target;
    private PartFile part;
    private Optional<Item> listed;
    private boolean decided;
    private boolean unsegmented;

    /// @param listed the file as a listing showed it a while ago, where there is one
    Download(
            Remote from,
            VirtualPath path,
            Optional<Item> listed,
            Path target,
            TransferOptions options,
            Retries retries,
            Meter meter) {
        this.from = from;
        this.path = path;
        this.listed = listed;
        this.target = target;
        this.options = options;
        this.retries = retries;
        this.meter = meter;
        attempts = new Attempts(options, retries, meter);
        part = new PartFile(target);
    }

    @Override
    public TransferResult call() throws IOException {
        try {
            return attempts.run(path, this::attemptOrDrop);
        } finally {
            part.close();
        }
    }

    private TransferResult attemptOrDrop() throws IOException {
        try {
            return attempt();
        } catch (Restart e) {
            part.drop();
            throw e;
        }
    }

    private TransferResult attempt() throws IOException {
        Item source = source();
        if (source.isFolder())
            throw new Failure.Other(path + ": is a folder; -r takes folders too");
        if (!decided) {
            if (!isWanted(source)) return attempts.skipped(target, source.size().orElse(0));
            decided = true;
        }
        part.claim();
        String version = Versions.of(source);
        long have = kept(source, version);
        boolean summed = options.isSummed() && from.abilities().contains(Ability.SUMS);
        Optional<Digests> digests = Optional.empty();
        if (have == 0) {
            if (isSmall(source)) part.begin();
            else part.begin(version);
            if (isSegmented(source)) {
                segments(source.size().getAsLong());
            } else {
                if (summed) digests = Optional.of(new Digests(HashFunction.SHA_256));
                whole(source, digests);
            }
        } else {
            rest(source, have);
        }
        return finished(source, version, digests, summed);
    }

    /// A small file is asked about once: what a listing said of it will do, because its size is
    /// compared at the end, and where that differs the next attempt asks.
    private Item source() throws IOException {
        Optional<Item> known = listed.filter(item -> item.isFile() && isSmall(item));
        listed = Optional.empty();
        return known.isPresent() ? from.exact(known.get()) : from.stat(path);
    }

    /// To go on with such a file means to fetch all of it.
    private static boolean isSmall(Item source) {
        return source.size().orElse(Long.MAX_VALUE) <= COMPARED;
    }

    // What is there already

    private boolean isWanted(Item source) throws IOException {
        if (Files.isDirectory(target)) {
            throw new Failure.LocalTrouble(target + ": is a folder here", null);
        }
        boolean replacing = options.conflict() == TransferOptions.Conflict.OVERWRITE;
        if (replacing || !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) return true;
        var local = new LocalRemote(target.toAbsolutePath().getRoot());
        return switch (options.conflict()) {
            case OVERWRITE -> true;
            case SKIP -> false;
            case NEWER -> Versions.isNewer(source, local.stat(local.virtual(target)));
            case DIFFERENT -> Versions.isDifferent(source, local.stat(local.virtual(target)));
            case RENAME -> {
                target = Names.free(target);
                part = new PartFile(target);
                yield true;
            }
            case FAIL -> throw new Failure.AlreadyThere(target + ": is there already", null);
        };
    }

    /// How much of the part can be gone on with; 0 for nothing.
    private long kept(Item source, String version) throws Failure {
        long have = part.length();
        if (have == 0) return 0;
        String why = null;
        Optional<String> known = part.version();
        if (!options.resume()) {
            why = "began again from zero, as resuming is off";
        } else if (known.isEmpty()) {
            why = "began again from zero: nothing says of which version the part is";
        } else if (!known.get().equals(version) || version.contains("?")) {
            why = "began again from zero: the file has changed on the other side";
        } else if (have > source.size().orElse(Long.MAX_VALUE)) {
            why = "began again from zero: the part is longer than the file";
        }
        if (why == null) return have;
        attempts.note(why);
        part.drop();
        return 0;
    }

    // Bytes

    private void whole(Item source, Optional<Digests> digests) throws IOException {
        meter.startAt(0, source.size());
        try (Incoming in = from.read(path, 0)) {
            receive(in, 0, source.size(), digests);
        }
    }

    private void rest(Item source, long have) throws IOException {
        long offset = Math.max(0, have - COMPARED);
        byte[] ours = part.read(offset, (int) (have - offset));
        Incoming opened;
        try {
            opened = from.read(path, offset);
        } catch (Failure.Unsupported e) {
            throw new Restart(
                    "began again from zero: the server does not go on in mid-file ("
                            + e.words()
                            + ")");
        }
        try (Incoming in = opened) {
            byte[] theirs = new byte[ours.length];
            if (in.fill(theirs) < ours.length || !Arrays.equals(ours, theirs)) {
                throw new Restart("began again from zero: what was there differs from the file");
            }
            meter.startAt(have, source.size());
            attempts.resumedFrom(have);
            receive(in, have, source.size(), Optional.empty());
        }
    }

    private PartWriter writer(Incoming in, long at, OptionalLong size, boolean looked) {
        // One byte more than there should be shows where more comes.
        long left = size.isPresent() ? size.getAsLong() - at + 1 : CHUNK;
        int capacity = Math.clamp(left, 1, CHUNK);
        // A buffer outside the heap is dear to make.
        if (looked || capacity < CHUNK) {
            return PartWriter.atOnce(part, ByteBuffer.allocate(capacity));
        }
        return left < LARGE
                ? PartWriter.atOnce(part, in.buffer(capacity))
                : PartWriter.behind(part, () -> in.buffer(capacity));
    }

    private int more(Incoming in, ByteBuffer into) throws IOException {
        return in.read(into.limit(Math.min(meter.most(CHUNK), into.capacity())));
    }

    /// @return where it ends
    private long arrived(Incoming in, long at, OptionalLong size, Optional<Digests> digests)
            throws IOException {
        long position = at;
        try (PartWriter writer = writer(in, at, size, digests.isPresent())) {
            ByteBuffer chunk = writer.empty();
            for (int count = more(in, chunk); count >= 0; count = more(in, chunk)) {
                if (size.isPresent() && position + count > size.getAsLong()) {
                    throw new Restart(
                            at > 0
                                    ? "began again from zero: more came than was left; the server"
                                            + " seems to ignore REST"
                                    : "more came than the size the server says");
                }
                if (digests.isPresent()) {
                    digests.get().add(chunk.array(), chunk.arrayOffset(), count);
                }
                writer.write(chunk.flip(), position);
                position += count;
                meter.moved(count);
                chunk = writer.empty();
            }
        }
        return position;
    }

    private void receive(Incoming in, long at, OptionalLong size, Optional<Digests> digests)
            throws IOException {
        long position = arrived(in, at, size, digests);
        boolean whole = size.isPresent() && position == size.getAsLong();
        if (!in.isEndSaid() && !whole) {
            throw new Failure.ConnectionLost(
                    path + ": the data connection was cut off (TLS ended without saying so)",
                    null,
                    null);
        }
        if (size.isPresent() && !whole) {
            throw new Restart(
                    "fewer bytes came ("
                            + position
                            + ") than the size the server says ("
                            + size.getAsLong()
                            + ")");
        }
    }

    private boolean isSegmented(Item source) {
        return !unsegmented
                && options.segments() > 1
                && source.size().isPresent()
                && source.size().getAsLong() >= options.segments() * SMALLEST_SEGMENT;
    }

    /// Parts of the file side by side, each over a session of its own. Where one fails for good,
    /// what is whole from the beginning is kept.
    private void segments(long size) throws IOException {
        int number = options.segments();
        long each = (size + number - 1) / number;
        meter.startAt(0, OptionalLong.of(size));
        var reached = new long[number];
        var failed = new AtomicReference<@Nullable IOException>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < number; i++) {
            int segment = i;
            reached[i] = i * each;
            long end = Math.min(size, (i + 1) * each);
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("ferry-segment-" + i)
                            .start(() -> {
                                try {
                                    segment(segment, reached, end, failed);
                                } catch (IOException e) {
                                    failed.compareAndSet(null, e);
                                }
                            }));
        }
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException _) {
            failed.compareAndSet(null, new Failure.Interrupted("cancelled"));
            for (Thread thread : threads) thread.interrupt();
            Thread.currentThread().interrupt();
        }
        IOException e = failed.get();
        if (e == null) return;
        long whole = 0;
        for (int i = 0; i < number; i++) {
            whole = reached[i];
            if (whole < Math.min(size, (i + 1) * each)) break;
        }
        part.truncate(whole);
        if (e instanceof Failure.Unsupported) {
            unsegmented = true;
            throw new Restart("the server does not go on in mid-file, so no segments");
        }
        throw e;
    }

    private void segment(
            int number, long[] reached, long end, AtomicReference<@Nullable IOException> failed)
            throws IOException {
        Retries.Count count = retries.begin();
        byte[] chunk = new byte[CHUNK];
        while (reached[number] < end) {
            long before = reached[number];
            try (Incoming in = from.read(path, before, end)) {
                while (reached[number] < end) {
                    if (failed.get() != null) return;
                    int wanted = (int) Math.min(meter.most(CHUNK), end - reached[number]);
                    int read = in.read(chunk, 0, wanted);
                    if (read < 0) {
                        throw new Restart("fewer bytes came than the size the server says");
                    }
                    part.write(chunk, 0, read, reached[number]);
                    reached[number] += read;
                    meter.moved(read);
                }
            } catch (Failure e) {
                if (reached[number] > before) count.progressed();
                count.again(e);
            }
        }
    }

    // The end

    private TransferResult finished(
            Item source, String version, Optional<Digests> digests, boolean summed)
            throws IOException {
        // Servers read a small file at once, so there is no while.
        if (!isSmall(source) && !Versions.of(from.stat(path)).equals(version)) {
            throw new Restart("began again from zero: the file changed while it was read");
        }
        Optional<Sum> sum = Optional.empty();
        if (summed) {
            sum = from.sum(path, List.of());
            if (sum.isPresent()) verify(sum.get(), digests);
        }
        attempts.requireVerified(path, sum);
        long size = part.length();
        Optional<Instant> time =
                options.preserve() ? source.modified().map(Listed.When::time) : Optional.empty();
        part.publish(time);
        boolean sized = options.verify() != Verify.OFF && source.size().isPresent();
        return attempts.done(target, size, sum, sized);
    }

    private void verify(Sum theirs, Optional<Digests> digests) throws IOException {
        Sum ours;
        if (digests.isPresent() && theirs.function() == HashFunction.SHA_256) {
            ours = digests.get().sum();
        } else {
            try {
                ours = Digests.of(theirs.function(), part.path(), Long.MAX_VALUE);
            } catch (IOException e) {
                throw SourceFile.trouble(part.path(), e);
            }
        }
        if (!ours.equals(theirs)) throw Restart.ofOtherSum(theirs, ours);
    }
}
