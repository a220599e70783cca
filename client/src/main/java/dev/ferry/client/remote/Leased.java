package dev.ferry.client.remote;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// Files over a leased session, which is given back once: at their end, or when they are closed
/// before. What fails and has no name of its own is a lost connection.
public final class Leased {

    private Leased() {}

    public static Incoming incoming(Incoming in, Runnable giveBack) {
        return new In(in, new Lease(giveBack));
    }

    public static Outgoing outgoing(Outgoing out, Runnable giveBack) {
        return new Out(out, new Lease(giveBack));
    }

    private static final class Lease {
        private final Runnable giveBack;
        private boolean over;

        Lease(Runnable giveBack) {
            this.giveBack = giveBack;
        }

        void end() {
            if (over) return;
            over = true;
            giveBack.run();
        }
    }

    private static Failure named(IOException e) {
        return e instanceof Failure failure
                ? failure
                : new Failure.ConnectionLost(String.valueOf(e.getMessage()), null, e);
    }

    private record In(Incoming in, Lease lease) implements Incoming {
        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return read(ByteBuffer.wrap(into, offset, length));
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            boolean more = false;
            try {
                int count = in.read(into);
                more = count >= 0;
                return count;
            } catch (IOException e) {
                throw named(e);
            } finally {
                if (!more) lease.end();
            }
        }

        @Override
        public ByteBuffer buffer(int capacity) {
            return in.buffer(capacity);
        }

        @Override
        public boolean isEndSaid() {
            return in.isEndSaid();
        }

        @Override
        public void close() throws IOException {
            if (lease.over) return;
            try {
                in.close();
            } finally {
                lease.end();
            }
        }
    }

    private record Out(Outgoing out, Lease lease) implements Outgoing {
        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
        }

        @Override
        public long write(Content file, long position, long count) throws IOException {
            return out.write(file, position, count);
        }

        @Override
        public void finish() throws IOException {
            var _ = finish(Optional.empty());
        }

        @Override
        public Ending finish(Optional<Instant> modified) throws IOException {
            boolean done = false;
            try {
                Ending ending = out.finish(modified);
                done = true;
                return ending;
            } catch (IOException e) {
                throw named(e);
            } finally {
                if (done) lease.end();
                else close();
            }
        }

        @Override
        public void close() throws IOException {
            if (lease.over) return;
            try {
                out.close();
            } finally {
                lease.end();
            }
        }
    }
}
