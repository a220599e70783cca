package dev.ferry.client.ftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Incoming;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The lines of a listing as they come; bounded in length and in number.
final class Lines implements AutoCloseable {

    private static final int LONGEST = 64 * 1024;

    private final Incoming in;
    private final Words words;
    private final String subject;
    private final long most;
    private byte[] buffer = new byte[8192];
    private int from;
    private int to;
    private long count;
    private boolean ended;

    Lines(Incoming in, Words words, String subject, int most) {
        this.in = in;
        this.words = words;
        this.subject = subject;
        this.most = most;
    }

    /// @return null at the end
    @Nullable String next() throws IOException {
        int looked = from;
        while (true) {
            for (; looked < to; looked++) {
                if (buffer[looked] != '\n') continue;
                String line = text(looked);
                from = looked + 1;
                counted();
                return line;
            }
            if (ended) {
                if (from == to) return null;
                String last = text(to);
                from = to;
                counted();
                return last;
            }
            looked -= from;
            makeRoom();
            int read = in.read(buffer, to, buffer.length - to);
            if (read < 0) {
                ended = true;
                if (!in.isEndSaid()) {
                    throw new Failure.ConnectionLost(
                            subject + ": the listing was cut off (TLS ended without saying so)",
                            null,
                            null);
                }
            } else {
                to += read;
            }
        }
    }

    private void makeRoom() throws Failure {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (to < buffer.length) return;
        if (buffer.length >= LONGEST) {
            throw new Failure.ProtocolBroken(subject + ": a line of a listing without end", null);
        }
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }

    private void counted() throws Failure {
        if (++count > most) {
            throw new Failure.ProtocolBroken(
                    subject + ": a listing of more than " + most + " lines", null);
        }
    }

    private String text(int end) {
        int last = end;
        while (last > from && buffer[last - 1] == '\r') last--;
        return words.decoded(Arrays.copyOfRange(buffer, from, last));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
