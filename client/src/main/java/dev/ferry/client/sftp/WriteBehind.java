package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.Extension;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;

/// A file's bytes on their way there. The window of SSH says how many, and [#MOST] where that is
/// larger: what waits here has not left yet.
final class WriteBehind implements Outgoing {

    private static final long MOST = 8L << 20;

    private record Asked(int id, int length) {}

    private final SftpSession session;
    private final String handle;
    private final String subject;
    private final ArrayDeque<Asked> underWay = new ArrayDeque<>();
    private long offset;
    private long bytesUnderWay;
    private boolean over;

    WriteBehind(SftpSession session, String handle, String subject, long offset) {
        this.session = session;
        this.handle = handle;
        this.subject = subject;
        this.offset = offset;
    }

    @Override
    public void write(byte[] from, int start, int length) throws IOException {
        int at = start;
        int end = start + length;
        while (at < end) {
            int some = Math.min(session.longestWrite(), end - at);
            while (!underWay.isEmpty() && bytesUnderWay + some > MOST) settle();
            var bytes = ByteBuffer.wrap(from, at, some);
            long to = offset;
            int id = session.send(it -> new Request.Write(it, handle, to, bytes));
            underWay.addLast(new Asked(id, some));
            bytesUnderWay += some;
            offset += some;
            at += some;
            while (!underWay.isEmpty() && session.hasSomething()) settle();
        }
    }

    /// Waits until the oldest is written.
    private void settle() throws IOException {
        Asked first = underWay.removeFirst();
        Response.Numbered answer = session.take(first.id());
        bytesUnderWay -= first.length();
        if (answer instanceof Response.Status status && status.code() != StatusCode.OK) {
            throw failed(status);
        }
        session.requireOk(answer, subject);
    }

    /// Some servers have no words for a full disk.
    private Failure failed(Response.Status status) throws IOException {
        Failure why = session.refused(status, subject);
        Extension asking = over ? Extension.STATVFS : Extension.FSTATVFS;
        if (!(why instanceof Failure.Other) || !session.offers(asking)) return why;
        Response.Numbered answer =
                session.ask(id ->
                        over
                                ? new Request.StatVfs(id, subject)
                                : new Request.HandleStatVfs(id, handle));
        boolean full =
                answer instanceof Response.Extended it
                        && session.parser().fileSystem(it)
                                instanceof
                                Response.FileSystem(_, _, _, long free, long all, long files, _)
                        && (free == 0 || (all > 0 && files == 0));
        return full
                ? SftpFailures.full(
                        new Failure.Answer(status.code().number(), status.words()), subject)
                : why;
    }

    @Override
    public void finish() throws IOException {
        var _ = finish(Optional.empty());
    }

    /// All in one go, as requests about one file are answered in the order they came (draft §4.1),
    /// and what a server makes of that is looked at: what is not as it was to be is still to be
    /// asked for. Where to close a file says that it is whole, the last bytes are waited for
    /// before.
    @Override
    public Ending finish(Optional<Instant> modified) throws IOException {
        var more = new ArrayList<Integer>();
        long seconds = modified.map(Instant::getEpochSecond).orElse(0L);
        var times = Attributes.ofTimes(seconds);
        try {
            if (modified.isPresent()) {
                more.add(session.sendWithMore(id -> new Request.HandleSetStat(id, handle, times)));
            }
            if (session.hasWholeFiles()) settleAll();
            over = true;
            int closing = session.sendWithMore(id -> new Request.Close(id, handle));
            more.add(closing);
            int looking = session.send(id -> new Request.Stat(id, subject));
            more.add(looking);
            settleAll();
            session.requireOk(session.takeSlowly(closing), subject);
            return ending(session.take(looking), modified.isPresent(), seconds);
        } finally {
            underWay.forEach(one -> session.drop(one.id()));
            more.forEach(session::drop);
        }
    }

    private void settleAll() throws IOException {
        while (!underWay.isEmpty()) settle();
    }

    private Ending ending(Response.Numbered answer, boolean wanted, long seconds) {
        if (!(answer instanceof Response.Attrs(_, Attributes said))) return Ending.UNKNOWN;
        boolean whole = said.size().orElse(-1) == offset && said.isFile();
        if (!whole) return Ending.UNKNOWN;
        boolean dated = wanted && said.times().filter(it -> it.modified() == seconds).isPresent();
        return new Ending(said.size(), dated);
    }

    /// To close the file would say that it is whole, to servers that take it so.
    @Override
    public void close() throws IOException {
        if (over) return;
        over = true;
        if (session.hasWholeFiles()) {
            session.abandon();
            return;
        }
        for (Asked one : underWay) session.drop(one.id());
        underWay.clear();
        if (session.isUsable()) session.drop(session.send(id -> new Request.Close(id, handle)));
    }
}
