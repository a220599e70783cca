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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A file from one server to another, through here, with no file in between. It cannot be gone on
/// with: each attempt begins at zero.
final class Relay implements Transfer.Job {

    private static final int CHUNK = 256 * 1024;
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
        while (true) {
            try {
                return attempt(count);
            } catch (Restart e) {
                if (!notes.contains(e.why())) notes.add(e.why());
                if (++restarts > MOST_RESTARTS) {
                    throw new Failure.NotVerified(target + ": " + e.why() + ", again and again");
                }
            } catch (Failure e) {
                count.again(e);
            }
        }
    }

    private TransferResult attempt(Retries.Count count) throws IOException {
        Item item = from.stat(source);
        if (item.isFolder())
            throw new Failure.Other(source + ": is a folder; -r takes folders too");
        Optional<Item> there = there(target);
        if (there.isPresent() && !isWanted(item, there.get())) return skipped(item, count);
        String version = Versions.of(item);
        boolean whole = to.abilities().contains(Ability.WHOLE_FILES) || !options.atomic();
        VirtualPath waiting = whole ? target : Names.waiting(target, version);
        var digests = new Digests(HashFunction.SHA_256);
        long bytes = 0;
        meter.startAt(0, item.size());
        byte[] chunk = new byte[CHUNK];
        try (Incoming in = from.read(source, 0);
                Outgoing out = to.write(waiting, 0)) {
            for (int n = in.read(chunk, 0, meter.most(CHUNK));
                    n >= 0;
                    n = in.read(chunk, 0, meter.most(CHUNK))) {
                out.write(chunk, 0, n);
                digests.add(chunk, 0, n);
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
        if (!Versions.of(from.stat(source)).equals(version)) {
            throw new Restart("began again from zero: the file changed while it was read");
        }
        Sum ours = digests.sum();
        Optional<Sum> sum = agreed(waiting, ours);
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
                0,
                sum,
                sum.isPresent() ? "sha-256" : sized ? "size" : "none",
                count.attempt() + restarts,
                meter.elapsed(),
                notes);
    }

    private Optional<Sum> agreed(VirtualPath waiting, Sum ours) throws IOException {
        boolean wanted =
                options.verify() == TransferOptions.Verify.AUTO
                        || options.verify() == TransferOptions.Verify.HASH;
        Optional<Sum> sum =
                wanted ? to.sum(waiting, List.of(HashFunction.SHA_256)) : Optional.empty();
        if (sum.isPresent() && !sum.get().equals(ours)) {
            throw new Restart("began again from zero: the checksum is not what the server says");
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
