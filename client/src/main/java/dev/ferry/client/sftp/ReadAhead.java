package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Incoming;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A file's bytes on their way here, with as many requests under way as [Flow] says. What a server
/// gives less than it was asked for is asked for again; the end is where it says that it is.
///
/// The size that the server tells beside the first bytes says no more than how far it is worth to
/// ask: files grow, and servers err.
final class ReadAhead implements Incoming {

    /// Two at first: where a file has fewer bytes than the first, the second finds its end.
    private static final int AT_FIRST = 2;

    private record Asked(int id, long offset, int length, long at) {
        long end() {
            return offset + length;
        }
    }

    private final SftpSession session;
    private final String handle;
    private final String subject;
    private final long end;
    private final Flow flow;
    private final ArrayDeque<Asked> underWay = new ArrayDeque<>();
    private final int statId;
    private int length;
    private long next;
    private long bytesUnderWay;
    private long size = -1;
    private boolean sized;
    private int shorts;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private @Nullable Asked gap;
    private boolean ended;
    private boolean closed;

    /// @param end where to stop asking, exclusive; [Long#MAX_VALUE] for the end of the file
    ReadAhead(SftpSession session, String handle, String subject, long offset, long end)
            throws IOException {
        this.session = session;
        this.handle = handle;
        this.subject = subject;
        this.end = end;
        length = session.longestRead();
        flow = new Flow(length, System.nanoTime());
        next = offset;
        statId = session.sendWithMore(id -> new Request.HandleStat(id, handle));
        for (int i = 0; i < AT_FIRST && next < end; i++) askNext();
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        return read(ByteBuffer.wrap(into, offset, wanted));
    }

    @Override
    public ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocateDirect(capacity);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!piece.hasRemaining()) {
            if (ended || closed) return -1;
            if (!sized) learnSize();
            askAhead();
            session.push();
            Asked first = underWay.pollFirst();
            if (first == null) {
                finish();
                return -1;
            }
            received(first);
        }
        int count = Math.min(into.remaining(), piece.remaining());
        into.put(into.position(), piece, piece.position(), count);
        into.position(into.position() + count);
        piece.position(piece.position() + count);
        return count;
    }

    /// A server that does not say it answers with a status, which says nothing.
    private void learnSize() throws IOException {
        sized = true;
        switch (session.take(statId)) {
            case Response.Attrs(_, Attributes attributes) -> size = attributes.size().orElse(-1);
            case Response.Status _ -> {}
            case Response.Numbered other -> throw session.wrong(other, subject);
        }
    }

    private void askAhead() throws IOException {
        while (next < end) {
            // One is enough to find the end where it is thought to be.
            boolean beyond = size >= 0 && next >= size && !underWay.isEmpty();
            if (beyond && underWay.getLast().end() > size) return;
            if (!underWay.isEmpty() && !flow.hasRoom(bytesUnderWay, length)) return;
            askNext();
        }
    }

    private void askNext() throws IOException {
        int some = (int) Math.min(length, end - next);
        underWay.addLast(asked(next, some));
        next += some;
    }

    private Asked asked(long offset, int some) throws IOException {
        int id = session.sendWithMore(it -> new Request.Read(it, handle, offset, some));
        bytesUnderWay += some;
        return new Asked(id, offset, some, System.nanoTime());
    }

    private void received(Asked first) throws IOException {
        Response.Numbered answer = session.take(first.id());
        bytesUnderWay -= first.length();
        switch (answer) {
            case Response.Data(_, ByteBuffer bytes) -> {
                if (gap != null) {
                    // The file did not end there: what is missing comes first.
                    Asked missing = gap;
                    gap = null;
                    session.putBack(answer);
                    bytesUnderWay += first.length();
                    underWay.addFirst(first);
                    underWay.addFirst(asked(missing.offset(), missing.length()));
                    size = -1;
                    return;
                }
                data(first, bytes);
            }
            case Response.Status status -> {
                if (status.code() != StatusCode.EOF) throw failed(status);
                finish();
            }
            case Response.Numbered other -> throw session.wrong(other, subject);
        }
    }

    private void data(Asked first, ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        if (count == 0) throw session.broken("no bytes and no end", subject);
        if (count > first.length()) {
            throw session.broken(
                    count + " bytes where " + first.length() + " were asked for", subject);
        }
        flow.answered(count, first.at(), System.nanoTime());
        piece = bytes;
        if (count == first.length()) return;
        long at = first.offset() + count;
        int missing = first.length() - count;
        if (at == size && !underWay.isEmpty()) {
            gap = new Asked(0, at, missing, 0);
            return;
        }
        underWay.addFirst(asked(at, missing));
        // Who gives less again and again gives no more than that.
        if (at < size && ++shorts > 2) length = Math.clamp(count, 1024, length);
    }

    private Failure failed(Response.Status status) {
        try {
            close();
        } catch (IOException _) {
            // what was wrong is said below
        }
        return session.refused(status, subject);
    }

    @Override
    public boolean isEndSaid() {
        return true;
    }

    private void finish() throws IOException {
        ended = true;
        close();
    }

    /// Nobody waits for what is still to come; it is passed over as it comes.
    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        piece = piece.limit(piece.position());
        if (!sized) session.drop(statId);
        for (Asked one : underWay) session.drop(one.id());
        underWay.clear();
        if (!session.isUsable()) return;
        session.drop(session.send(id -> new Request.Close(id, handle)));
    }
}
