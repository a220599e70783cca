package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.core.work.Event;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import dev.ferry.files.storage.memory.MemoryStorage;
import dev.ferry.server.net.TestFiles;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HASH and OPTS HASH, XCRC, XMD5, XSHA, XSHA1, XSHA256 and XSHA512.
final class HashTest {

    private static final String TEN = "0123456789";

    private static String hash(String algorithm, String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
    }

    @Test
    void hashTellsTheSumOfTheWholeFile() throws Exception {
        try (var talk = new Dialogue().file("/a b.txt", TEN).folder("/d").file("/d/empty", "")) {
            talk.play(
                    LOGIN
                            + """
                            > HASH a b.txt
                            < 213 SHA-256 0-9 84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882 a b.txt
                            > HASH /d/empty
                            < 213 SHA-256 0-0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 /d/empty
                            """);
        }
    }

    @Test
    void optsHashChoosesTheFunction() throws Exception {
        try (var talk = new Dialogue().file("/a", TEN)) {
            talk.play(
                    """
                    < 220 *
                    > OPTS HASH
                    < 200 SHA-256
                    > USER admin
                    < 331 *
                    > PASS secret
                    < 230 *
                    > OPTS HASH sha-512
                    < 200 SHA-512
                    > OPTS HASH
                    < 200 SHA-512
                    > FEAT
                    < 211-*
                    <...
                    <  HASH SHA-256;SHA-512*;SHA-1;MD5;CRC32
                    <...
                    < 211 *
                    > HASH a
                    < 213 SHA-512 0-9 bb96c2fc40d2d54617d6f276febe571f623a8dadf0b734855299b0e107fda32cf6b69f2da32b36445d73690b93cbd0f7bfc20e0f7f28553d2a4428f23b716e90 a
                    > OPTS HASH CRC-37
                    < 501 OPTS HASH: "CRC-37" is not known here, nothing is changed; use one of SHA-256, SHA-512, SHA-1, MD5, CRC32
                    > OPTS HASH SHA-1
                    < 200 SHA-1
                    > HASH a
                    < 213 SHA-1 0-9 87acec17cd9dcd20a716cc2cf67417b71c8a7016 a
                    > OPTS HASH MD5
                    < 200 MD5
                    > HASH a
                    < 213 MD5 0-9 781e5e245d69b566979b86e28d23f2c7 a
                    > OPTS HASH CRC32
                    < 200 CRC32
                    > HASH a
                    < 213 CRC32 0-9 a684c7c6 a
                    > REIN
                    < 220 *
                    > OPTS HASH
                    < 200 SHA-256
                    """);
        }
    }

    @Test
    void theExtendedVerbsEachHaveALineOfFeatAndAFunction() throws Exception {
        try (var talk = new Dialogue().file("/a", TEN)) {
            talk.play(
                    LOGIN
                            + """
                            > FEAT
                            < 211-*
                            <...
                            <  HASH SHA-256*;SHA-512;SHA-1;MD5;CRC32
                            <...
                            <  XCRC
                            <  XMD5
                            <  XSHA
                            <  XSHA1
                            <  XSHA256
                            <  XSHA512
                            < 211 *
                            > XCRC a
                            < 250 a684c7c6
                            > XMD5 a
                            < 250 781e5e245d69b566979b86e28d23f2c7
                            > XSHA a
                            < 250 87acec17cd9dcd20a716cc2cf67417b71c8a7016
                            > XSHA1 a
                            < 250 87acec17cd9dcd20a716cc2cf67417b71c8a7016
                            > XSHA256 a
                            < 250 84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882
                            > XSHA512 a
                            < 250 bb96c2fc40d2d54617d6f276febe571f623a8dadf0b734855299b0e107fda32cf6b69f2da32b36445d73690b93cbd0f7bfc20e0f7f28553d2a4428f23b716e90
                            """);
        }
    }

    @Test
    void rangOfAHashIsInclusiveAndUsedUp() throws Exception {
        String part = hash("SHA-256", "2345");
        String end = hash("SHA-256", "89");
        String whole = hash("SHA-256", TEN);
        try (var talk = new Dialogue().file("/a", TEN).file("/empty", "")) {
            talk.play(
                    LOGIN
                            + """
                            > RANG 2 5
                            < 350 *
                            > HASH a
                            < 213 SHA-256 2-5 %s a
                            > HASH a
                            < 213 SHA-256 0-9 %s a
                            > RANG 8 100
                            < 350 *
                            > HASH a
                            < 213 SHA-256 8-9 %s a
                            > RANG 0 9
                            < 350 *
                            > HASH a
                            < 213 SHA-256 0-9 %s a
                            > RANG 10 12
                            < 350 *
                            > HASH a
                            < 554 /a: cannot start at byte 10 of 10; name a place inside the file
                            > HASH a
                            < 213 SHA-256 0-9 *
                            > RANG 0 12
                            < 350 *
                            > HASH empty
                            < 213 SHA-256 0-0 *
                            > RANG 1 1
                            < 350 *
                            > HASH nothing
                            < 550 *
                            > HASH a
                            < 213 SHA-256 0-9 *
                            """
                                    .formatted(part, whole, end, whole));
        }
    }

    /// The end is the first byte that does not count, as of `XCRC "file" 0 SIZE` in clients' logs.
    @Test
    void theExtendedVerbsTakeARangeBehindThePath() throws Exception {
        String middle = hash("MD5", "2345");
        String rest = hash("MD5", "6789");
        try (var talk = new Dialogue().file("/a", TEN).file("/a \"b\" 7", "seven")) {
            talk.play(
                    LOGIN
                            + """
                            > XMD5 a 2 6
                            < 250 %1$s
                            > XMD5 "a" 2 6
                            < 250 %1$s
                            > XMD5 "/a"  2  6
                            < 250 %1$s
                            > XMD5 a 6
                            < 250 %2$s
                            > XMD5 "a" 6
                            < 250 %2$s
                            > XMD5 a 0 10
                            < 250 781e5e245d69b566979b86e28d23f2c7
                            > XMD5 "a"
                            < 250 781e5e245d69b566979b86e28d23f2c7
                            > XMD5 "a ""b"" 7" 0 5
                            < 250 %3$s
                            > XMD5 a 0 11
                            < 550 /a: ends at byte 10, before the range
                            > XMD5 a 10 10
                            < 554 *
                            > XMD5 "a" 6 2
                            < 501 XMD5: what is behind the path is no range of bytes; write *
                            > XMD5 "a" x
                            < 501 *
                            > XMD5
                            < 501 *
                            """
                                    .formatted(middle, rest, hash("MD5", "seven")));
        }
    }

    @Test
    void aNameThatEndsInNumbersIsANameFirst() throws Exception {
        try (var talk =
                new Dialogue()
                        .file("/report", "the report")
                        .file("/report 2", "second")
                        .file("/report 2 4", "fourth")
                        .file("/\"q\"", "in quotes")) {
            talk.play(
                    LOGIN
                            + """
                            > XMD5 report 2 4
                            < 250 %s
                            > XMD5 report 2
                            < 250 %s
                            > XMD5 report 2 1
                            < 250 %s
                            > XMD5 report 3 4
                            < 250 %s
                            > XMD5 "q"
                            < 250 %s
                            > XMD5 nothing 3 4
                            < 550 /nothing: no such file or folder
                            """
                                    .formatted(
                                            hash("MD5", "fourth"),
                                            hash("MD5", "second"),
                                            hash("MD5", "econd"),
                                            hash("MD5", " "),
                                            hash("MD5", "in quotes")));
        }
    }

    @Test
    void textIsHashedAsItIsStored() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE A
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR t
                            < 150 *
                            >>one\\r\\ntwo\\r\\n
                            < 226 *
                            > HASH t
                            < 213 SHA-256 0-7 %s t
                            """
                                    .formatted(hash("SHA-256", "one\ntwo\n")));
        }
    }

    @Test
    void foldersAndWhatIsNotThereHaveNoSum() throws Exception {
        try (var talk = new Dialogue().folder("/d")) {
            talk.play(
                    LOGIN
                            + """
                            > HASH d
                            < 553 /d: is a folder, and those have no checksum
                            > XCRC d
                            < 553 *
                            > HASH /
                            < 553 *
                            > HASH nothing
                            < 550 /nothing: no such file or folder
                            > HASH
                            < 501 *
                            """);
        }
    }

    @Test
    void whoMayNotReadMayNotHash() throws Exception {
        var all = EnumSet.complementOf(EnumSet.of(Action.READ));
        try (var talk = new Dialogue().file("/a", TEN)) {
            talk.server.desk.add("admin", Permissions.everywhere(all));
            talk.play(
                    """
                    < 220 *
                    > HASH a
                    < 530 *
                    > XCRC a
                    < 530 *
                    """
                            + LOGIN.lines().skip(1).reduce("", (a, b) -> a + b + "\n")
                            + """
                            > HASH a
                            < 550 /a: permission denied*
                            > XSHA256 a
                            < 550 /a: permission denied*
                            > FEAT
                            < 211-*
                            <...
                            <  SIZE
                            <  TVFS
                            <  UTF8
                            <...
                            < 211 *
                            """);
        }
    }

    @Test
    void anInterruptedUploadIsComparedByPartsAndByItsOwner() throws Exception {
        try (var talk = new Dialogue()) {
            talk.server.desk.add("other", Permissions.everywhere(Action.all()));
            talk.play(
                    LOGIN
                            + "> TYPE I\n< 200 *\n> EPSV\n< 229 *\n> STOR half\n< 150 *\n"
                            + ">>+01234567\n");
            talk.client().awaitMoved(8);
            talk.play(
                    """
                    > ABOR
                    < 426 *
                    < 226 *
                    > HASH half
                    < 450 /half: is an interrupted upload; finish it, or ask for a part (RANG)
                    > XMD5 half
                    < 450 *
                    > RANG 0 3
                    < 350 *
                    > HASH half
                    < 213 SHA-256 0-3 %s half
                    > RANG 0 100
                    < 350 *
                    > HASH half
                    < 213 SHA-256 0-7 %s half
                    > XMD5 half 0 4
                    < 250 %s
                    """
                            .formatted(
                                    hash("SHA-256", "0123"),
                                    hash("SHA-256", "01234567"),
                                    hash("MD5", "0123")));
            talk.newClient()
                    .play(
                            LOGIN.replace("admin", "other")
                                    + """
                                    > RANG 0 3
                                    < 350 *
                                    > HASH half
                                    < 550 /half: no such file or folder
                                    """);
        }
    }

    @Test
    void anUploadIsSummedUpAsItArrivesAndToldInItsEvent() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>0123456789
                            < 226 *
                            > HASH a
                            < 213 SHA-256 0-9 84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882 a
                            > OPTS HASH MD5
                            < 200 *
                            > HASH a
                            < 213 *
                            > HASH a
                            < 213 *
                            """);
            assertThat(talk.server.events)
                    .first()
                    .isInstanceOfSatisfying(
                            Event.Uploaded.class,
                            event ->
                                    assertThat(event.sum())
                                            .hasValueSatisfying(sum ->
                                                    assertThat(sum.hex()).startsWith("84d89877")));
            assertThat(read(talk.server)).containsExactly(0L, 10L, 0L);
        }
    }

    @Test
    void whatIsNotAllOfTheFileIsSummedUpAtTheFirstQuestion() throws Exception {
        try (var talk = new Dialogue().file("/a", TEN)) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > APPE a
                            < 150 *
                            >>ab
                            < 226 *
                            > HASH a
                            < 213 SHA-256 0-11 %1$s a
                            > HASH a
                            < 213 SHA-256 0-11 %1$s a
                            > RNFR a
                            < 350 *
                            > RNTO b
                            < 250 *
                            > HASH b
                            < 213 SHA-256 0-11 %1$s b
                            > EPSV
                            < 229 *
                            > REST 10
                            < 350 *
                            > STOR b
                            < 150 *
                            >>cd
                            < 226 *
                            > HASH b
                            < 213 SHA-256 0-11 %2$s b
                            """
                                    .formatted(
                                            hash("SHA-256", TEN + "ab"),
                                            hash("SHA-256", TEN + "cd")));
            assertThat(read(talk.server)).containsExactly(12L, 0L, 0L, 12L);
        }
    }

    @Test
    void onDemandNothingIsSummedUpBefore() throws Exception {
        var checksums = new Checksums(new ChecksumSettings(false, 1), new MemoryChecksums());
        var server = new TestServer(TestServer.settings(), new MemoryStorage(), checksums);
        try (var talk = new Dialogue(server)) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>0123456789
                            < 226 *
                            > HASH a
                            < 213 SHA-256 0-9 84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882 a
                            """);
            assertThat(read(server)).containsExactly(10L);
        }
    }

    @Test
    void aChangeOfModeCostsNoReading(@TempDir Path home) throws Exception {
        var disk = LocalStorage.open(home, LocalSettings.defaults(), InstantSource.system());
        // How fine the disk's times are is found out by files that follow each other quickly.
        for (int i = 0; i < 20; i++) TestFiles.put(disk, "/warm" + i, new byte[1]);
        try (disk;
                var talk = new Dialogue(new TestServer(TestServer.settings(), disk))) {
            talk.play(
                    LOGIN
                            + """
                            > TYPE I
                            < 200 *
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>0123456789
                            < 226 *
                            > HASH a
                            < 213 SHA-256 0-9 *
                            > SITE CHMOD 600 a
                            < 200 *
                            > HASH a
                            < 213 SHA-256 0-9 84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882 a
                            > MFF UNIX.mode=644; a
                            < 213 *
                            > HASH a
                            < 213 SHA-256 0-9 84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882 a
                            > MFMT 20020717210715 a
                            < 213 *
                            > HASH a
                            < 213 SHA-256 0-9 84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882 a
                            """);
            assertThat(read(talk.server)).containsExactly(0L, 0L, 0L, 10L);
        }
    }

    private static List<Long> read(TestServer server) {
        return server.events.stream()
                .filter(Event.Hashed.class::isInstance)
                .map(event -> ((Event.Hashed) event).bytes())
                .toList();
    }

    /// One file at a time: the second question waits, says so, can be taken back, and hinders
    /// nobody who asks for what is known.
    @Test
    void questionsWaitTheirTurnAndCanBeTakenBack() throws Exception {
        var checksums = new Checksums(new ChecksumSettings(true, 1), new MemoryChecksums());
        var server = new TestServer(TestServer.settings(), new MemoryStorage(), checksums);
        try (var talk = new Dialogue(server.file("/a", TEN))) {
            talk.play(LOGIN + "> XMD5 a\n< 250 *\n");
            try (var _ = checksums.turn(() -> {})) {
                talk.play("> HASH a\n");
                Await.until(
                        () -> talk.client().status().contains("Hashing /a: waiting for its turn"));
                talk.play(
                        """
                        > ABOR
                        < 426 *
                        < 226 Aborted
                        > XMD5 a
                        < 250 *
                        """);
                talk.play("> HASH a\n");
                Await.until(() -> talk.client().status().contains("waiting"));
            }
            talk.play("< 213 SHA-256 *\n> NOOP\n< 200 *\n");
        }
    }

    @Test
    void whoLeavesWaitsForNoTurn() throws Exception {
        var checksums = new Checksums(new ChecksumSettings(true, 1), new MemoryChecksums());
        var server = new TestServer(TestServer.settings(), new MemoryStorage(), checksums);
        try (var talk = new Dialogue(server.file("/a", TEN))) {
            try (var _ = checksums.turn(() -> {})) {
                talk.play(LOGIN + "> HASH a\n");
                Await.until(() -> checksums.waiting() == 1);
                talk.newClient();
                Await.until(() -> checksums.waiting() == 0);
            }
            talk.play(LOGIN + "> HASH a\n< 213 *\n");
        }
    }
}
