package dev.ferry.client;

import dev.ferry.client.TransferOptions.Verify;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.local.SourceFile;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Remote;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.Sum;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A file on its way to a server. Where the server does not publish files as a whole, it waits
/// under a name of its own and gets the target's name when it is whole and of the right size. What
/// an earlier attempt left is gone on with only where it is how the source begins, by checksum
/// where the server tells one of a part, else by its last 64 KiB and by a name that belongs to this
/// version of the source.
final class Upload implements Transfer.Job {

    private static final int COMPARED = 64 * 1024;

    /// To ask what is there of such a file takes longer than to send it.
    private static final int SMALL = 256 * 1024;

    private final Path file;
    private final Remote to;
    private final TransferOptions options;
    private final Meter meter;
    private final Attempts attempts;
    private final Landing landing;

    Upload(
            Path file,
            Remote to,
            VirtualPath target,
            TransferOptions options,
            Retries retries,
            Meter meter) {
        this.file = file;
        this.to = to;
        this.options = options;
        this.meter = meter;
        attempts = new Attempts(options, retries, meter);
        landing = new Landing(to, target, options, attempts);
    }

    @Override
    public TransferResult call() throws IOException {
        return attempts.run(
                landing.target(),
                () -> {
                    // A missing local file sends nothing.
                    try (SourceFile source = SourceFile.open(file)) {
                        return attempt(source);
                    }
                });
    }

    private TransferResult attempt(SourceFile source) throws IOException {
        if (!landing.isWanted(this::item)) {
            return attempts.skipped(landing.target(), source.size());
        }
        VirtualPath waiting = landing.waiting(version(source));
        boolean whole = waiting.equals(landing.target());
        boolean small = source.size() <= SMALL;
        long have = attempts.isFresh() || small ? 0 : kept(source, waiting);
        if (have > 0) attempts.resumedFrom(have);
        boolean summed = options.isSummed() && to.abilities().contains(Ability.SUMS);
        Optional<Digests> digests =
                summed && have == 0
                        ? Optional.of(new Digests(HashFunction.SHA_256))
                        : Optional.empty();
        meter.startAt(have, OptionalLong.of(source.size()));
        var ending = Outgoing.Ending.UNKNOWN;
        if (have < source.size() || have == 0 || whole) {
            try (Outgoing out = landing.open(waiting, have, OptionalLong.of(source.size()))) {
                send(source, out, have, digests);
                ending =
                        out.finish(
                                options.preserve()
                                        ? Optional.of(source.modified())
                                        : Optional.empty());
            }
        }
        return finished(source, waiting, ending, digests, summed);
    }

    /// Of two files of one size and time that go to one place, each waits under a name of its own.
    private String version(SourceFile source) {
        return source.size() + " " + source.modified() + " " + file.toAbsolutePath().normalize();
    }

    private Item item() throws IOException {
        var local = new LocalRemote(file.toAbsolutePath().getRoot());
        return local.stat(local.virtual(file));
    }

    /// How much of what is there can be gone on with; 0 for nothing.
    private long kept(SourceFile source, VirtualPath waiting) throws IOException {
        long have = landing.left(waiting, source.size());
        if (have == 0) return 0;
        Optional<Sum> sum = to.sumOfStart(waiting, have);
        boolean same =
                sum.isPresent()
                        ? sumHere(sum.get().function(), have).equals(sum.get())
                        : hasSameEnd(source, waiting, have);
        if (same) return have;
        if (!waiting.equals(landing.target())) {
            attempts.note("began again from zero: what was there differs from the file");
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
        if (waiting.equals(landing.target())) return false;
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
        Optional<byte[]> theirs = landing.end(waiting, offset, ours.length);
        return theirs.isPresent() && Arrays.equals(ours, theirs.get());
    }

    private void send(SourceFile source, Outgoing out, long at, Optional<Digests> digests)
            throws IOException {
        long position = at;
        while (position < source.size()) {
            int wanted = (int) Math.min(meter.most(Outgoing.COPIED), source.size() - position);
            long count =
                    digests.isPresent()
                            ? summed(source, out, position, wanted, digests.get())
                            : out.write(source, position, wanted);
            if (count == 0) break;
            position += count;
            meter.moved((int) count);
        }
        if (position < source.size() || source.isChanged()) {
            throw new Restart("began again from zero: the file changed while it was sent");
        }
    }

    /// @return bytes that were there; 0 at the end
    private static int summed(
            SourceFile source, Outgoing out, long position, int wanted, Digests digests)
            throws IOException {
        ByteBuffer chunk = source.buffer(wanted);
        int count = Math.max(0, source.read(chunk, position));
        out.write(chunk.array(), chunk.arrayOffset(), count);
        digests.add(chunk.array(), chunk.arrayOffset(), count);
        return count;
    }

    private TransferResult finished(
            SourceFile source,
            VirtualPath waiting,
            Outgoing.Ending ending,
            Optional<Digests> digests,
            boolean summed)
            throws IOException {
        boolean sized = false;
        if (options.verify() != Verify.OFF) {
            OptionalLong there = ending.length().isPresent() ? ending.length() : to.length(waiting);
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
        attempts.requireVerified(landing.target(), sum);
        if (options.preserve() && !ending.dated() && !to.setModified(waiting, source.modified())) {
            attempts.note("the server does not set times");
        }
        landing.publish(waiting);
        return attempts.done(landing.target(), source.size(), sum, sized);
    }

    private void verify(Sum theirs, Optional<Digests> digests) throws IOException {
        Sum ours =
                digests.isPresent() && theirs.function() == HashFunction.SHA_256
                        ? digests.get().sum()
                        : sumHere(theirs.function(), Long.MAX_VALUE);
        if (!ours.equals(theirs)) throw Restart.ofOtherSum(theirs, ours);
    }
}
