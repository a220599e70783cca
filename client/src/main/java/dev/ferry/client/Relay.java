package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.Sum;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Listed;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A file from one server to another, through here, with no file in between. What an earlier
/// attempt left is gone on with where both sides say the same checksum of it, or where it waits
/// under the name of this version of the source and ends as the source does there; else it begins
/// at zero.
final class Relay implements Transfer.Job {

    private static final int CHUNK = 256 * 1024;
    private static final int COMPARED = 64 * 1024;

    private final Remote from;
    private final VirtualPath source;
    private final Remote to;
    private final TransferOptions options;
    private final Meter meter;
    private final Attempts attempts;
    private final Landing landing;

    Relay(
            Remote from,
            VirtualPath source,
            Remote to,
            VirtualPath target,
            TransferOptions options,
            Retries retries,
            Meter meter) {
        this.from = from;
        this.source = source;
        this.to = to;
        this.options = options;
        this.meter = meter;
        attempts = new Attempts(options, retries, meter);
        landing = new Landing(to, target, options, attempts);
    }

    @Override
    public TransferResult call() throws IOException {
        return attempts.run(landing.target(), this::attempt);
    }

    private TransferResult attempt() throws IOException {
        Item item = from.stat(source);
        if (item.isFolder()) {
            throw new Failure.Other(source + ": is a folder; -r takes folders too");
        }
        if (!landing.isWanted(() -> item)) {
            return attempts.skipped(landing.target(), item.size().orElse(0));
        }
        String version = Versions.of(item);
        VirtualPath waiting = landing.waiting(version + " " + source);
        boolean whole = waiting.equals(landing.target());
        boolean fresh = attempts.isFresh() || item.size().isEmpty();
        long have = fresh ? 0 : landing.left(waiting, item.size().orElseThrow());
        var digests = new Digests(HashFunction.SHA_256);
        boolean digesting = have == 0;
        long bytes;
        if (have > 0 && isSummedAlike(waiting, have)) {
            // Where it is whole at once, the server waits to be told that this was the end.
            boolean left = whole || have < item.size().orElse(-1);
            bytes = left ? move(item, waiting, have, 0, digests) : have;
        } else if (have > 0 && !whole) {
            bytes = move(item, waiting, have, (int) Math.min(have, COMPARED), digests);
        } else {
            have = 0;
            digesting = true;
            bytes = move(item, waiting, 0, 0, digests);
        }
        if (have > 0) attempts.resumedFrom(have);
        if (!Versions.of(from.stat(source)).equals(version)) {
            throw new Restart("began again from zero: the file changed while it was read");
        }
        Optional<Sum> sum = agreed(waiting, digesting ? Optional.of(digests) : Optional.empty());
        OptionalLong arrived = to.length(waiting);
        if (arrived.isPresent() && arrived.getAsLong() != bytes) {
            throw new Restart("the server has not all bytes, and said that it had");
        }
        if (options.preserve() && item.modified().isPresent()) {
            to.setModified(waiting, item.modified().map(Listed.When::time).get());
        }
        landing.publish(waiting);
        return attempts.done(landing.target(), bytes, sum, arrived.isPresent());
    }

    /// Whether both sides say the same checksum of what is there.
    private boolean isSummedAlike(VirtualPath waiting, long have) throws IOException {
        Optional<Sum> theirs = to.sumOfStart(waiting, have);
        return theirs.isPresent() && theirs.equals(from.sumOfStart(source, have));
    }

    /// Moves what is left, from `have` on.
    ///
    /// @param compared so many bytes before `have` are compared first
    /// @return how many bytes are there then
    private long move(Item item, VirtualPath waiting, long have, int compared, Digests digests)
            throws IOException {
        byte[] end = end(waiting, have - compared, compared);
        long bytes = have;
        byte[] chunk = new byte[CHUNK];
        try (Incoming in = from.read(source, have - compared)) {
            requireSame(in, end);
            meter.startAt(have, item.size());
            try (Outgoing out = landing.open(waiting, have, item.size())) {
                for (int n = in.read(chunk, 0, meter.most(CHUNK));
                        n >= 0;
                        n = in.read(chunk, 0, meter.most(CHUNK))) {
                    out.write(chunk, 0, n);
                    if (have == 0) digests.add(chunk, 0, n);
                    bytes += n;
                    meter.moved(n);
                }
                if (item.size().isPresent() && item.size().getAsLong() != bytes) {
                    throw new Restart(
                            "the source gave " + bytes + " bytes of " + item.size().getAsLong());
                }
                if (!in.isEndSaid() && item.size().isEmpty()) {
                    throw new Failure.ConnectionLost(
                            source + ": the data connection was cut off", null, null);
                }
                out.finish();
            }
        }
        return bytes;
    }

    private byte[] end(VirtualPath waiting, long offset, int length) throws IOException {
        if (length == 0) return new byte[0];
        return landing.end(waiting, offset, length)
                .orElseThrow(() ->
                        new Restart("began again from zero: what was there cannot be compared"));
    }

    private static void requireSame(Incoming in, byte[] end) throws IOException {
        byte[] ours = new byte[end.length];
        if (in.fill(ours) < ours.length || !Arrays.equals(ours, end)) {
            throw new Restart("began again from zero: what was there differs from the file");
        }
    }

    /// The checksum on which the other side agrees with what was sent, or with the source where
    /// some of it had been sent before.
    private Optional<Sum> agreed(VirtualPath waiting, Optional<Digests> digests)
            throws IOException {
        Optional<Sum> sum = Optional.empty();
        if (options.isSummed()) {
            List<HashFunction> one = List.of(HashFunction.SHA_256);
            sum = to.sum(waiting, digests.isPresent() ? one : List.of());
            Optional<Sum> ours =
                    sum.isEmpty() || digests.isPresent()
                            ? digests.map(Digests::sum)
                            : from.sum(source, List.of(sum.get().function()));
            // Without a word of the source, that of the target says nothing.
            if (ours.isEmpty()) sum = Optional.empty();
            if (sum.isPresent() && !sum.equals(ours)) {
                throw Restart.ofOtherSum(sum.get(), ours.orElseThrow());
            }
        }
        attempts.requireVerified(landing.target(), sum);
        return sum;
    }
}
