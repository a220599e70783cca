package dev.ferry.server.ftp;

import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.work.ByteRange;
import dev.ferry.core.work.Hashing;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.Optional;

/// HASH, XCRC, XMD5 and the XSHAs. What may not be is refused here by exception; the rest is work
/// for a thread of its own.
final class HashCommands {

    private final FtpErrors errors;

    HashCommands(FtpErrors errors) {
        this.errors = errors;
    }

    /// Of the range that RANG named, where it did, which is used up by it.
    Step hash(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        HashFunction function = in.preferences().hash();
        Hashing work = in.files().checksum(path, algorithm(function), in.coming().range());
        ByteRange range = work.range();
        return start(
                new HashFile(
                        work,
                        sum -> Reply.hash(function, range.first(), range.end(), sum.hex(), name),
                        errors),
                in.spent());
    }

    /// The first reading of the argument that names a file is what was meant.
    Step extended(Command.XHash asked, LoggedIn in) throws IOException {
        Iterator<Command.XHash.Reading> readings = asked.readings().iterator();
        while (true) {
            Command.XHash.Reading reading = readings.next();
            try {
                return extended(asked.function(), reading, in);
            } catch (NoSuchFileException e) {
                if (!readings.hasNext()) throw e;
            }
        }
    }

    private Step extended(HashFunction function, Command.XHash.Reading reading, LoggedIn in)
            throws IOException {
        VirtualPath path = in.cwd().resolve(reading.path());
        Optional<ByteRange> part =
                reading.part().map(bytes -> new ByteRange(bytes.first(), bytes.end()));
        Hashing work = in.files().checksum(path, algorithm(function), part);
        long end = work.range().end();
        if (part.isPresent() && part.get().end() != Long.MAX_VALUE && part.get().end() > end) {
            work.close();
            return new Step.Answer(
                    Reply.refused(path.toString(), "ends at byte " + end + ", before the range"),
                    in);
        }
        return start(new HashFile(work, sum -> Reply.hash(sum.hex()), errors), in);
    }

    private static Algorithm algorithm(HashFunction function) {
        return switch (function) {
            case SHA_256 -> Algorithm.SHA_256;
            case SHA_512 -> Algorithm.SHA_512;
            case SHA_1 -> Algorithm.SHA_1;
            case MD5 -> Algorithm.MD5;
            case CRC32 -> Algorithm.CRC_32;
        };
    }

    private static Step start(Transfer work, LoggedIn next) {
        return new Step.Start(work, next);
    }
}
