package dev.ferry.server.ftp;

import dev.ferry.core.work.OnBehalf;
import dev.ferry.server.net.Secured;
import dev.ferry.server.net.Selectors;
import dev.ferry.server.net.Tls;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import dev.ferry.wire.ftp.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The control connection: lines in, replies out.
///
/// The channel never blocks. The thread that has the conversation listens with an [Ear]. While a
/// transfer runs, its thread may take in what has come too, under `input`: so it sees the end of
/// the connection ([#verdict]) as soon as the kernel knows it, whether or not a thread that listens
/// has been scheduled since. Either may send, under `output`. Another thread may [#interrupt], ask
/// [#stuckSince] and close.
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
    private static final byte IAC = (byte) 255;
    private static final Duration LAST_WORDS = Duration.ofMillis(200);
    private static final Duration INTERJECTION = Duration.ofMillis(20);

    private static final System.Logger LOG = System.getLogger(Control.class.getName());

    private final SocketChannel channel;
    private final Selectors selectors;
    private final ReplyCounts replies;

    /// For the moment between the socket and [LineReader]; a silent session needs none.
    private static final ThreadLocal<byte[]> PIECES =
            ThreadLocal.withInitial(() -> new byte[PIECE]);

    private final ReentrantLock input = new ReentrantLock();
    private LineReader lines = new LineReader();
    private byte[] clear = {}; // came behind the end of TLS
    private boolean ended;
    private boolean leaving;
    private boolean aborting;
    private boolean takenBack;
    private boolean queued; // a command that waits for the end of this transfer has been taken out

    private volatile WireText text = WireText.UTF8;

    /// TLS, once it is to be spoken; set under input and output.
    private volatile @Nullable Secured secured;

    private boolean clearing; // TLS ends with what the client says next; under input
    private boolean cleared; // nothing more is sent over TLS; under output
    private volatile @Nullable String trouble;

    private final ReentrantLock output = new ReentrantLock();
    private volatile long writingSince;
    private volatile boolean hurried; // nothing waits for the client any more

    private final AtomicReference<@Nullable Ear> listening = new AtomicReference<>();

    Control(SocketChannel channel, Selectors selectors, ReplyCounts replies) throws IOException {
        this.replies = replies;
        this.channel = channel;
        this.selectors = selectors;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.socket()
                .setOOBInline(true); // ABOR comes behind a Telnet Synch, which is urgent data
    }

    /// Whether what is said here is encrypted.
    boolean isSecure() {
        return secured != null;
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

    /// One thread's way of waiting for the client. Close it: the selector is borrowed.
    final class Ear implements Closeable {
        private final Selector selector;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Ear(Selector selector) {
            this.selector = selector;
        }

        private void await(long millis) throws IOException {
            selector.select(millis);
            selector.selectedKeys().clear();
        }

        @Override
        public void close() throws IOException {
            listening.compareAndSet(this, null); // another thread's stays
            if (closed.getAndSet(true)) return;
            SelectionKey key = channel.keyFor(selector);
            if (key != null) key.cancel();
            selector.selectNow();
            selectors.giveBack(selector);
        }
    }

    /// From now on this thread has the conversation. Whoever had it before carries out a transfer,
    /// and listens no more.
    Ear listen() throws IOException {
        var ear = new Ear(selectors.take());
        try {
            channel.register(ear.selector, SelectionKey.OP_READ);
            Ear before = listening.getAndSet(ear);
            if (before != null) before.close();
            return ear;
        } catch (IOException | RuntimeException e) {
            ear.close();
            throw e;
        }
    }

    private Ear ear() {
        Ear ear = listening.get();
        if (ear == null) throw new IllegalStateException("nobody listens");
        return ear;
    }

    /// The next line, while no transfer runs.
    ///
    /// @param deadline of [System#nanoTime()]
    /// @throws SocketTimeoutException if there was none until then
    Line readLine(long deadline) throws IOException {
        boolean looked = false;
        while (true) {
            Line line = poll();
            if (line != null) return line;
            answerTelnet();
            if (takeHeld()) continue;
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 && looked) throw new SocketTimeoutException("no line in time");
            if (left > 0) ear().await(left);
            takeSome();
            looked = true;
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
        Ear ear = ear();
        SelectionKey key = channel.keyFor(ear.selector);
        boolean listens;
        input.lock();
        try {
            listens = !ended && lines.room() > 0;
        } finally {
            input.unlock();
        }
        if (key != null && key.isValid()) key.interestOps(listens ? SelectionKey.OP_READ : 0);
        ear.await(0);
        if (key != null && key.isValid()) key.interestOps(SelectionKey.OP_READ);
        takeWhatIsThere();
    }

    /// Ends an [#await]; does nothing while nobody listens.
    void wake() {
        Ear ear = listening.get();
        if (ear != null) ear.selector.wakeup();
    }

    /// A transfer begins.
    void begin() {
        input.lock();
        try {
            aborting = false;
            queued = false;
            takenBack = false;
        } finally {
            input.unlock();
        }
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
            // What has been taken in is no reason to wake any more for the selector.
            if (takeWhatIsThere()) wake();
            if (aborting || abortIsNext()) {
                takenBack = true;
                return Verdict.ABORTED;
            }
            return ended && !leaving() ? Verdict.ENDED : Verdict.STANDS;
        } finally {
            input.unlock();
        }
    }

    /// Whether the last transfer ended by an ABOR that has not been answered yet. Says so once.
    boolean takenBack() {
        input.lock();
        try {
            boolean was = takenBack;
            takenBack = false;
            return was;
        } finally {
            input.unlock();
        }
    }

    private boolean holdsQuit() {
        for (Line line : lines.waiting(text)) {
            if (isQuit(line)) return true;
        }
        return false;
    }

    private static boolean isQuit(Line line) {
        return line instanceof Line.Text(String text)
                && CommandParser.parse(text) instanceof Command.Quit;
    }

    private static boolean waits(Line line) {
        if (!(line instanceof Line.Text(String text))) return true;
        Command command = CommandParser.parse(text);
        return !(command instanceof Command.Abor || command instanceof Command.Stat);
    }

    /// Whether ABOR is the next command to be served; behind another that waits for this transfer
    /// it means that one.
    private boolean abortIsNext() {
        if (queued) return false;
        for (Line line : lines.waiting(text)) {
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
            Line line = lines.poll(text);
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
            if (line != null) queued |= waits(line);
            return line;
        } finally {
            input.unlock();
        }
    }

    /// @return whether anything was there, or the end
    private boolean takeWhatIsThere() {
        input.lock();
        try {
            boolean any = false;
            while (takeSome()) any = true;
            return any;
        } finally {
            input.unlock();
        }
    }

    private boolean takeSome() {
        input.lock();
        try {
            if (ended || lines.room() <= 0) return false;
            var piece = ByteBuffer.wrap(PIECES.get(), 0, Math.min(PIECE, lines.room()));
            int count = readNow(piece);
            if (count < 0) ended = true;
            else lines.feed(piece.flip());
            return count != 0;
        } finally {
            input.unlock();
        }
    }

    /// Takes some of what has left the socket and is not used up: no selector tells of that.
    private boolean takeHeld() {
        input.lock();
        try {
            Secured tls = secured;
            boolean held = tls == null ? clear.length > 0 : tls.ready();
            return held && takeSome();
        } finally {
            input.unlock();
        }
    }

    private int readNow(ByteBuffer piece) {
        Secured tls = secured;
        try {
            if (tls == null) return readClear(piece);
            int count = tls.read(piece);
            if (count < 0 && clearing) {
                clear = tls.behind();
                clearing = false;
                secured = null;
                return readClear(piece);
            }
            return count;
        } catch (IOException e) { // ended, if not in good order
            if (tls != null && !tls.established() && trouble == null) {
                trouble = String.valueOf(e.getMessage());
            }
            return -1;
        }
    }

    private int readClear(ByteBuffer piece) throws IOException {
        if (clear.length == 0) return channel.read(piece);
        int count = Math.min(piece.remaining(), clear.length);
        piece.put(clear, 0, count);
        clear = Arrays.copyOfRange(clear, count, clear.length);
        return count;
    }

    /// From now on TLS is spoken. What has come already is forgotten: somebody else may have put it
    /// there (CVE-2011-1575). For the session's thread.
    void secure(Tls.Circle circle) throws IOException {
        input.lock();
        output.lock();
        try {
            lines = new LineReader();
            cleared = false;
            secured = Secured.over(new OnChannel(), circle);
        } finally {
            output.unlock();
            input.unlock();
        }
    }

    /// From now on nothing is said over TLS any more, and nothing is heard over it once the client
    /// has said the same. For the session's thread.
    void unsecure() throws IOException {
        input.lock();
        output.lock();
        try {
            Secured tls = secured;
            if (tls == null) return;
            clearing = true;
            cleared = true;
            tls.finish();
        } finally {
            output.unlock();
            input.unlock();
        }
    }

    /// Why the TLS handshake failed, if it did.
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /// What [Secured] reads from and writes to.
    private final class OnChannel implements Secured.Wire {

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            writeAll(from);
        }
    }

    /// How lines are read and replies are said from now on. For the session's thread.
    void speak(WireText other) {
        text = other;
    }

    void send(Reply reply) throws IOException {
        if (OnBehalf.session().isPresent()) { // the greeting is told by the session
            LOG.log(System.Logger.Level.DEBUG, () -> "< " + reply.code());
        }
        replies.count(reply);
        send(doubled(text.encode(reply.wire())));
    }

    /// The byte 255 begins a command of Telnet's, and two of them are one (RFC 854).
    private static byte[] doubled(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) if (b == IAC) count++;
        if (count == 0) return bytes;
        byte[] doubled = new byte[bytes.length + count];
        int at = 0;
        for (byte b : bytes) {
            doubled[at++] = b;
            if (b == IAC) doubled[at++] = b;
        }
        return doubled;
    }

    /// The last word before [#kill], where it can be said without waiting: not while a client is
    /// still shaking hands. For any thread.
    void sayAtOnce(Reply reply) {
        hurried = true;
        if (!mayTalk()) return;
        try {
            Secured tls = cleared ? null : secured;
            if (tls != null && !tls.established()) return;
            send(doubled(text.encode(reply.wire())));
            if (tls != null) tls.finish();
            channel.shutdownOutput();
        } catch (IOException _) {
            // nobody hears it
        } finally {
            output.unlock();
        }
    }

    /// Whether nothing else is being said, or not for long any more.
    private boolean mayTalk() {
        try {
            return output.tryLock(INTERJECTION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
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
            Secured tls = secured;
            if (tls == null || cleared) writeAll(ByteBuffer.wrap(bytes));
            else tls.write(ByteBuffer.wrap(bytes));
        } finally {
            output.unlock();
        }
    }

    private void writeAll(ByteBuffer left) throws IOException {
        try {
            writingSince = System.nanoTime() | 1;
            while (left.hasRemaining()) {
                if (channel.write(left) == 0) {
                    if (hurried) throw new IOException("the client does not read");
                    LockSupport.parkNanos(1_000_000); // the client does not read
                }
            }
        } finally {
            writingSince = 0;
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
        Secured tls = secured;
        if (tls != null) tls.finish();
        channel.shutdownOutput();
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        while (true) {
            var piece = ByteBuffer.wrap(PIECES.get());
            int count = channel.read(piece);
            if (count < 0) return;
            if (count > 0) continue;
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) return;
            ear().await(left);
        }
    }

    /// Closes it from another thread than the session's, which finds out.
    void kill() throws IOException {
        channel.close();
        wake();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
