package dev.ferry.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.it.Cell.Before;
import dev.ferry.it.Cell.Fault;
import dev.ferry.it.Cell.Way;
import dev.ferry.it.RawFtp.Data;
import dev.ferry.it.RawFtp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/// A [Cell] carried out once, in a folder of its own: what stood before, the upload, the fault, and
/// what must have come of it. For one thread.
final class Attempt {

    private static final AtomicInteger FOLDERS = new AtomicInteger();
    private static final Pattern CUT =
            Pattern.compile("after (\\d+) bytes: (.+); (?:(\\d+) bytes|nothing) kept");

    /// Two accounts with one home.
    ///
    /// @param uploads who meets the faults
    /// @param looksOn who must not notice
    record Place(FerryProcess ferry, Login uploads, Login looksOn, Path home) {}

    private final Cell cell;
    private final Place place;
    private final Random random;
    private final String folder;
    private final String path;
    private final Path onDisk;

    /// What the file is to be.
    private final byte[] whole;

    /// What this upload sends: with [#start] bytes of what is there before it, the whole.
    private final byte[] wire;

    private final byte @Nullable [] old;
    private final int start;
    private final int partial;
    private final int cut;
    private int mark;

    /// The interrupted upload that was there.
    private byte[] earlier = {};

    /// @param size of the file that is to be, in bytes
    Attempt(Cell cell, Place place, long seed, int size) {
        this.cell = cell;
        this.place = place;
        this.random = new Random(seed);
        this.folder = "/c" + FOLDERS.incrementAndGet();
        String name = cell.longName() ? "n".repeat(250) + ".data" : "n.data";
        this.path = folder + "/" + name;
        this.onDisk = place.home().resolve(path.substring(1));
        byte[] content =
                switch (cell.way()) {
                    case ASCII -> lines(random, size, "\r\n");
                    case RECORDS -> lines(random, size, "\n");
                    case STOR, STOU, APPE, REST_AT_END, REST_INSIDE, BLOCKS, DEFLATE ->
                            bytes(random, size);
                };
        int some = between(size / 4, size / 2);
        partial = cell.before() == Before.PARTIAL ? some : 0;
        start =
                switch (cell.way()) {
                    case STOR, STOU, ASCII, BLOCKS, DEFLATE, RECORDS -> 0;
                    case APPE, REST_AT_END -> cell.before() == Before.NOTHING ? 0 : some;
                    case REST_INSIDE -> between(1, some - 1);
                };
        wire = encoded(Arrays.copyOfRange(content, start, content.length));
        whole = cell.way() == Way.ASCII ? withoutReturns(content) : content;
        old = cell.before() == Before.WHOLE ? old(some) : null;
        // The server hangs up on an end that is said, so that one is kept for the last moment.
        int all = cell.way().saysItsEnd() ? wire.length - 1 : wire.length;
        int least = cell.way().saysItsEnd() ? wire.length / 4 : 1; // more than a header
        cut = cell.fault().sendsAll() ? all : between(least, wire.length - 1);
    }

    private byte[] encoded(byte[] content) {
        return switch (cell.way()) {
            case BLOCKS -> blocks(content);
            case DEFLATE -> deflated(content);
            case RECORDS ->
                    (new String(content, ISO_8859_1).replace("\n", "\u00ff\u0001") + "\u00ff\u0002")
                            .getBytes(ISO_8859_1);
            case STOR, STOU, APPE, REST_AT_END, REST_INSIDE, ASCII -> content;
        };
    }

    /// Of any length, the last one empty and marked so (RFC 959 §3.4.2).
    private byte[] blocks(byte[] content) {
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < content.length; ) {
            int count = Math.min(between(1, 0xffff), content.length - at);
            out.writeBytes(new byte[] {0, (byte) (count >> 8), (byte) count});
            out.write(content, at, count);
            at += count;
        }
        out.writeBytes(new byte[] {64, 0, 0});
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private byte[] old(int size) {
        byte[] bytes = bytes(random, size);
        System.arraycopy(whole, 0, bytes, 0, Math.min(start, size));
        return bytes;
    }

    private int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] lines(Random random, int size, String end) {
        var text = new StringBuilder();
        while (text.length() < size) {
            text.append("x".repeat(random.nextInt(120))).append(random.nextInt()).append(end);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] withoutReturns(byte[] lines) {
        return new String(lines, UTF_8).replace("\r\n", "\n").getBytes(UTF_8);
    }

    /// How many bytes of this upload go to the disk.
    private int stored() {
        return cell.way().isConverted() ? whole.length : wire.length;
    }

    // ---- before

    /// Puts there what the cell says.
    void prepare() throws IOException {
        Files.createDirectories(place.home().resolve(folder.substring(1)));
        mark = place.ferry().mark();
        if (old != null) Files.write(onDisk, old);
        if (cell.before() == Before.PARTIAL) {
            byte[] kept =
                    cell.way() == Way.STOR ? bytes(random, partial) : Arrays.copyOf(whole, partial);
            earlier = kept;
            try (RawFtp client = place.uploads().at(place.ferry());
                    Data data = client.extended()) {
                client.say(150, "STOR " + path);
                data.write(kept);
                client.awaitReceived(partial);
                client.send("ABOR");
                client.reply(426);
                client.reply(226);
                assertThat(client.size(path)).isEqualTo(partial);
                place.ferry().awaitLog(mark, this::isOutcome);
            }
        }
        mark = place.ferry().mark();
    }

    Watcher.Watched watched() {
        return new Watcher.Watched(onDisk, path, old, whole, cell.grows());
    }

    // ---- during

    /// An upload in the middle: its first bytes have arrived.
    ///
    /// @param rest what is still to be sent
    @SuppressWarnings("ArrayRecordComponent") // a bundle of values, never compared
    record Running(RawFtp client, Data data, byte[] rest) implements AutoCloseable {

        /// The end, in good order.
        void fin() throws IOException {
            data.write(rest);
            data.fin();
        }

        @Override
        public void close() throws IOException {
            data.close();
            client.close();
        }
    }

    /// Sends the first bytes, and waits until the server has them.
    Running begin() throws IOException {
        RawFtp client = place.uploads().at(place.ferry());
        List<String> commands = commands();
        for (String command : commands.subList(0, commands.size() - 1)) {
            Reply reply = client.say(command);
            assertThat(reply.code()).as(reply.text()).isIn(200, 350);
        }
        String verb = commands.getLast();
        Data data;
        switch (random.nextInt(3)) {
            case 0 -> {
                try (RawFtp.Incoming incoming = client.active()) {
                    client.send(verb);
                    data = incoming.accept();
                    client.reply(150);
                }
            }
            case 1 -> {
                data = client.passive();
                client.say(150, verb);
            }
            default -> {
                data = client.extended();
                client.say(150, verb);
            }
        }
        data.write(wire, 0, cut);
        client.awaitReceived(cut);
        return new Running(client, data, Arrays.copyOfRange(wire, cut, wire.length));
    }

    /// What is said before the data; the last is the transfer itself.
    private List<String> commands() {
        var commands = new ArrayList<String>();
        commands.add(cell.way() == Way.ASCII ? "TYPE A" : "TYPE I");
        if (cell.way() == Way.BLOCKS) commands.add("MODE B");
        if (cell.way() == Way.DEFLATE) commands.add("MODE Z");
        if (cell.way() == Way.RECORDS) commands.add("STRU R");
        if (cell.fault() == Fault.ALLO_NOT_REACHED) commands.add("ALLO " + (whole.length + 1000));
        switch (cell.way()) {
            case STOR, ASCII, BLOCKS, DEFLATE, RECORDS -> commands.add("STOR " + path);
            case STOU -> commands.add("STOU " + path);
            case APPE -> commands.add("APPE " + path);
            case REST_AT_END, REST_INSIDE -> {
                commands.add("REST " + start);
                commands.add("STOR " + path);
            }
        }
        return commands;
    }

    /// The whole of it, with a look at the name from elsewhere all the while.
    void run() throws IOException {
        prepare();
        try (var watcher = Watcher.of(watched(), place.ferry(), place.looksOn())) {
            if (cell.fault().completes()) watcher.allowNew();
            meetFault();
            String outcome = place.ferry().awaitLog(mark, this::isOutcome);
            if (cell.fault().completes()) {
                assertThat(outcome).contains("complete " + path + " " + stored() + " bytes");
                requireComplete();
            } else {
                requireNamedCut(outcome);
                finishAfterCut(watcher);
            }
        }
    }

    private void meetFault() throws IOException {
        switch (cell.fault()) {
            case CLIENT_KILLED -> killedClient(order());
            case BOTH_CLOSED_DATA_FIRST -> killedClient(DyingClient.Order.DATA);
            case SERVER_KILLED, SERVER_KILLED_AT_THE_END ->
                    throw new IllegalStateException("not by this");
            default -> {
                try (Running running = begin()) {
                    meetFault(running);
                }
            }
        }
    }

    private DyingClient.Order order() {
        return random.nextBoolean() ? DyingClient.Order.DATA : DyingClient.Order.CONTROL;
    }

    private void killedClient(DyingClient.Order order) throws IOException {
        byte[] sent = Arrays.copyOf(wire, cut);
        try (var client =
                DyingClient.sending(
                        place.ferry(),
                        place.uploads(),
                        order,
                        sent,
                        commands().toArray(String[]::new))) {
            client.kill();
        }
    }

    private void meetFault(Running running) throws IOException {
        RawFtp client = running.client();
        Data data = running.data();
        switch (cell.fault()) {
            case ABOR, ABOR_AND_SYNCH -> {
                if (cell.fault() == Fault.ABOR_AND_SYNCH) client.synch();
                client.send("ABOR");
                requireSentence(client.reply(426));
                requireSentence(client.reply(226));
                client.say(200, "NOOP");
            }
            case DATA_RESET -> {
                data.reset();
                Reply reply = client.reply();
                assertThat(reply.code()).as(reply.text()).isIn(426, 451);
                requireSentence(reply);
                client.say(200, "NOOP");
            }
            case BOTH_RESET -> {
                if (random.nextBoolean()) {
                    data.reset();
                    client.reset();
                } else {
                    client.reset();
                    data.reset();
                }
            }
            case BOTH_CLOSED_CONTROL_FIRST -> {
                client.fin();
                data.fin();
            }
            case ALLO_NOT_REACHED -> {
                data.fin();
                Reply reply = client.reply();
                assertThat(reply.code()).as(reply.text()).isIn(426, 451, 552);
                assertThat(reply.text()).contains("ALLO");
                requireSentence(reply);
                client.say(200, "NOOP");
            }
            case NONE -> {
                running.fin();
                requireSentence(client.reply(226));
                client.say(200, "NOOP");
            }
            case QUIT_AHEAD -> {
                client.send("QUIT");
                running.fin();
                var codes = new ArrayList<Integer>();
                try {
                    while (true) codes.add(client.reply().code());
                } catch (EOFException | SocketException _) {
                    // hung up on, as asked
                }
                assertThat(codes).containsExactly(226, 221);
            }
            case CLIENT_KILLED, SERVER_KILLED, SERVER_KILLED_AT_THE_END, BOTH_CLOSED_DATA_FIRST ->
                    throw new IllegalStateException("not by this");
        }
    }

    private static void requireSentence(Reply reply) {
        assertThat(reply.sentence().split(" ")).as(reply.text()).hasSizeGreaterThan(0);
        assertThat(reply.sentence()).as(reply.text()).doesNotContain("null").isNotBlank();
    }

    // ---- after

    private boolean isOutcome(String line) {
        return line.contains("complete " + path + " ") || line.contains("cut " + path + " after ");
    }

    private void requireNamedCut(String outcome) {
        assertThat(outcome).contains("cut " + path + " after ");
        Matcher said = CUT.matcher(outcome);
        assertThat(said.find()).as(outcome).isTrue();
        assertThat(said.group(2)).as(outcome).isNotBlank().doesNotContain("null", "given up");
        assertThat(Long.parseLong(said.group(1))).as(outcome).isLessThanOrEqualTo(most());
        long kept = said.group(3) == null ? 0 : Long.parseLong(said.group(3));
        if (old != null) assertThat(kept).as(outcome).isZero();
        if (old == null && !cell.fault().leavesUnasked() && !cell.way().isConverted()) {
            assertThat(kept).as(outcome).isEqualTo(start + (long) cut);
        }
    }

    /// How much can have been stored of what was sent.
    private int most() {
        return cell.way() == Way.DEFLATE ? whole.length : cut;
    }

    /// What must hold after any cut, whoever died, the server included; then what the client would
    /// do next, and that it comes to the whole.
    ///
    /// @param watcher told when the new content may be there
    void finishAfterCut(Watcher watcher) throws IOException {
        try (RawFtp own = place.uploads().at(place.ferry());
                RawFtp other = place.looksOn().at(place.ferry())) {
            if (old != null) requireOld(own, other, old);
            else requireNothing(other);
            long kept = old != null ? 0 : kept(own);
            if (kept > 0) requirePartial(own, kept);
            watcher.allowNew();
            finish(own, kept);
        }
        requireComplete();
    }

    private void requireOld(RawFtp own, RawFtp other, byte[] was) throws IOException {
        requireSame(Files.readAllBytes(onDisk), was, "the old file on disk");
        for (RawFtp each : List.of(own, other)) {
            assertThat(each.names(folder)).containsExactly(name());
            assertThat(each.size(path)).isEqualTo(was.length);
            requireSame(each.fetch(path), was, "the old file");
        }
    }

    private void requireNothing(RawFtp other) throws IOException {
        assertThat(onDisk).doesNotExist();
        assertThat(other.names(folder)).isEmpty();
        for (String verb : List.of("SIZE ", "MDTM ", "MLST ")) {
            other.say(550, verb + path);
        }
        try (Data _ = other.extended()) {
            other.say(550, "RETR " + path);
        }
    }

    /// How much of a new name its account can go on with; 0 for nothing.
    private long kept(RawFtp own) throws IOException {
        List<String> names = own.names(folder);
        if (names.isEmpty()) {
            own.say(550, "SIZE " + path);
            assertThat(cell.fault().leavesUnasked())
                    .as("nothing was kept, though bytes had arrived")
                    .isTrue();
            return 0;
        }
        assertThat(names).containsExactly(name());
        long size = own.size(path);
        if (cell.way() == Way.STOR && cell.fault().leavesUnasked() && size == partial) {
            // Nothing of the new upload had arrived, so the interrupted one is still there.
            requireSame(own.fetch(path, 1), Arrays.copyOfRange(earlier, 1, partial), "the earlier");
            return 0;
        }
        assertThat(size).isPositive().isLessThanOrEqualTo(start + (long) most());
        return size;
    }

    private void requirePartial(RawFtp own, long kept) throws IOException {
        long from = between(1, (int) kept);
        byte[] tail = own.fetch(path, from);
        byte[] expected = Arrays.copyOfRange(whole, (int) from, (int) kept);
        boolean endsInReturn = tail.length > 0 && tail[tail.length - 1] == '\r';
        if (cell.way() == Way.ASCII && endsInReturn) { // its newline was still to come
            assertThat(expected[expected.length - 1]).isEqualTo((byte) '\n');
            expected[expected.length - 1] = '\r';
        }
        requireSame(tail, expected, "the partial");
        try (Data _ = own.extended()) {
            requireSentence(own.say(450, "RETR " + path));
        }
    }

    private void finish(RawFtp own, long kept) throws IOException {
        if (kept > 0 && cell.way() == Way.ASCII) {
            own.say(200, "TYPE A");
            int from = (int) own.size(path);
            own.say(350, "REST " + from);
            own.store("STOR " + path, Arrays.copyOfRange(wire, from, wire.length));
            own.say(200, "TYPE I");
        } else if (kept > 0 && cell.way() == Way.DEFLATE) {
            own.say(200, "MODE Z");
            own.say(350, "REST " + kept);
            byte[] rest = Arrays.copyOfRange(whole, (int) kept, whole.length);
            own.store("STOR " + path, deflated(rest));
        } else if (kept > 0) {
            byte[] rest = Arrays.copyOfRange(whole, (int) kept, whole.length);
            if (cell.way() != Way.APPE) own.say(350, "REST " + kept);
            own.store((cell.way() == Way.APPE ? "APPE " : "STOR ") + path, rest);
        } else if (old != null) {
            List<String> commands = new ArrayList<>(commands());
            commands.removeIf(command -> command.startsWith("ALLO"));
            for (String command : commands.subList(0, commands.size() - 1)) {
                assertThat(own.say(command).code()).isIn(200, 350);
            }
            own.store(commands.getLast(), wire);
            own.say(200, "TYPE I");
        } else {
            own.store("STOR " + path, whole);
        }
    }

    /// The file is there, whole, for everyone, and nothing else.
    void requireComplete() throws IOException {
        requireSame(Files.readAllBytes(onDisk), whole, "the file on disk");
        for (Login login : List.of(place.uploads(), place.looksOn())) {
            try (RawFtp client = login.at(place.ferry())) {
                assertThat(client.names(folder)).containsExactly(name());
                assertThat(client.size(path)).isEqualTo(whole.length);
                requireSame(client.fetch(path), whole, "the file");
            }
        }
    }

    /// Whether the new content stands there; else it must be as it was before.
    boolean isPublished() throws IOException {
        place.uploads().at(place.ferry()).close(); // the home is mended when it is first opened
        return Files.exists(onDisk) && Arrays.equals(Files.readAllBytes(onDisk), whole);
    }

    /// Past the server, which does not run: as it was before.
    void requireUntouchedOnDisk() throws IOException {
        if (old == null) assertThat(onDisk).doesNotExist();
        else requireSame(Files.readAllBytes(onDisk), old, "the old file on disk");
    }

    /// For the next one: a folder's content takes room.
    void remove() throws IOException {
        Files.deleteIfExists(onDisk);
        Files.delete(place.home().resolve(folder.substring(1)));
    }

    @Override
    public String toString() {
        return cell + " (" + path + ")";
    }

    private String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void requireSame(byte[] found, byte[] expected, String what) {
        if (Arrays.equals(found, expected)) return;
        throw new AssertionError(
                "%s: %d bytes where %d were to be, the first difference at %d"
                        .formatted(
                                what,
                                found.length,
                                expected.length,
                                Arrays.mismatch(found, expected)));
    }
}
