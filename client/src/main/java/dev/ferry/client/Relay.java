package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Ability;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// A file from one server to another, through here, with no file in between. What an earlier
/// attempt left is gone on with where both sides say the same checksum of it, or where it waits
/// under the name of this version of the source and ends as the source does there; else it begins
/// at zero.
final class Relay implements Transfer.Job {

    private static final int CHUNK = 256 * 1024;
    private static final int COMPARED = 64 * 1024;
    private static final int MOST_RESTARTS = 3;

    private final Remote from;
    private final VirtualPath source;
    private final Remote to;
    private final VirtualPath target;
    private final TransferOptions options;
    private final Retries retries;
    private final Meter meter;
    private final List<String> notes = new ArrayList<>();
    private int restarts;
    private boolean decided;
    private boolean fresh;
    private long resumedFrom;

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
        this.target = target;
        this.options = options;
        this.retries = retries;
        this.meter = meter;
    }

    @Override
    public TransferResult call() throws IOException {
        Retries.Count count = retries.begin();
        long furthest = 0;
        while (true) {
            try {
                return attempt(count);
            } catch (Restart e) {
                note(e.why());
                fresh = true;
                resumedFrom = 0;
                if (++restarts > MOST_RESTARTS) {
                    throw new Failure.NotVerified(target + ": " + e.why() + ", again and again");
                }
            } catch (Failure e) {
                if (meter.furthest() > furthest) count.progressed();
                furthest = meter.furthest();
                count.again(e);
            }
        }
    }

    private void note(String why) {
        if (!notes.contains(why)) notes.add(why);
    }

    private TransferResult attempt(Retries.Count count) throws IOException {
        Item item = from.stat(source);
        if (item.isFolder())
            throw new Failure.Other(source + ": is a folder; -r takes folders too");
        if (!decided) {
            Optional<Item> there = there(target);
            if (there.isPresent() && !isWanted(item, there.get())) return skipped(item, count);
            decided = true; // from now on what is there may be ours
        }
        String version = Versions.of(item);
        boolean whole = to.abilities().contains(Ability.WHOLE_FILES) || !options.atomic();
        VirtualPath waiting = whole ? target : Names.waiting(target, version);
        long have = fresh || !options.resume() ? 0 : there(waiting, item);
        fresh = false;
        var digests = new Digests(HashFunction.SHA_256);
        boolean digesting = have == 0;
        long bytes;
        if (have > 0 && isSummedAlike(waiting, have)) {
            // Where it is whole at once, the server waits to be told that this was the end.
            boolean left = whole || have < item.size().orElse(-1);
            bytes = left ? move(item, waiting, have, 0, digests) : have;
        } else if (have > 0 && !waiting.equals(target)) {
            bytes = move(item, waiting, have, (int) Math.min(have, COMPARED), digests);
        } else {
            have = 0;
            digesting = true;
            bytes = move(item, waiting, 0, 0, digests);
        }
        if (have > 0 && resumedFrom == 0) resumedFrom = have;
        if (!Versions.of(from.stat(source)).equals(version)) {
            throw new Restart("began again from zero: the file changed while it was read");
        }
        Optional<Sum> sum = agreed(waiting, digesting ? Optional.of(digests) : Optional.empty());
        boolean sized = false;
        OptionalLong arrived = to.length(waiting);
        if (arrived.isPresent()) {
            if (arrived.getAsLong() != bytes) {
                throw new Restart("the server has not all bytes, and said that it had");
            }
            sized = true;
        }
        if (options.preserve() && item.modified().isPresent()) {
            to.setModified(waiting, item.modified().map(Listed.When::time).get());
        }
        if (!waiting.equals(target)) {
            try {
                to.rename(waiting, target);
            } catch (Failure.AlreadyThere | Failure.Other | Failure.NotAllowed e) {
                if (there(target).isEmpty()) throw e;
                to.delete(target);
                to.rename(waiting, target);
            }
        }
        return new TransferResult(
                TransferResult.Outcome.DONE,
                target.toString(),
                meter.bytes(),
                bytes,
                resumedFrom,
                sum,
                sum.map(it -> it.function().text().toLowerCase(Locale.ROOT))
                        .orElse(sized ? "size" : "none"),
                count.attempt() + restarts,
                meter.elapsed(),
                notes);
    }

    /// How much of the file an earlier attempt may have left.
    private long there(VirtualPath waiting, Item item) throws IOException {
        if (item.size().isEmpty()) return 0;
        long have = to.length(waiting).orElse(0);
        if (have <= item.size().getAsLong()) return have;
        if (!waiting.equals(target)) {
            note("began again from zero: what was there is longer than the file");
        }
        return 0;
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
        byte[] end = compared == 0 ? new byte[0] : end(waiting, have - compared, compared);
        long bytes = have;
        byte[] chunk = new byte[CHUNK];
        try (Incoming in = from.read(source, have - compared)) {
            requireSame(in, end);
            meter.startAt(have, item.size());
            try (Outgoing out = opened(waiting, have)) {
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

    /// What stands at the end of what is there.
    private byte[] end(VirtualPath waiting, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int count = 0;
        try (Incoming in = to.read(waiting, offset)) {
            while (count < length) {
                int more = in.read(bytes, count, length - count);
                if (more < 0) break;
                count += more;
            }
            // The end is read too, so that the session is good for more.
            boolean ended = in.read(new byte[1], 0, 1) < 0;
            if (ended && count == length) return bytes;
        } catch (Failure.NotAllowed | Failure.NotFound | Failure.Unsupported _) {
            // a drop box shows nothing
        }
        throw new Restart("began again from zero: what was there cannot be compared");
    }

    private static void requireSame(Incoming in, byte[] end) throws IOException {
        byte[] ours = new byte[end.length];
        int count = 0;
        while (count < ours.length) {
            int more = in.read(ours, count, ours.length - count);
            if (more < 0) break;
            count += more;
        }
        if (count < ours.length || !Arrays.equals(ours, end)) {
            throw new Restart("began again from zero: what was there differs from the file");
        }
    }

    /// Some servers do not go on with what is there, which is no reason to end.
    private Outgoing opened(VirtualPath waiting, long have) throws IOException {
        try {
            return to.write(waiting, have);
        } catch (Failure.Unsupported | Failure.NotAllowed | Failure.Other e) {
            if (have == 0) throw e;
            throw new Restart(
                    "began again from zero: the server does not go on with a file ("
                            + e.reply().map(Failure::said).orElse("")
                            + ")");
        }
    }

    /// The checksum on which the other side agrees with what was sent, or with the source where
    /// some of it had been sent before.
    private Optional<Sum> agreed(VirtualPath waiting, Optional<Digests> digests)
            throws IOException {
        boolean wanted =
                options.verify() == TransferOptions.Verify.AUTO
                        || options.verify() == TransferOptions.Verify.HASH;
        Optional<Sum> sum = Optional.empty();
        if (wanted) {
            List<HashFunction> one = List.of(HashFunction.SHA_256);
            sum = to.sum(waiting, digests.isPresent() ? one : List.of());
            Optional<Sum> ours =
                    sum.isEmpty() || digests.isPresent()
                            ? digests.map(Digests::sum)
                            : from.sum(source, List.of(sum.get().function()));
            // Without a word of the source, that of the target says nothing.
            if (ours.isEmpty()) sum = Optional.empty();
            if (sum.isPresent() && !sum.equals(ours)) {
                throw new Restart(
                        "began again from zero: the checksum is not what the server says");
            }
        }
        if (sum.isEmpty() && options.verify() == TransferOptions.Verify.HASH) {
            throw new Failure.NotVerified(
                    target + ": the server tells no checksum, and one is wanted (--verify)");
        }
        return sum;
    }

    private Optional<Item> there(VirtualPath path) throws IOException {
        try {
            return Optional.of(to.stat(path));
        } catch (Failure.NotFound | Failure.NotAllowed _) {
            return Optional.empty();
        }
    }

    private boolean isWanted(Item here, Item there) throws Failure {
        return switch (options.conflict()) {
            case OVERWRITE -> true;
            case SKIP -> false;
            case NEWER -> Versions.isNewer(here, there);
            case DIFFERENT -> Versions.isDifferent(here, there);
            case RENAME, FAIL ->
                    throw new Failure.AlreadyThere(target + ": is there already", null);
        };
    }

    private TransferResult skipped(Item item, Retries.Count count) {
        return new TransferResult(
                TransferResult.Outcome.SKIPPED,
                target.toString(),
                0,
                item.size().orElse(0),
                0,
                Optional.empty(),
                "none",
                count.attempt(),
                meter.elapsed(),
                List.of("is there already"));
    }
}
