package dev.ferry.client;

import dev.ferry.client.TransferOptions.Verify;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.local.SourceFile;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.Sum;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A file on its way to a server. Where the server does not publish files as a whole, it waits
/// under a name of its own and gets the target's name when it is whole and of the right size. What
/// an earlier attempt left is gone on with only where it is how the source begins, by checksum
/// where the server tells one of a part, else by its last 64 KiB and by a name that belongs to this
/// version of the source.
final class Upload implements Transfer.Job {

    private static final int CHUNK = 256 * 1024;
    private static final int COMPARED = 64 * 1024;
    private static final int MOST_RESTARTS = 3;

    /// To ask what is there of such a file takes longer than to send it.
    private static final int SMALL = 256 * 1024;

    private final Path file;
    private final Remote to;
    private final TransferOptions options;
    private final Retries retries;
    private final Meter meter;
    private final List<String> notes = new ArrayList<>();
    private VirtualPath target;
    private boolean decided;
    private boolean fresh;
    private long resumedFrom;
    private int restarts;

    Upload(
            Path file,
            Remote to,
            VirtualPath target,
            TransferOptions options,
            Retries retries,
            Meter meter) {
        this.file = file;
        this.to = to;
        this.target = target;
        this.options = options;
        this.retries = retries;
        this.meter = meter;
    }

    @Override
    public TransferResult call() throws IOException {
        // A missing local file sends nothing.
        SourceFile.open(file).close();
        Retries.Count count = retries.begin();
        long furthest = 0;
        while (true) {
            try (SourceFile source = SourceFile.open(file)) {
                return attempt(source, count);
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

    private TransferResult attempt(SourceFile source, Retries.Count count) throws IOException {
        Set<Ability> abilities = to.abilities();
        if (!decided && options.conflict() == TransferOptions.Conflict.OVERWRITE) decided = true;
        if (!decided) {
            Optional<Item> there = there(target);
            if (there.isPresent() && there.get().isFolder()) {
                throw new Failure.AlreadyThere(target + ": is a folder there", null);
            }
            if (there.isPresent() && !isWanted(there.get())) return skipped(source, count);
            decided = true;
        }
        String version = source.size() + " " + source.modified();
        boolean whole = abilities.contains(Ability.WHOLE_FILES) || !options.atomic();
        VirtualPath waiting = whole ? target : Names.waiting(target, version);
        boolean small = source.size() <= SMALL;
        long have = fresh || small || !options.resume() ? 0 : kept(source, waiting);
        if (have > 0 && resumedFrom == 0) resumedFrom = have;
        fresh = false;
        boolean summed =
                options.verify() != Verify.SIZE
                        && options.verify() != Verify.OFF
                        && abilities.contains(Ability.SUMS);
        var digests = new Digests(HashFunction.SHA_256);
        boolean digesting = summed && have == 0;
        meter.startAt(have, OptionalLong.of(source.size()));
        if (have < source.size() || have == 0 || whole) {
            try (Outgoing out = opened(waiting, have)) {
                send(source, out, have, digesting ? Optional.of(digests) : Optional.empty());
                out.finish();
            }
        }
        return finished(
                source,
                waiting,
                digesting ? Optional.of(digests) : Optional.empty(),
                summed,
                count);
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

    private Optional<Item> there(VirtualPath path) throws IOException {
        try {
            return Optional.of(to.stat(path));
        } catch (Failure.NotFound | Failure.NotAllowed _) {
            return Optional.empty(); // into a drop box nobody may look
        }
    }

    private boolean isWanted(Item there) throws IOException {
        var local = new LocalRemote(file.toAbsolutePath().getRoot());
        Item here = local.stat(local.virtual(file));
        return switch (options.conflict()) {
            case OVERWRITE -> true;
            case SKIP -> false;
            case NEWER -> Versions.isNewer(here, there);
            case DIFFERENT -> Versions.isDifferent(here, there);
            case RENAME -> {
                VirtualPath folder = target.parent();
                var taken = new ArrayList<String>();
                try (var items = to.list(folder)) {
                    items.forEach(item -> taken.add(item.name()));
                }
                target = folder.child(Names.free(target.name(), taken::contains));
                yield true;
            }
            case FAIL -> throw new Failure.AlreadyThere(target + ": is there already", null);
        };
    }

    /// How much of what is there can be gone on with; 0 for nothing.
    private long kept(SourceFile source, VirtualPath waiting) throws IOException {
        long have = to.length(waiting).orElse(0);
        if (have == 0) return 0;
        if (have > source.size()) {
            if (!waiting.equals(target)) {
                note("began again from zero: what was there is longer than the file");
            }
            return 0;
        }
        Optional<Sum> sum = to.sumOfStart(waiting, have);
        boolean same =
                sum.isPresent()
                        ? sumHere(sum.get().function(), have).equals(sum.get())
                        : hasSameEnd(source, waiting, have);
        if (same) return have;
        if (!waiting.equals(target)) {
            note("began again from zero: what was there differs from the file");
        }
        return 0;
    }

    private Sum sumHere(HashFunction function, long length) throws IOException {
        try {
            return Digests.of(function, file, length);
        } catch (IOException e) {
            throw SourceFile.trouble(file, e);
        }
    }

    /// A target that is no part of ours is compared as a whole or not gone on with.
    private boolean hasSameEnd(SourceFile source, VirtualPath waiting, long have)
            throws IOException {
        if (waiting.equals(target)) return false;
        long offset = Math.max(0, have - COMPARED);
        byte[] ours = new byte[(int) (have - offset)];
        int read = 0;
        while (read < ours.length) {
            byte[] more = new byte[ours.length - read];
            int count = source.read(more, more.length, offset + read);
            if (count < 0) return false;
            System.arraycopy(more, 0, ours, read, count);
            read += count;
        }
        byte[] theirs = new byte[ours.length];
        int count = 0;
        try (Incoming in = to.read(waiting, offset)) {
            while (count < theirs.length) {
                int more = in.read(theirs, count, theirs.length - count);
                if (more < 0) break;
                count += more;
            }
            // The end is read too, so that the session is good for more.
            boolean ended = in.read(new byte[1], 0, 1) < 0;
            return ended && count == ours.length && Arrays.equals(ours, theirs);
        } catch (Failure.NotAllowed | Failure.NotFound | Failure.Unsupported _) {
            return false; // a drop box shows nothing
        }
    }

    private void send(SourceFile source, Outgoing out, long at, Optional<Digests> digests)
            throws IOException {
        byte[] chunk = new byte[CHUNK];
        long position = at;
        while (position < source.size()) {
            int wanted = (int) Math.min(meter.most(CHUNK), source.size() - position);
            int count = source.read(chunk, wanted, position);
            if (count < 0) break;
            out.write(chunk, 0, count);
            if (digests.isPresent()) digests.get().add(chunk, 0, count);
            position += count;
            meter.moved(count);
        }
        if (position < source.size() || source.isChanged()) {
            throw new Restart("began again from zero: the file changed while it was sent");
        }
    }

    private TransferResult finished(
            SourceFile source,
            VirtualPath waiting,
            Optional<Digests> digests,
            boolean summed,
            Retries.Count count)
            throws IOException {
        boolean sized = false;
        if (options.verify() != Verify.OFF) {
            OptionalLong there = to.length(waiting);
            if (there.isPresent()) {
                long size = there.getAsLong();
                if (size != source.size()) {
                    throw new Restart(
                            "the server has "
                                    + size
                                    + " bytes of "
                                    + source.size()
                                    + ", and said that it had all");
                }
                sized = true;
            }
        }
        Optional<Sum> sum = Optional.empty();
        if (summed) {
            try {
                sum = to.sum(waiting, List.of());
            } catch (Failure.NotAllowed | Failure.NotFound _) {
                // a drop box tells nothing
            }
            if (sum.isPresent()) verify(sum.get(), digests);
        }
        if (sum.isEmpty() && options.verify() == Verify.HASH) {
            throw new Failure.NotVerified(
                    target + ": the server tells no checksum, and one is wanted (--verify)");
        }
        if (options.preserve() && !to.setModified(waiting, source.modified())) {
            note("the server does not set times");
        }
        if (!waiting.equals(target)) publish(waiting);
        return new TransferResult(
                TransferResult.Outcome.DONE,
                target.toString(),
                meter.bytes(),
                source.size(),
                resumedFrom,
                sum,
                sum.map(it -> it.function().text().toLowerCase(java.util.Locale.ROOT))
                        .orElse(sized ? "size" : "none"),
                count.attempt() + restarts,
                meter.elapsed(),
                notes);
    }

    /// Some servers do not rename over what is there.
    private void publish(VirtualPath waiting) throws IOException {
        try {
            to.rename(waiting, target);
        } catch (Failure.AlreadyThere | Failure.Other | Failure.NotAllowed e) {
            if (there(target).isEmpty()) throw e;
            to.delete(target);
            to.rename(waiting, target);
        }
    }

    private void verify(Sum theirs, Optional<Digests> digests) throws IOException {
        Sum ours =
                digests.isPresent() && theirs.function() == HashFunction.SHA_256
                        ? digests.get().sum()
                        : sumHere(theirs.function(), Long.MAX_VALUE);
        if (!ours.equals(theirs)) {
            throw new Restart(
                    "began again from zero: the checksum is not what the server says ("
                            + theirs.function().text()
                            + " "
                            + theirs.hex()
                            + ", here "
                            + ours.hex()
                            + ")");
        }
    }

    private TransferResult skipped(SourceFile source, Retries.Count count) {
        return new TransferResult(
                TransferResult.Outcome.SKIPPED,
                target.toString(),
                0,
                source.size(),
                0,
                Optional.empty(),
                "none",
                count.attempt(),
                meter.elapsed(),
                List.of("is there already"));
    }
}
