package dev.ferry.server.ftp;

import dev.ferry.server.net.Selectors;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import dev.ferry.wire.ftp.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The control connection: lines in, replies out.
///
/// The session's thread alone reads while no other carries a transfer out, and blocks in it. From
/// [#share] to [#unshare] one does: then the channel does not block, the session's thread waits at
/// a selector, and either thread may take in what has come, under `input`: so the transfer sees the
/// end of the connection ([#verdict]) as soon as the kernel knows it, whether or not the session's
/// thread has been scheduled since. Either may send, under `output`. Another thread may
/// [#interrupt], ask [#stuckSince] and close.
final class Control implements Closeable {

    /// What the control connection says about an upload whose data has ended.
    enum Verdict {
        /// It stands, or QUIT has come: the end of the data is the end of the file.
        STANDS,
        /// The client has taken the transfer back.
        ABORTED,
        /// It has ended too: the client died.
        ENDED
    }

    private static final int PIECE = 1024;
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final SocketChannel channel;
    private final Socket socket;
    private final InputStream stream;
    private final Selectors selectors;

    /// For the moment between the socket and [LineReader]; a silent session needs none.
    private static final ThreadLocal<byte[]> PIECES =
            ThreadLocal.withInitial(() -> new byte[PIECE]);

    private final ReentrantLock input = new ReentrantLock();
    private final LineReader lines = new LineReader();
    private boolean ended;
    private boolean leaving;
    private boolean aborting;

    private final ReentrantLock output = new ReentrantLock();
    private volatile long writingSince;

    private volatile @Nullable SelectionKey shared;

    Control(SocketChannel channel, Selectors selectors) throws IOException {
        this.channel = channel;
        this.socket = channel.socket();
        this.stream = socket.getInputStream();
        this.selectors = selectors;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.setOOBInline(true); // ABOR comes behind a Telnet Synch, which is urgent data
    }

    InetSocketAddress local() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    InetSocketAddress peer() throws IOException {
        return (InetSocketAddress) channel.getRemoteAddress();
    }

    /// For [dev.ferry.server.net.Lounge].
    SocketChannel channel() {
        return channel;
    }

    /// The next line, while no transfer runs.
    ///
    /// @param deadline of [System#nanoTime()]
    /// @throws SocketTimeoutException if there was none until then
    Line readLine(long deadline) throws IOException {
        while (true) {
            Line line = poll();
            if (line != null) return line;
            answerTelnet();
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) throw new SocketTimeoutException("no line in time");
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            byte[] piece = PIECES.get();
            take(readBlocking(piece), piece);
        }
    }

    private int readBlocking(byte[] piece) throws IOException {
        try {
            return stream.read(piece, 0, PIECE);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return -1; // reset: the client is gone all the same
        }
    }

    /// The next line, while a transfer runs; null once `over` holds and no line was there before.
    @Nullable Line readLine(BooleanSupplier over) throws IOException {
        while (true) {
            takeWhatIsThere();
            Line line = pollDuringTransfer();
            if (line != null) return line;
            if (over.getAsBoolean()) return null;
            answerTelnet();
            await();
        }
    }

    /// Waits until something comes or [#wake] is called, while a transfer runs. What comes is kept
    /// for later.
    void await() throws IOException {
        SelectionKey key = shared;
        if (key == null) throw new IllegalStateException("no transfer runs");
        boolean listens;
        input.lock();
        try {
            listens = !ended && lines.room() > 0;
        } finally {
            input.unlock();
        }
        try {
            key.interestOps(listens ? SelectionKey.OP_READ : 0);
        } catch (CancelledKeyException _) {
            // killed: whoever reads next finds the end
        }
        key.selector().select();
        key.selector().selectedKeys().clear();
        takeWhatIsThere();
    }

    /// Ends an [#await]; does nothing while no transfer runs.
    void wake() {
        SelectionKey key = shared;
        if (key != null) key.selector().wakeup();
    }

    /// A transfer begins.
    void begin() {
        aborting = false;
    }

    /// From now on one thread carries the transfer out, and another listens to the client.
    void share() throws IOException {
        Selector selector = selectors.take();
        input.lock();
        try {
            channel.configureBlocking(false);
            shared = channel.register(selector, SelectionKey.OP_READ);
        } finally {
            input.unlock();
            if (shared == null) selectors.giveBack(selector);
        }
    }

    /// The transfer has ended, its last reply included.
    void unshare() throws IOException {
        SelectionKey key = shared;
        if (key == null) return;
        shared = null;
        Selector selector = key.selector();
        key.cancel();
        selector.selectNow();
        selectors.giveBack(selector);
        channel.configureBlocking(true);
    }

    /// Whether the client has closed. Lines from before may still wait.
    boolean ended() {
        input.lock();
        try {
            return ended;
        } finally {
            input.unlock();
        }
    }

    /// Whether QUIT has come during this transfer: then the end of the connection is no surprise.
    boolean leaving() {
        input.lock();
        try {
            return leaving || holdsQuit();
        } finally {
            input.unlock();
        }
    }

    /// How the control connection stands at this moment, as the kernel knows it. For the transfer's
    /// thread.
    Verdict verdict() {
        input.lock();
        try {
            if (shared == null) lookBriefly();
            else takeWhatIsThere();
            wake(); // what has been taken in is no reason to wake any more for the selector
            if (aborting || abortIsNext()) return Verdict.ABORTED;
            return ended && !leaving() ? Verdict.ENDED : Verdict.STANDS;
        } finally {
            input.unlock();
        }
    }

    /// Takes in what is there though the channel blocks: nobody reads but the caller.
    private void lookBriefly() {
        try {
            channel.configureBlocking(false);
            takeWhatIsThere();
            channel.configureBlocking(true);
        } catch (IOException _) {
            ended = true;
        }
    }

    private boolean holdsQuit() {
        for (Line line : lines.waiting()) {
            if (isQuit(line)) return true;
        }
        return false;
    }

    private static boolean isQuit(Line line) {
        return line instanceof Line.Text(String text)
                && CommandParser.parse(text) instanceof Command.Quit;
    }

    /// Whether ABOR is the next command to be served; behind another that waits for this transfer
    /// it means that one.
    private boolean abortIsNext() {
        for (Line line : lines.waiting()) {
            if (!(line instanceof Line.Text(String text))) return false;
            Command command = CommandParser.parse(text);
            if (command instanceof Command.Abor) return true;
            if (!(command instanceof Command.Stat)) return false;
        }
        return false;
    }

    private @Nullable Line poll() {
        input.lock();
        try {
            Line line = lines.poll();
            return line == null && ended ? new Line.End() : line;
        } finally {
            input.unlock();
        }
    }

    /// Notes what the line means for the transfer in the same moment in which it leaves the queue.
    private @Nullable Line pollDuringTransfer() {
        input.lock();
        try {
            aborting |= abortIsNext();
            Line line = poll();
            if (line != null && isQuit(line)) leaving = true;
            return line;
        } finally {
            input.unlock();
        }
    }

    private void take(int count, byte[] piece) {
        input.lock();
        try {
            if (count < 0) ended = true;
            else lines.feed(ByteBuffer.wrap(piece, 0, count));
        } finally {
            input.unlock();
        }
    }

    private void takeWhatIsThere() {
        input.lock();
        try {
            while (!ended && lines.room() > 0) {
                var piece = ByteBuffer.wrap(PIECES.get(), 0, Math.min(PIECE, lines.room()));
                int count = readNow(piece);
                if (count == 0) break;
                if (count < 0) ended = true;
                else lines.feed(piece.flip());
            }
        } finally {
            input.unlock();
        }
    }

    private int readNow(ByteBuffer piece) {
        try {
            return channel.read(piece);
        } catch (IOException _) {
            return -1; // reset: ended, if not in good order
        }
    }

    void send(Reply reply) throws IOException {
        send(reply.wire().getBytes(StandardCharsets.UTF_8));
    }

    private void answerTelnet() throws IOException {
        byte[] answers;
        input.lock();
        try {
            answers = lines.takeAnswers();
        } finally {
            input.unlock();
        }
        if (answers.length > 0) send(answers);
    }

    private void send(byte[] bytes) throws IOException {
        output.lock();
        try {
            writingSince = System.nanoTime() | 1;
            var left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                if (channel.write(left) == 0) {
                    LockSupport.parkNanos(1_000_000); // shared, and the client does not read
                }
            }
        } finally {
            writingSince = 0;
            output.unlock();
        }
    }

    /// Since when a reply waits to be taken, by [System#nanoTime()]; 0 where none does.
    long stuckSince() {
        return writingSince;
    }

    /// Makes the session's thread see an end of input, wherever it waits.
    void interrupt() throws IOException {
        channel.shutdownInput();
    }

    /// Hangs up so that the last reply arrives: a socket closed on unread input would reset the
    /// connection and take the reply with it.
    void hangUp() throws IOException {
        channel.shutdownOutput();
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        for (long left = LAST_WORDS.toMillis(); left > 0; ) {
            socket.setSoTimeout((int) left);
            if (stream.read(PIECES.get(), 0, PIECE) < 0) return;
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    /// Closes it from another thread than the session's, which finds out.
    void kill() throws IOException {
        channel.close();
        wake();
    }

    @Override
    public void close() throws IOException {
        SelectionKey key = shared;
        shared = null;
        if (key != null) key.selector().close();
        channel.close();
    }
}
