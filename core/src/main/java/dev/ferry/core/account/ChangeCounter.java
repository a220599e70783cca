package dev.ferry.core.account;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// How often accounts were changed, by whichever process: eight bytes of a file, in the memory of
/// every process that has it open. Reading costs what reading a volatile field costs.
///
/// The number means nothing but "as before" or "not as before", so it needs no forcing to disk and
/// survives being deleted: processes that then count in different files find out through
/// [ChangeWatch].
final class ChangeCounter {

    private static final VarHandle COUNT = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment bytes;

    private ChangeCounter(MemorySegment bytes) {
        this.bytes = bytes;
    }

    /// The counter in `file`. The caller sees to it that nobody else is opening it at this time.
    static ChangeCounter open(Path file) throws IOException {
        OwnerOnly.file(file);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Written, not only mapped: on a full disk this fails, a store into a hole kills.
            if (channel.size() < Long.BYTES) {
                var zero = ByteBuffer.allocate(Long.BYTES);
                while (zero.hasRemaining()) channel.write(zero, zero.position());
            }
            return new ChangeCounter(
                    channel.map(MapMode.READ_WRITE, 0, Long.BYTES, Arena.ofAuto()));
        }
    }

    /// Everything committed before the increments seen here is seen by a look-up that follows.
    long count() {
        return (long) COUNT.getAcquire(bytes, 0L);
    }

    void increment() {
        COUNT.getAndAdd(bytes, 0L, 1L);
    }
}
