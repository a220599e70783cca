package dev.ferry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.TransferOptions.Verify;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpSettings;
import dev.ferry.client.remote.Retries;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the server does, the file at the end is the right one under its name, or there is none
/// and an exception says why.
@Timeout(60)
class TransferTest {

    private static final int SIZE = 300_000;

    @TempDir private Path folder;

    private ScriptedServer server;
    private TransferClient client;
    private Site site;
    private final byte[] content = bytes(1, SIZE);
    private final byte[] other = bytes(2, SIZE);

    private static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/f", content);
        open(Duration.ofSeconds(20));
    }

    private void open(Duration patience) throws IOException {
        client =
                TransferClient.builder(InstantSource.system())
                        .tls(FtpSettings.Tls.OFF)
                        .patience(patience)
                        .retries(
                                new Retries(
                                        3,
                                        Duration.ofMillis(5),
                                        Duration.ofMillis(10),
                                        (_, _, _) -> {}))
                        .build();
        site = client.open("ftp://anna:secret@127.0.0.1:" + server.port() + "/");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    /// For a server that says or takes nothing more.
    private void beImpatient() throws IOException {
        client.close();
        open(Duration.ofMillis(800));
    }

    private static final VirtualPath F = VirtualPath.of("/f");

    private Path local() {
        return folder.resolve("f");
    }

    private TransferResult download() throws IOException {
        return download(TransferOptions.standard());
    }

    private TransferResult download(TransferOptions options) throws IOException {
        return site.download(F, local(), options, Transfer.Listener.NONE).run();
    }

    private TransferResult upload() throws IOException {
        return upload(TransferOptions.standard());
    }

    private TransferResult upload(TransferOptions options) throws IOException {
        return site.upload(local(), F, options, Transfer.Listener.NONE).run();
    }

    @Test
    void aRefusalNamesTheFileAndNotOnlyItsTemporaryName() throws IOException {
        Files.write(local(), content);
        server.on("STOR", "553 Could not create file.");
        assertThat(failure(Failure.NotAllowed.class, this::upload))
                .hasMessageStartingWith("/f: not permitted: its temporary name .f.")
                .hasMessageContaining("553 Could not create file.");
    }

    private byte[] there(String path) {
        ScriptedServer.Content file = server.files.get(path);
        if (file == null) throw new AssertionError("no " + path + " in " + server.files.keySet());
        return file.bytes();
    }

    /// Only what a user expects is in the folder.
    private void assertNames(String... names) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(names);
        }
    }

    private <T extends Failure> T failure(
            Class<T> type, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        T failure = catchThrowableOfType(type, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    /// A RETR that breaks off after so many bytes.
    private void breaksOffAfter(int bytes) {
        server.once(
                "RETR",
                (talk, argument) -> {
                    byte[] all = there(argument);
                    int from = (int) talk.rest;
                    talk.rest = 0;
                    talk.say("150 here");
                    try (Socket data = talk.data()) {
                        data.getOutputStream()
                                .write(
                                        Arrays.copyOfRange(
                                                all, from, Math.min(all.length, from + bytes)));
                    }
                    talk.hangUp();
                });
    }

    private void leavesAPart(int bytes) {
        breaksOffAfter(bytes);
        for (int i = 0; i < 3; i++) breaksOffAfter(0);
        TransferOptions options = TransferOptions.standard();
        failure(Failure.ConnectionLost.class, () -> download(options));
    }

    // Downloads

    @Test
    void aDownloadIsWholeAndVerifiedBySize() throws IOException {
        TransferResult result = download(TransferOptions.standard().preserving(true));
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        assertThat(result.verified()).isEqualTo("size");
        assertThat(result.bytes()).isEqualTo(SIZE);
        assertThat(result.resumedFrom()).isZero();
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(local()).toInstant())
                .isEqualTo(Instant.parse("2024-01-02T03:04:05Z"));
        assertNames("f");
    }

    @Test
    void anEmptyFileArrives() throws IOException {
        server.file("/f", "");
        download();
        assertThat(local()).isEmptyFile();
    }

    @Test
    void aLostConnectionResumes() throws IOException {
        breaksOffAfter(100_000);
        breaksOffAfter(100_000);
        TransferResult result = download();
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        assertThat(result.attempts()).isEqualTo(3);
        assertThat(result.resumedFrom()).isEqualTo(100_000);
        assertThat(result.bytes()).isEqualTo(SIZE);
        assertThat(server.heard).anyMatch(line -> line.startsWith("REST "));
    }

    @Test
    void aPartOfAnEarlierRunIsGoneOnWith() throws IOException {
        leavesAPart(200_000);
        assertNames("f.ferry-part", "f.ferry-part.info");
        TransferResult result = download();
        assertThat(result.resumedFrom()).isEqualTo(200_000);
        assertThat(result.bytes()).isEqualTo(SIZE - 200_000);
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        assertNames("f");
    }

    @Test
    void aSourceOfAnotherVersionBeginsAgain() throws IOException {
        leavesAPart(200_000);
        server.files.put(
                "/f", new ScriptedServer.Content(other, Instant.parse("2024-02-02T00:00:00Z")));
        TransferResult result = download();
        assertThat(Files.readAllBytes(local())).isEqualTo(other);
        assertThat(result.resumedFrom()).isZero();
        assertThat(result.notes()).anyMatch(note -> note.contains("has changed"));
    }

    @Test
    void aSourceThatChangesBetweenTwoAttemptsBeginsAgain() throws IOException {
        server.once(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    try (Socket data = talk.data()) {
                        data.getOutputStream().write(content, 0, 150_000);
                    }
                    server.files.put(
                            "/f",
                            new ScriptedServer.Content(
                                    other, Instant.parse("2024-02-02T00:00:00Z")));
                    talk.hangUp();
                });
        TransferResult result = download();
        assertThat(Files.readAllBytes(local())).isEqualTo(other);
        assertThat(result.notes()).isNotEmpty();
    }

    /// Same size, same time: only the bytes tell.
    @Test
    void aPartThatDiffersBeginsAgain() throws IOException {
        leavesAPart(200_000);
        server.file("/f", other);
        TransferResult result = download();
        assertThat(Files.readAllBytes(local())).isEqualTo(other);
        assertThat(result.notes()).anyMatch(note -> note.contains("differs"));
    }

    @Test
    void aPartThatIsLongerThanTheFileBeginsAgain() throws IOException {
        leavesAPart(200_000);
        Files.write(folder.resolve("f.ferry-part"), bytes(3, SIZE + 5));
        TransferResult result = download();
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        assertThat(result.notes()).anyMatch(note -> note.contains("longer"));
    }

    @Test
    void aPartThatNobodyKnowsBeginsAgain() throws IOException {
        Files.write(folder.resolve("f.ferry-part"), Arrays.copyOf(other, 1000));
        assertThat(download().notes()).anyMatch(note -> note.contains("which version"));
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
    }

    @Test
    void aServerThatIgnoresRestBeginsAgain() throws IOException {
        leavesAPart(200_000);
        server.on("REST", "350 of course");
        TransferResult result = download();
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        assertThat(result.notes()).isNotEmpty();
    }

    /// The compared bytes say nothing where all are alike; their number does.
    @Test
    void aServerThatIgnoresRestIsSeenInAFileOfZerosToo() throws IOException {
        server.file("/f", new byte[SIZE]);
        leavesAPart(200_000);
        server.on("REST", "350 of course");
        assertThat(download().notes()).anyMatch(note -> note.contains("ignore REST"));
        assertThat(Files.readAllBytes(local())).isEqualTo(new byte[SIZE]);
    }

    @Test
    void aServerThatRefusesRestBeginsAgain() throws IOException {
        leavesAPart(200_000);
        server.on("REST", "502 not here");
        assertThat(download().notes()).anyMatch(note -> note.contains("502 not here"));
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
    }

    @Test
    void sizesThatLieEndInAFailure() throws IOException {
        for (String size : List.of("300001", "299999", "5", "9000000000000000000")) {
            server.on(
                    "MLST",
                    (talk, argument) ->
                            talk.say(
                                    "250-x\n type=file;size="
                                            + size
                                            + ";modify=20240101000000; "
                                            + argument
                                            + "\n250 y"));
            Failure failure = failure(Failure.NotVerified.class, this::download);
            assertThat(failure.exitCode()).isEqualTo(10);
            assertNames();
        }
        server.features = List.of("SIZE", "MDTM");
        site = client.open("ftp://anna:secret@127.0.0.1:" + server.port() + "/");
        for (String size : List.of("-1", "99999999999999999999")) {
            server.on("SIZE", "213 " + size);
            failure(Failure.ProtocolBroken.class, this::download);
        }
        assertNames();
    }

    @Test
    void dataWithoutEndIsBoundedByTheSize() throws IOException {
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.say("150 here");
                    var out = talk.data().getOutputStream();
                    while (true) out.write(new byte[100_000]);
                });
        failure(Failure.NotVerified.class, this::download);
        assertNames();
    }

    @Test
    void aFileThatChangesWhileItIsReadBeginsAgain() throws IOException {
        server.once(
                "RETR",
                (talk, argument) -> {
                    server.usual(talk, "RETR", argument);
                    server.files.put(
                            "/f",
                            new ScriptedServer.Content(
                                    other, Instant.parse("2024-02-02T00:00:00Z")));
                });
        TransferResult result = download();
        assertThat(Files.readAllBytes(local())).isEqualTo(other);
        assertThat(result.notes()).anyMatch(note -> note.contains("changed while it was read"));
    }

    @Test
    void aChecksumIsComparedWhereThereIsOne() throws Exception {
        server.features = List.of("SIZE", "MDTM", "MLST size*;modify*;", "HASH SHA-256*");
        server.on(
                "HASH",
                (talk, argument) ->
                        talk.say("213 SHA-256 0-299999 " + sha(there(argument)) + " " + argument));
        TransferResult result = download();
        assertThat(result.verified()).isEqualTo("sha-256");
        assertThat(result.sum().orElseThrow().hex()).isEqualTo(sha(content));
        server.on("HASH", "213 SHA-256 0-299999 " + sha(other) + " f");
        failure(Failure.NotVerified.class, this::download);
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        assertNames("f");
    }

    @Test
    void wantingAChecksumWhereThereIsNoneIsAFailure() {
        failure(
                Failure.NotVerified.class,
                () -> download(TransferOptions.standard().verifying(Verify.HASH)));
    }

    private static String sha(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aTimeOutIsTriedOnceMoreAndEndsWith11() throws IOException {
        beImpatient();
        var tries = new AtomicInteger();
        server.on("RETR", (_, _) -> tries.incrementAndGet());
        assertThat(failure(Failure.TimedOut.class, this::download).exitCode()).isEqualTo(11);
        assertThat(tries).hasValue(2);
    }

    @Test
    void retriesAreUsedUpWithoutProgress() {
        var tries = new AtomicInteger();
        server.on(
                "RETR",
                (talk, _) -> {
                    tries.incrementAndGet();
                    talk.hangUp();
                });
        assertThat(failure(Failure.ConnectionLost.class, this::download).exitCode()).isEqualTo(14);
        assertThat(tries.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void conflictsAreDecidedByRule() throws IOException {
        Files.write(local(), other);
        var options = TransferOptions.standard();
        assertThat(download(options.on(Conflict.SKIP)).outcome())
                .isEqualTo(TransferResult.Outcome.SKIPPED);
        // Ours is of now, theirs of 2024.
        assertThat(download(options.on(Conflict.NEWER)).outcome())
                .isEqualTo(TransferResult.Outcome.SKIPPED);
        assertThat(
                        failure(
                                        Failure.AlreadyThere.class,
                                        () -> download(options.on(Conflict.FAIL)))
                                .exitCode())
                .isEqualTo(7);
        assertThat(Files.readAllBytes(local())).isEqualTo(other);
        assertThat(download(options.on(Conflict.RENAME)).target()).endsWith("f.1");
        assertThat(Files.readAllBytes(folder.resolve("f.1"))).isEqualTo(content);
        assertThat(download(options.on(Conflict.DIFFERENT)).outcome())
                .isEqualTo(TransferResult.Outcome.DONE);
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
    }

    @Test
    void segmentsMakeOneFile() throws IOException {
        byte[] large = bytes(9, 5_000_000);
        server.file("/f", large);
        breaksOffAfter(100_000);
        TransferResult result = download(TransferOptions.standard().in(4));
        assertThat(Files.readAllBytes(local())).isEqualTo(large);
        assertThat(server.connections.get()).isGreaterThan(3);
        assertThat(result.verified()).isEqualTo("size");
    }

    @Test
    void segmentsWithoutRestBecomeOneStream() throws IOException {
        byte[] large = bytes(9, 5_000_000);
        server.file("/f", large).on("REST", "502 not here");
        download(TransferOptions.standard().in(4));
        assertThat(Files.readAllBytes(local())).isEqualTo(large);
    }

    @Test
    void aTransferCanBePausedAndCancelled() throws IOException {
        var slow = TransferClient.builder(InstantSource.system());
        try (var limited = slow.tls(FtpSettings.Tls.OFF).pace(new Pace(20_000)).build()) {
            Site there = limited.open("ftp://anna:x@127.0.0.1:" + server.port() + "/");
            Transfer transfer =
                    there.download(F, local(), TransferOptions.standard(), Transfer.Listener.NONE)
                            .start();
            while (transfer.progress().bytes() == 0) Thread.onSpinWait();
            transfer.pause();
            assertThat(transfer.isOver()).isFalse();
            transfer.cancel();
            assertThat(failure(Failure.Interrupted.class, transfer::await).exitCode())
                    .isEqualTo(130);
            assertNames("f.ferry-part", "f.ferry-part.info");
        }
    }

    @Test
    void twoDownloadsToOneNameAreNotMixed() throws IOException {
        server.file("/g", other);
        var pace = new Pace(20_000);
        try (var limited =
                TransferClient.builder(InstantSource.system())
                        .tls(FtpSettings.Tls.OFF)
                        .pace(pace)
                        .build()) {
            Site there = limited.open("ftp://anna:x@127.0.0.1:" + server.port() + "/");
            Transfer first =
                    there.download(F, local(), TransferOptions.standard(), Transfer.Listener.NONE)
                            .start();
            while (first.progress().bytes() == 0) Thread.onSpinWait();
            Transfer second =
                    site.download(
                            VirtualPath.of("/g"),
                            local(),
                            TransferOptions.standard(),
                            Transfer.Listener.NONE);
            assertThat(failure(Failure.LocalTrouble.class, second::run))
                    .hasMessageContaining("another transfer is writing f.ferry-part");
            pace.change(0);
            assertThat(first.await().outcome()).isEqualTo(TransferResult.Outcome.DONE);
        }
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        assertNames("f");
    }

    // Uploads

    @Test
    void anUploadGetsItsNameWhenItIsWhole() throws IOException {
        Files.write(local(), other);
        TransferResult result = upload(TransferOptions.standard().preserving(true));
        assertThat(there("/f")).isEqualTo(other);
        assertThat(result.verified()).isEqualTo("size");
        assertThat(server.files.keySet()).containsExactly("/f");
        assertThat(server.heard).noneMatch("STOR /f"::equals);
        assertThat(java.util.Objects.requireNonNull(server.files.get("/f")).modified())
                .isEqualTo(
                        Files.getLastModifiedTime(local())
                                .toInstant()
                                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    @Test
    void anUploadThatBreaksOffLeavesTheOldFileAndGoesOn() throws IOException {
        Files.write(local(), other);
        for (int i = 0; i < 4; i++) {
            int first = i;
            server.once(
                    "STOR",
                    (talk, argument) -> {
                        talk.say("150 go on");
                        try (Socket data = talk.data()) {
                            byte[] some =
                                    data.getInputStream().readNBytes(first == 0 ? 200_000 : 0);
                            if (first == 0) server.put(argument, new byte[0], some);
                            data.setSoLinger(true, 0);
                        }
                        talk.hangUp();
                    });
            server.once("APPE", (talk, _) -> talk.hangUp());
        }
        TransferOptions options = TransferOptions.standard();
        failure(Failure.ConnectionLost.class, () -> upload(options));
        assertThat(there("/f")).isEqualTo(content);
        site = client.open("ftp://anna:secret@127.0.0.1:" + server.port() + "/");
        server.on(
                "APPE",
                (talk, argument) -> {
                    server.usual(talk, "APPE", argument);
                });
        drain("STOR");
        drain("APPE");
        TransferResult result = upload();
        assertThat(there("/f")).isEqualTo(other);
        assertThat(result.resumedFrom()).isEqualTo(200_000);
        assertThat(server.files.keySet()).containsExactly("/f");
    }

    private void drain(String verb) {
        server.forget(verb);
    }

    private static String version(Path file) throws IOException {
        return SIZE
                + " "
                + Files.getLastModifiedTime(file).toInstant()
                + " "
                + file.toAbsolutePath();
    }

    @Test
    void aLocalFileThatChangedSinceDoesNotGoOn() throws IOException {
        Files.write(local(), other);
        String version = version(local());
        String waiting = Names.waiting(F, version).toString();
        server.file(waiting, Arrays.copyOf(other, 1000));
        Files.write(local(), bytes(7, SIZE));
        assertThat(upload().resumedFrom()).isZero();
        assertThat(there("/f")).isEqualTo(bytes(7, SIZE));
    }

    @Test
    void aPartThereThatDiffersBeginsAgain() throws IOException {
        Files.write(local(), other);
        String version = version(local());
        server.file(Names.waiting(F, version).toString(), Arrays.copyOf(content, 1000));
        TransferResult result = upload();
        assertThat(result.notes()).anyMatch(note -> note.contains("differs"));
        assertThat(there("/f")).isEqualTo(other);
    }

    @Test
    void aServerThatDoesNotGoOnWithAFileGetsItFromTheBeginning() throws IOException {
        Files.write(local(), other);
        String version = version(local());
        server.file(Names.waiting(F, version).toString(), Arrays.copyOf(other, 1000));
        server.on("APPE", "451 Append/Restart not permitted, try again");
        server.once("STOR", "451 Append/Restart not permitted, try again");
        assertThat(upload().notes()).anyMatch(note -> note.contains("does not go on"));
        assertThat(there("/f")).isEqualTo(other);
    }

    @Test
    void aServerThatCutsAndSays226IsFound() throws IOException {
        Files.write(local(), other);
        server.on(
                "STOR",
                (talk, argument) -> {
                    server.put(argument, new byte[0], Arrays.copyOf(talk.receive(), 1000));
                    talk.say("226 have it all");
                });
        Failure failure = failure(Failure.NotVerified.class, this::upload);
        assertThat(failure.exitCode()).isEqualTo(10);
        assertThat(failure).hasMessageContaining("1000 bytes of 300000");
        assertThat(there("/f")).isEqualTo(content);
    }

    @Test
    void aQuotaEndsAnUploadAtOnce() throws IOException {
        Files.write(local(), other);
        server.on(
                "STOR",
                (talk, _) -> {
                    talk.receive();
                    talk.say("552 quota exceeded");
                });
        assertThat(failure(Failure.QuotaReached.class, this::upload).exitCode()).isEqualTo(13);
        assertThat(server.heard.stream().filter(line -> line.startsWith("STOR"))).hasSize(1);
    }

    @Test
    void aMissingLocalFileSendsNothing() {
        assertThat(failure(Failure.LocalTrouble.class, this::upload).exitCode()).isEqualTo(8);
        assertThat(server.connections.get()).isZero();
    }

    @Test
    void aServerThatDoesNotRenameOverAFileIsHelped() throws IOException {
        Files.write(local(), other);
        server.once("RNTO", "553 file exists");
        upload();
        assertThat(there("/f")).isEqualTo(other);
        assertThat(server.files.keySet()).containsExactly("/f");
    }

    // From one place to another

    @Test
    void copiesBetweenServersStreamThrough() throws IOException {
        try (var second = new ScriptedServer()) {
            Site to = client.open("ftp://anna:x@127.0.0.1:" + second.port() + "/");
            TransferResult result =
                    site.copy(
                                    F,
                                    to,
                                    VirtualPath.of("/g"),
                                    TransferOptions.standard(),
                                    Transfer.Listener.NONE)
                            .run();
            assertThat(java.util.Objects.requireNonNull(second.files.get("/g")).bytes())
                    .isEqualTo(content);
            assertThat(result.verified()).isEqualTo("size");
            assertNames();
        }
    }

    private TransferResult relay(ScriptedServer second) throws IOException {
        Site to = client.open("ftp://anna:x@127.0.0.1:" + second.port() + "/");
        TransferResult result =
                site.copy(
                                F,
                                to,
                                VirtualPath.of("/g"),
                                TransferOptions.standard(),
                                Transfer.Listener.NONE)
                        .run();
        assertThat(second.files.keySet()).containsExactly("/g");
        return result;
    }

    /// Under which an earlier attempt left its part of `/f`.
    private String waiting() throws IOException {
        return Names.waiting(VirtualPath.of("/g"), Versions.of(site.stat(F)) + " " + F).toString();
    }

    private static byte[] copied(ScriptedServer second) {
        return java.util.Objects.requireNonNull(second.files.get("/g")).bytes();
    }

    @Test
    void aCopyBetweenServersGoesOnWithWhatWaits() throws IOException {
        try (var second = new ScriptedServer()) {
            second.file(waiting(), Arrays.copyOf(content, 200_000));
            TransferResult result = relay(second);
            assertThat(copied(second)).isEqualTo(content);
            assertThat(result.resumedFrom()).isEqualTo(200_000);
            assertThat(result.bytes()).isEqualTo(SIZE - 200_000);
            assertThat(result.verified()).isEqualTo("size");
        }
    }

    @Test
    void aCopyBetweenServersThatWaitsWholeIsOnlyNamed() throws IOException {
        try (var second = new ScriptedServer()) {
            second.file(waiting(), content);
            TransferResult result = relay(second);
            assertThat(copied(second)).isEqualTo(content);
            assertThat(result.bytes()).isZero();
        }
    }

    @Test
    void aCopyBetweenServersMixesNothing() throws IOException {
        try (var second = new ScriptedServer()) {
            second.file(waiting(), Arrays.copyOf(other, 200_000));
            TransferResult result = relay(second);
            assertThat(copied(second)).isEqualTo(content);
            assertThat(result.resumedFrom()).isZero();
            assertThat(result.notes()).anyMatch(note -> note.contains("differs from the file"));
            second.files.clear();
            second.file(waiting(), Arrays.copyOf(content, SIZE + 1));
            result = relay(second);
            assertThat(copied(second)).isEqualTo(content);
            assertThat(result.notes()).anyMatch(note -> note.contains("longer than the file"));
        }
    }

    @Test
    void aCopyBetweenServersOutlivesACutOfEither() throws IOException {
        try (var second = new ScriptedServer()) {
            breaksOffAfter(100_000);
            var kept = new CountDownLatch(1); // what came before the cut
            second.once(
                    "STOR",
                    (talk, argument) -> {
                        second.usual(talk, "STOR", argument);
                        kept.countDown();
                    });
            server.on(
                    "CONNECT",
                    (talk, _) -> {
                        if (server.connections.get() > 1) kept.await(5, TimeUnit.SECONDS);
                        talk.say("220 ready");
                    });
            TransferResult result = relay(second);
            assertThat(copied(second)).isEqualTo(content);
            assertThat(result.attempts()).isEqualTo(2);
            second.files.clear();
            second.once(
                    "STOR",
                    (talk, argument) -> {
                        talk.say("150 go on");
                        try (Socket data = talk.data()) {
                            byte[] begun = data.getInputStream().readNBytes(100_000);
                            second.put(argument, new byte[0], begun);
                        }
                        talk.hangUp();
                    });
            result = relay(second);
            assertThat(copied(second)).isEqualTo(content);
            assertThat(result.attempts()).isEqualTo(2);
            assertThat(result.resumedFrom()).isEqualTo(100_000);
        }
    }

    @Test
    void aCopyBetweenServersTakesAnotherNameWhereThatIsTheRule() throws IOException {
        try (var second = new ScriptedServer()) {
            second.file("/g", "old");
            Site to = client.open("ftp://anna:x@127.0.0.1:" + second.port() + "/");
            TransferOptions rename = TransferOptions.standard().on(Conflict.RENAME);
            TransferResult result =
                    site.copy(F, to, VirtualPath.of("/g"), rename, Transfer.Listener.NONE).run();
            assertThat(result.target()).isEqualTo("/g.1");
            assertThat(copied(second)).asString().isEqualTo("old");
            assertThat(java.util.Objects.requireNonNull(second.files.get("/g.1")).bytes())
                    .isEqualTo(content);
        }
    }

    @Test
    void theFilesOfThisMachineAreASiteToo() throws IOException {
        Site here = client.open("file://" + folder);
        site.copy(
                        F,
                        here,
                        here.path(folder + "/f"),
                        TransferOptions.standard(),
                        Transfer.Listener.NONE)
                .run();
        assertThat(Files.readAllBytes(local())).isEqualTo(content);
        try (var items = here.list(here.path(folder.toString()))) {
            assertThat(items.map(item -> item.name())).containsExactly("f");
        }
        assertThat(here.sum(here.path(folder + "/f"), java.util.Optional.empty()))
                .isEqualTo(site.sum(F, java.util.Optional.empty()));
    }

    @Test
    void aTreeIsWalkedAsItIsRead() throws IOException {
        server.file("/d/", "").file("/d/e/", "").file("/d/e/x", "x").file("/d/y", "y");
        try (Stream<dev.ferry.client.remote.Item> items = site.tree(VirtualPath.ROOT)) {
            assertThat(items.map(item -> item.path().toString()))
                    .containsExactly("/d", "/f", "/d/e", "/d/y", "/d/e/x");
        }
        site.deleteTree(VirtualPath.of("/d"));
        assertThat(server.files.keySet()).containsExactly("/f");
        site.makeFolders(VirtualPath.of("/a/b/c"));
        assertThat(server.files.keySet()).contains("/a/", "/a/b/", "/a/b/c/");
        assertThat(new String(there("/a/"), StandardCharsets.UTF_8)).isEmpty();
    }

    // Trees

    private int mirrored() throws IOException {
        Site here = client.open("file://" + folder);
        VirtualPath from = VirtualPath.of("/d");
        VirtualPath to = here.path(folder.toString());
        var rules = new SyncPlan.Rules(_ -> true, false, false, 100);
        return applied(SyncPlan.mirror(site, from, here, to, rules), site, from, here, to);
    }

    private static int applied(
            SyncPlan plan, Site first, VirtualPath one, Site second, VirtualPath two)
            throws IOException {
        return new SyncRun(
                        first,
                        one,
                        second,
                        two,
                        TransferOptions.standard().preserving(true),
                        1,
                        new SyncRun.Listener() {
                            @Override
                            public Transfer.Listener begins(SyncPlan.Step.Copy step) {
                                return Transfer.Listener.NONE;
                            }

                            @Override
                            public void copied(SyncPlan.Step.Copy step, TransferResult result) {}

                            @Override
                            public void done(SyncPlan.Step step) {}

                            @Override
                            public void failed(SyncPlan.Step step, Failure why) {
                                throw new AssertionError(step.toString(), why);
                            }
                        })
                .apply(plan);
    }

    private List<String> saidOf(String path) {
        return server.heard.stream().filter(line -> line.endsWith(" " + path)).toList();
    }

    @Test
    void ofASmallFileThatAListingShowedNothingIsAsked() throws IOException {
        server.file("/d/", "").file("/d/x", "small");
        assertThat(mirrored()).isZero();
        assertThat(saidOf("/d/x")).containsExactly("RETR /d/x");
        assertNames("x");
        assertThat(Files.readString(folder.resolve("x"))).isEqualTo("small");
        assertThat(Files.getLastModifiedTime(folder.resolve("x")).toInstant())
                .isEqualTo(Instant.parse("2024-01-02T03:04:05Z"));
    }

    /// A server without MLSD.
    private void listsOnly(String lines) {
        server.features = List.of("SIZE", "MDTM", "REST STREAM", "UTF8");
        server.on("SYST", "215 UNIX Type: L8");
        server.on("LIST", (talk, _) -> talk.send(lines.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void ofAListingToTheMinuteOnlyTheTimeIsAsked() throws IOException {
        listsOnly("-rw-r--r-- 1 a a 5 Jan  2  2024 x\r\n");
        server.file("/d/", "").file("/d/x", "small");
        assertThat(mirrored()).isZero();
        assertThat(saidOf("/d/x")).doesNotContain("SIZE /d/x").endsWith("MDTM /d/x", "RETR /d/x");
        assertThat(Files.getLastModifiedTime(folder.resolve("x")).toInstant())
                .isEqualTo(Instant.parse("2024-01-02T03:04:05Z"));
    }

    @Test
    void aSmallFileThatChangedSinceItWasListedIsAskedAbout() throws IOException {
        server.file("/d/", "").file("/d/x", "small");
        server.once(
                "RETR",
                (talk, argument) -> {
                    server.file("/d/x", "larger than it was");
                    server.usual(talk, "RETR", argument);
                });
        assertThat(mirrored()).isZero();
        assertThat(saidOf("/d/x")).containsExactly("RETR /d/x", "MLST /d/x", "RETR /d/x");
        assertNames("x");
        assertThat(Files.readString(folder.resolve("x"))).isEqualTo("larger than it was");
    }

    @Test
    void aSmallFileReplacesWhatAnEarlierAttemptLeft() throws IOException {
        server.file("/d/", "").file("/d/x", "small");
        Files.writeString(folder.resolve("x.ferry-part"), "smudge that is longer");
        Files.writeString(folder.resolve("x.ferry-part.info"), "of something else");
        assertThat(mirrored()).isZero();
        assertNames("x");
        assertThat(Files.readString(folder.resolve("x"))).isEqualTo("small");
    }

    @Test
    void thatMdtmSetsTimesIsLookedAtOnce() throws IOException {
        listsOnly("");
        server.on(
                "MDTM",
                (talk, argument) -> {
                    int blank = argument.indexOf(' ');
                    if (blank < 0) {
                        server.usual(talk, "MDTM", argument);
                        return;
                    }
                    String path = argument.substring(blank + 1);
                    Instant time =
                            dev.ferry.wire.ftp.TimeVal.parse(argument.substring(0, blank))
                                    .orElseThrow();
                    server.files.put(path, new ScriptedServer.Content(there(path), time));
                    talk.say("213 File modification time set.");
                });
        server.file("/t/", "");
        for (String name : List.of("a", "b", "c")) Files.writeString(folder.resolve(name), name);
        Site here = client.open("file://" + folder);
        VirtualPath from = here.path(folder.toString());
        VirtualPath to = VirtualPath.of("/t");
        var rules = new SyncPlan.Rules(_ -> true, false, false, 100);
        SyncPlan plan = SyncPlan.mirror(here, from, site, to, rules);
        assertThat(applied(plan, here, from, site, to)).isZero();
        assertThat(server.files.keySet()).contains("/t/a", "/t/b", "/t/c");
        var asked = server.heard.stream().filter(line -> line.startsWith("MDTM ")).toList();
        assertThat(asked.stream().filter(line -> line.split(" ").length == 3)).hasSize(3);
        assertThat(asked.stream().filter(line -> line.split(" ").length == 2)).hasSize(1);
    }

    // Stalls

    /// More than the buffers of two sockets hold.
    private byte[] large() {
        return bytes(3, 32_000_000);
    }

    @Test
    void aServerThatTakesNothingEndsInTime() throws IOException {
        beImpatient();
        Files.write(local(), large());
        server.on(
                "STOR",
                (talk, _) -> {
                    talk.say("150 go on");
                    try (Socket _ = talk.data()) {
                        Thread.sleep(20_000);
                    }
                });
        assertThat(failure(Failure.TimedOut.class, this::upload).exitCode()).isEqualTo(11);
    }

    @Test
    void whoWaitsForAServerThatTakesNothingCanBeCalledOff() throws Exception {
        Files.write(local(), large());
        var stuck = new CountDownLatch(1);
        server.on(
                "STOR",
                (talk, _) -> {
                    talk.say("150 go on");
                    try (Socket _ = talk.data()) {
                        stuck.countDown();
                        Thread.sleep(20_000);
                    }
                });
        var patient = TransferClient.builder(InstantSource.system()).tls(FtpSettings.Tls.OFF);
        try (var waiting = patient.build()) {
            Site there = waiting.open("ftp://anna:x@127.0.0.1:" + server.port() + "/");
            Transfer transfer =
                    there.upload(local(), F, TransferOptions.standard(), Transfer.Listener.NONE)
                            .start();
            stuck.await();
            there.cancel();
            assertThat(failure(Failure.Interrupted.class, transfer::await).exitCode())
                    .isEqualTo(130);
        }
    }

    @Test
    void aServerThatStopsSendingEndsInTime() throws IOException {
        beImpatient();
        server.file("/f", large());
        server.on(
                "RETR",
                (talk, _) -> {
                    talk.rest = 0;
                    talk.say("150 here");
                    try (Socket data = talk.data()) {
                        data.getOutputStream().write(1);
                        Thread.sleep(20_000);
                    }
                });
        assertThat(failure(Failure.TimedOut.class, this::download).exitCode()).isEqualTo(11);
    }
}
