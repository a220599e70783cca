package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.it.RawFtp.Data;
import dev.ferry.it.RawFtp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the fault matrix leaves: several at one file, deletions and renames under way, interrupted
/// uploads as their account has them, and how the verdict falls.
final class OrderlyEndsIT {

    private static final AtomicInteger FOLDERS = new AtomicInteger();

    /// More than the sockets in between can hold.
    private static final int LARGE = 16_000_000;

    private static final int SMALL_WINDOW = 4096;

    @SuppressWarnings("NullAway.Init")
    private static FerryProcess ferry;

    @SuppressWarnings("NullAway.Init")
    private static Attempt.Place place;

    private final Random random = new Random(4711);
    private final String folder = "/d" + FOLDERS.incrementAndGet();
    private final String path = folder + "/file";

    @SuppressWarnings("NullAway.Init")
    private Path onDisk;

    private List<String> stagedBefore = List.of();

    /// Two sessions of one account.
    @SuppressWarnings("NullAway.Init")
    private RawFtp anna;

    @SuppressWarnings("NullAway.Init")
    private RawFtp annaAgain;

    /// Another account with the same home.
    @SuppressWarnings("NullAway.Init")
    private RawFtp bert;

    @BeforeAll
    static void start() {
        ferry = FerryProcess.servePatiently();
        place = FaultMatrixIT.place(ferry);
    }

    @AfterAll
    static void stop() {
        ferry.close();
    }

    @BeforeEach
    void connect() throws IOException {
        Files.createDirectories(disk(folder));
        onDisk = disk(path);
        anna = place.uploads().at(ferry);
        annaAgain = place.uploads().at(ferry);
        bert = place.looksOn().at(ferry);
        stagedBefore = staged();
    }

    @AfterEach
    void disconnect() throws IOException {
        anna.close();
        annaAgain.close();
        bert.close();
    }

    private static Path disk(String path) {
        return place.home().resolve(path.substring(1));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// Says the verb, sends, and waits until the server has it all.
    private static Data begin(RawFtp client, String verb, byte[] bytes) throws IOException {
        Data data = client.extended();
        client.say(150, verb);
        data.write(bytes);
        client.awaitReceived(bytes.length);
        return data;
    }

    private static Reply end(RawFtp client, Data data) throws IOException {
        data.close();
        return client.reply();
    }

    private static void abort(RawFtp client, Data data) throws IOException {
        client.send("ABOR");
        client.reply(426);
        client.reply(226);
        data.close();
    }

    private static void requireRefused(Reply reply) {
        assertThat(reply.code()).as(reply.text()).isIn(426, 450, 451, 550, 553);
        assertThat(reply.sentence()).as(reply.text()).contains(" ").doesNotContain("null");
    }

    private static void requireSame(byte[] found, byte[] expected) {
        assertThat(found.length).as("bytes").isEqualTo(expected.length);
        assertThat(Arrays.mismatch(found, expected)).as("first difference").isEqualTo(-1);
    }

    private void requireOnDisk(byte[] expected) throws IOException {
        requireSame(Files.readAllBytes(onDisk), expected);
    }

    // ---- somebody reads

    enum Change {
        REPLACED,
        APPENDED_TO,
        RESUMED_INSIDE,
        DELETED,
        RENAMED,
        RENAMED_OVER
    }

    @ParameterizedTest
    @EnumSource
    void aReaderKeepsTheVersionHeOpened(Change change) throws IOException {
        byte[] old = bytes(LARGE);
        Files.write(onDisk, old);
        var read = new ByteArrayOutputStream();
        try (Data data = anna.extended(SMALL_WINDOW)) {
            anna.say(150, "RETR " + path);
            byte[] first = new byte[1000];
            read.write(first, 0, data.read(first));
            byte[] more = bytes(100_000);
            switch (change) {
                case REPLACED -> bert.store("STOR " + path, more);
                case APPENDED_TO -> bert.store("APPE " + path, more);
                case RESUMED_INSIDE -> {
                    bert.say(350, "REST 5000");
                    bert.store("STOR " + path, more);
                }
                case DELETED -> bert.say(250, "DELE " + path);
                case RENAMED -> {
                    bert.say(350, "RNFR " + path);
                    bert.say(250, "RNTO " + path + ".moved");
                }
                case RENAMED_OVER -> {
                    bert.store("STOR " + path + ".new", more);
                    bert.say(350, "RNFR " + path + ".new");
                    bert.say(250, "RNTO " + path);
                }
            }
            read.write(data.readAll());
        }
        anna.reply(226);
        requireSame(read.toByteArray(), old);
    }

    // ---- two write

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoWritersTheLastToEndHasTheFile(boolean isThere) throws IOException {
        if (isThere) Files.write(onDisk, bytes(1000));
        byte[] first = bytes(200_000);
        byte[] second = bytes(150_000);
        Data one = begin(anna, "STOR " + path, first);
        Data two = begin(annaAgain, "STOR " + path, second);
        assertThat(end(annaAgain, two).code()).isEqualTo(226);
        requireOnDisk(second);
        assertThat(end(anna, one).code()).isEqualTo(226);
        requireOnDisk(first);
        assertThat(anna.names(folder)).containsExactly("file");
    }

    @Test
    void ofTwoWritersOfTwoAccountsTheLastToEndHasTheFile() throws IOException {
        byte[] first = bytes(200_000);
        byte[] second = bytes(150_000);
        Data one = begin(anna, "STOR " + path, first);
        Data two = begin(bert, "STOR " + path, second);
        assertThat(end(anna, one).code()).isEqualTo(226);
        requireOnDisk(first);
        assertThat(end(bert, two).code()).isEqualTo(226);
        requireOnDisk(second);
    }

    @Test
    void aWriterThatIsCutTakesNothingFromTheOther() throws IOException {
        byte[] first = bytes(200_000);
        Data one = begin(anna, "STOR " + path, first);
        Data two = begin(bert, "STOR " + path, bytes(150_000));
        assertThat(end(anna, one).code()).isEqualTo(226);
        two.reset();
        requireRefused(bert.reply());
        requireOnDisk(first);
        assertThat(bert.names(folder)).containsExactly("file");
        requireSame(bert.fetch(path), first);
    }

    @Test
    void twoAppendsComeOneBehindTheOther() throws IOException {
        byte[] old = bytes(50_000);
        Files.write(onDisk, old);
        byte[] first = bytes(20_000);
        byte[] second = bytes(30_000);
        Data one = begin(anna, "APPE " + path, first);
        Data two = begin(bert, "APPE " + path, second);
        assertThat(end(bert, two).code()).isEqualTo(226);
        Reply late = end(anna, one);
        byte[] expected = joined(old, second);
        if (late.code() == 226) expected = joined(expected, first);
        else requireRefused(late);
        requireOnDisk(expected);
    }

    @Test
    void aResumeOntoAFileThatHasGrownIsRefused() throws IOException {
        byte[] old = bytes(50_000);
        Files.write(onDisk, old);
        byte[] added = bytes(30_000);
        anna.say(350, "REST 50000");
        Data one = begin(anna, "STOR " + path, bytes(20_000));
        bert.store("APPE " + path, added);
        requireRefused(end(anna, one));
        requireOnDisk(joined(old, added));
    }

    // ---- deleted and renamed under way

    @Test
    void aFileDeletedWhileItIsOverwrittenIsTheNewOne() throws IOException {
        Files.write(onDisk, bytes(1000));
        byte[] next = bytes(100_000);
        Data data = begin(anna, "STOR " + path, next);
        bert.say(250, "DELE " + path);
        assertThat(bert.names(folder)).isEmpty();
        assertThat(end(anna, data).code()).isEqualTo(226);
        requireOnDisk(next);
    }

    @Test
    void aFileRenamedWhileItIsOverwrittenStaysUnderItsOtherName() throws IOException {
        byte[] old = bytes(1000);
        Files.write(onDisk, old);
        byte[] next = bytes(100_000);
        Data data = begin(anna, "STOR " + path, next);
        bert.say(350, "RNFR " + path);
        bert.say(250, "RNTO " + path + ".moved");
        assertThat(end(anna, data).code()).isEqualTo(226);
        requireOnDisk(next);
        requireSame(Files.readAllBytes(disk(path + ".moved")), old);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPE", "REST"})
    void aFileDeletedWhileItIsAddedToStaysDeleted(String way) throws IOException {
        Files.write(onDisk, bytes(1000));
        if (way.equals("REST")) anna.say(350, "REST 1000");
        String verb = way.equals("REST") ? "STOR " : "APPE ";
        Data data = begin(anna, verb + path, bytes(100_000));
        bert.say(250, "DELE " + path);
        requireRefused(end(anna, data));
        assertThat(onDisk).doesNotExist();
        assertThat(bert.names(folder)).isEmpty();
        assertThat(annaAgain.names(folder)).isEmpty();
    }

    @Test
    void aFileRenamedWhileItIsAddedToStaysAsItWas() throws IOException {
        byte[] old = bytes(1000);
        Files.write(onDisk, old);
        Data data = begin(anna, "APPE " + path, bytes(100_000));
        bert.say(350, "RNFR " + path);
        bert.say(250, "RNTO " + path + ".moved");
        requireRefused(end(anna, data));
        assertThat(onDisk).doesNotExist();
        requireSame(Files.readAllBytes(disk(path + ".moved")), old);
    }

    @Test
    void aFileReplacedWhileItIsAddedToIsTheOneThatReplacedIt() throws IOException {
        Files.write(onDisk, bytes(1000));
        byte[] other = bytes(5000);
        Data data = begin(anna, "APPE " + path, bytes(100_000));
        bert.store("STOR " + path, other);
        requireRefused(end(anna, data));
        requireOnDisk(other);
    }

    @Test
    void anUploadDeletedByItsAccountEnds() throws IOException {
        Data data = begin(anna, "STOR " + path, bytes(100_000));
        annaAgain.say(250, "DELE " + path);
        requireRefused(anna.reply());
        data.close();
        assertThat(annaAgain.names(folder)).isEmpty();
        assertThat(onDisk).doesNotExist();
    }

    @Test
    void anUploadThatRunsCannotBeRenamed() throws IOException {
        byte[] whole = bytes(100_000);
        Data data = begin(anna, "STOR " + path, whole);
        annaAgain.say(350, "RNFR " + path);
        annaAgain.say(450, "RNTO " + path + ".moved");
        assertThat(end(anna, data).code()).isEqualTo(226);
        requireOnDisk(whole);
    }

    @Test
    void aFolderIsNotRemovedFromUnderAnothersUpload() throws IOException {
        byte[] whole = bytes(100_000);
        Data data = begin(anna, "STOR " + path, whole);
        bert.say(550, "RMD " + folder);
        assertThat(end(anna, data).code()).isEqualTo(226);
        requireOnDisk(whole);
    }

    @Test
    void aFolderRemovedByTheUploadsAccountTakesItAlong() throws IOException {
        Data data = begin(anna, "STOR " + path, bytes(100_000));
        annaAgain.say(250, "RMD " + folder);
        requireRefused(anna.reply());
        data.close();
        assertThat(disk(folder)).doesNotExist();
    }

    @Test
    void anUploadFollowsItsFolderToItsNewName() throws IOException {
        byte[] whole = bytes(100_000);
        Data data = begin(anna, "STOR " + path, whole);
        bert.say(350, "RNFR " + folder);
        bert.say(250, "RNTO " + folder + "-moved");
        assertThat(bert.names(folder + "-moved")).isEmpty();
        assertThat(end(anna, data).code()).isEqualTo(226);
        requireSame(Files.readAllBytes(disk(folder + "-moved/file")), whole);
        assertThat(disk(folder)).doesNotExist();
    }

    // ---- interrupted uploads

    @ParameterizedTest
    @ValueSource(strings = {"REST", "APPE"})
    void aResumeTakesOverFromASessionThatIsHalfDead(String way) throws IOException {
        byte[] whole = bytes(300_000);
        Data dead = begin(anna, "STOR " + path, Arrays.copyOf(whole, 100_000));
        int size = (int) annaAgain.size(path);
        assertThat(size).isEqualTo(100_000);
        byte[] rest = Arrays.copyOfRange(whole, size, whole.length);
        if (way.equals("REST")) annaAgain.say(350, "REST " + size);
        annaAgain.store((way.equals("REST") ? "STOR " : "APPE ") + path, rest);
        requireOnDisk(whole);
        Reply told = anna.reply();
        requireRefused(told);
        assertThat(told.text()).contains("another session");
        dead.close();
        anna.say(200, "NOOP");
        requireOnDisk(whole);
    }

    @Test
    void aResumeThatIsRefusedTakesNothingOver() throws IOException {
        byte[] whole = bytes(300_000);
        Data running = begin(anna, "STOR " + path, Arrays.copyOf(whole, 100_000));
        annaAgain.say(350, "REST 200000");
        try (Data _ = annaAgain.extended()) {
            annaAgain.say(554, "STOR " + path);
        }
        running.write(whole, 100_000, whole.length);
        assertThat(end(anna, running).code()).isEqualTo(226);
        requireOnDisk(whole);
    }

    @Test
    void anInterruptedUploadIsReadFromAnOffsetOnly() throws IOException {
        byte[] sent = bytes(100_000);
        abort(anna, begin(anna, "STOR " + path, sent));
        requireSame(annaAgain.fetch(path, 40_000), Arrays.copyOfRange(sent, 40_000, 100_000));
        Reply refused;
        try (Data _ = annaAgain.extended()) {
            refused = annaAgain.say(450, "RETR " + path);
        }
        assertThat(refused.sentence()).contains(path, "interrupted upload", "REST");
    }

    @Test
    void aTextThatEndedBetweenReturnAndNewlineIsGoneOnWithWithoutATrace() throws IOException {
        anna.say(200, "TYPE A");
        anna.store("STOR " + path, "one\r\ntwo\r".getBytes(UTF_8));
        assertThat(anna.size(path)).isEqualTo(9);
        anna.say(350, "REST 9");
        anna.store("STOR " + path, "\nthree\r\n".getBytes(UTF_8));
        assertThat(onDisk).hasContent("one\ntwo\nthree\n");
        anna.say(350, "REST 4");
        anna.store("STOR " + path, "\nfour\r".getBytes(UTF_8));
        anna.say(350, "REST 10");
        anna.store("STOR " + path, "five".getBytes(UTF_8));
        assertThat(Files.readString(onDisk)).isEqualTo("one\nfour\rfive");
    }

    @Test
    void anInterruptedUploadIsDeletedByItsAccountAlone() throws IOException {
        abort(anna, begin(anna, "STOR " + path, bytes(100_000)));
        bert.say(550, "DELE " + path);
        assertThat(annaAgain.names(folder)).containsExactly("file");
        annaAgain.say(250, "DELE " + path);
        assertThat(annaAgain.names(folder)).isEmpty();
        annaAgain.say(550, "DELE " + path);
        requireNothingStaged();
    }

    @Test
    void anInterruptedUploadIsRenamedAndGoneOnWith() throws IOException {
        byte[] whole = bytes(200_000);
        abort(anna, begin(anna, "STOR " + path, Arrays.copyOf(whole, 100_000)));
        anna.say(350, "RNFR " + path);
        anna.say(250, "RNTO " + path + ".moved");
        assertThat(anna.names(folder)).containsExactly("file.moved");
        assertThat(bert.names(folder)).isEmpty();
        anna.say(350, "REST 100000");
        anna.store("STOR " + path + ".moved", Arrays.copyOfRange(whole, 100_000, 200_000));
        requireSame(Files.readAllBytes(disk(path + ".moved")), whole);
    }

    @Test
    void aFolderThatHoldsOnlyInterruptedUploadsIsRemovedWithThem() throws IOException {
        abort(anna, begin(anna, "STOR " + path, bytes(100_000)));
        abort(anna, begin(anna, "STOR " + path + "2", bytes(100_000)));
        assertThat(anna.names(folder)).containsExactly("file", "file2");
        bert.say(550, "RMD " + folder);
        anna.say(250, "RMD " + folder);
        assertThat(disk(folder)).doesNotExist();
        requireNothingStaged();
    }

    @Test
    void aPublishedFileEndsTheInterruptedUploadsOfItsName() throws IOException {
        abort(anna, begin(anna, "STOR " + path, bytes(100_000)));
        byte[] other = bytes(10);
        bert.store("STOR " + path, other);
        assertThat(anna.size(path)).isEqualTo(10);
        bert.say(250, "DELE " + path);
        assertThat(anna.names(folder)).isEmpty();
        requireNothingStaged();
    }

    @Test
    void nothingIsKeptOfAnUploadOfNoBytes() throws IOException {
        try (Data data = anna.extended()) {
            anna.say(150, "STOR " + path);
            abort(anna, data);
        }
        assertThat(anna.names(folder)).isEmpty();
        anna.say(550, "SIZE " + path);
    }

    /// Of what was staged since the test began, nothing is left.
    private void requireNothingStaged() throws IOException {
        List<String> left = staged();
        left.removeAll(stagedBefore);
        assertThat(left).isEmpty();
    }

    /// What lies in the stage for the tests' own home, the lock aside.
    private static List<String> staged() throws IOException {
        Path stage = place.home().resolve(".ferry-stage");
        if (!Files.exists(stage)) return new ArrayList<>(); // made by the first upload
        try (var all = Files.list(stage)) {
            return all.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.equals("lock") && !name.endsWith(".note"))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    @Test
    void anAnonymousAccountKeepsNothingInterrupted() throws IOException {
        ferry.run("user", "add", "anonymous", "--anonymous");
        var guest = new Login("anonymous", "guest@example.org");
        try (RawFtp client = guest.at(ferry);
                RawFtp again = guest.at(ferry)) {
            int mark = ferry.mark();
            abort(client, begin(client, "STOR /gone", bytes(100_000)));
            ferry.awaitLog(mark, line -> line.contains("cut /gone after 100000 bytes"));
            assertThat(ferry.logSince(mark, line -> line.contains("cut /gone")))
                    .singleElement()
                    .asString()
                    .contains("nothing kept");
            assertThat(again.names("/")).isEmpty();
            again.say(550, "SIZE /gone");
        }
        try (var all = Files.walk(ferry.home("anonymous"))) {
            assertThat(all.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
                    .isSubsetOf("lock");
        }
    }

    @Test
    void anInterruptedUploadExpires() throws IOException {
        Path config = Files.createTempFile("ferry-it", ".yaml");
        Files.writeString(config, "files:\n  keep-partials: 10s\n", UTF_8);
        try (var own = FerryProcess.serve("--config", config.toString())) {
            own.addUser("carl", "carl's secret");
            var carl = new Login("carl", "carl's secret");
            try (RawFtp client = carl.at(own)) {
                abort(client, begin(client, "STOR /late", bytes(100_000)));
                assertThat(client.names("/")).containsExactly("late");
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> client.say(550, "SIZE /late"));
                assertThat(client.names("/")).isEmpty();
                client.say(350, "REST 100000");
                try (Data _ = client.extended()) {
                    client.say(554, "STOR /late");
                }
            }
            own.terminate();
            own.start();
            try (RawFtp client = carl.at(own);
                    var all = Files.list(own.home("carl").resolve(".ferry-stage"))) {
                assertThat(client.names("/")).isEmpty();
                assertThat(all.map(file -> String.valueOf(file.getFileName())))
                        .filteredOn(name -> !name.endsWith(".note"))
                        .containsExactly("lock");
            }
        } finally {
            Files.delete(config);
        }
    }

    // ---- the verdict

    @Test
    void noneOfFiveHundredDyingClientsPublishes() throws Exception {
        int times = 500;
        int mark = ferry.mark();
        DyingClient.loop(
                ferry,
                place.uploads(),
                DyingClient.Order.DATA,
                bytes(20_000),
                times,
                "STOR " + folder + "/f{}");
        await().atMost(Duration.ofSeconds(60)).until(() -> outcomes(mark) >= times);
        List<String> published;
        try (var all = Files.list(disk(folder))) {
            published = all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
        System.out.printf(
                "verdict: of %d clients that died right behind their last byte %d published%n",
                times, published.size());
        assertThat(published).as("files of which nobody knows that they are whole").isEmpty();
        assertThat(bert.names(folder)).isEmpty();
        // Whose control connection was seen to end before the first byte was read left nothing.
        int kept = ferry.logSince(mark, it -> it.contains("bytes kept to resume")).size();
        assertThat(anna.names(folder).size()).isEqualTo(kept).isPositive();
        for (String name : anna.names(folder)) anna.say(250, "DELE " + folder + "/" + name);
    }

    private int outcomes(int mark) {
        return ferry.logSince(mark, line -> line.contains(" " + folder + "/f")).size();
    }

    @ParameterizedTest
    @EnumSource
    void anAccountThatTrustsCloseHasItsFileWhenBothConnectionsClose(DyingClient.Order order)
            throws Exception {
        String name = "camera-" + order;
        var camera = new Login(name, "its secret");
        ferry.addUser(camera.user(), camera.password(), "--trust-close");
        byte[] picture = bytes(50_000);
        int times = 20;
        int mark = ferry.mark();
        DyingClient.loop(ferry, camera, order, picture, times, "STOR /p{}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ferry.logSince(mark, it -> it.contains("[" + name)).size() >= times);
        for (int i = 0; i < times; i++) {
            Path file = ferry.home(name).resolve("p" + i);
            assertThat(file).isRegularFile();
            requireSame(Files.readAllBytes(file), picture);
        }
    }

    @Test
    void halfALineOnTheControlConnectionDoesNotHarmTheUpload() throws IOException {
        byte[] whole = bytes(100_000);
        Data data = begin(anna, "STOR " + path, whole);
        anna.sendHalf("ABO");
        assertThat(end(anna, data).code()).isEqualTo(226);
        requireOnDisk(whole);
        anna.sendHalf("X\r\n");
        assertThat(anna.reply().code()).isEqualTo(500);
        anna.say(200, "NOOP");
    }

    @Test
    void aClientThatStallsDoesNotHoldUpOthersAndIsCutInTime() throws IOException {
        Path config = Files.createTempFile("ferry-it", ".yaml");
        Files.writeString(config, "ftp:\n  stall-timeout: 6s\n", UTF_8);
        try (var own = FerryProcess.serve("--config", config.toString())) {
            own.addUser("carl", "carl's secret");
            var carl = new Login("carl", "carl's secret");
            int mark = own.mark();
            try (RawFtp stalls = carl.at(own);
                    RawFtp works = carl.at(own)) {
                Data data = begin(stalls, "STOR /stalls", bytes(100_000));
                works.store("STOR /works", bytes(1000));
                requireRefused(stalls.reply());
                data.close();
                assertThat(own.awaitLog(mark, line -> line.contains("cut /stalls after 100000")))
                        .contains("100000 bytes kept");
                assertThat(works.size("/stalls")).isEqualTo(100_000);
            }
        } finally {
            Files.delete(config);
        }
    }
}
