package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Checksums of `./ferry serve`: told to strangers, kept over a restart, never stale.
@ExtendWith(Harbour.Pilot.class)
final class ChecksumIT {

    private static final int BYTES = 5_000_011;

    private final Harbour harbour;
    private final Path here;

    ChecksumIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    @Test
    void ftplibFindsWhatHashlibFinds() {
        Stranger.PYTHON.require();
        Harbour.Berth berth = harbour.four();
        Path remote = harbour.folder(berth);
        List<String> did =
                Python.run(
                        harbour,
                        here,
                        "checksums.py",
                        berth.ferry().host(),
                        "" + berth.ferry().port(),
                        Harbour.USER,
                        Harbour.PASSWORD,
                        "/" + remote.getFileName(),
                        remote.toString());
        assertThat(did).hasSizeGreaterThan(20);
    }

    /// The same on a file system in memory, where everything is quicker.
    @Test
    void ftplibFindsItInMemoryToo() throws IOException {
        Stranger.PYTHON.require();
        Path memory = Path.of("/dev/shm");
        if (!Files.isWritable(memory)) Stranger.skip("no /dev/shm here");
        Path home = Files.createTempDirectory(memory, "ferry-it-");
        try (var ferry = FerryProcess.serve()) {
            ferry.addUser(Harbour.USER, Harbour.PASSWORD, "--home", home.toString());
            assertThat(
                            Python.run(
                                    harbour,
                                    here,
                                    "checksums.py",
                                    ferry.host(),
                                    "" + ferry.port(),
                                    Harbour.USER,
                                    Harbour.PASSWORD,
                                    "/",
                                    home.toString()))
                    .hasSizeGreaterThan(20);
        } finally {
            Trees.remove(home);
        }
    }

    @Test
    void curlAsksAfterItsUpload() {
        Stranger.CURL.require();
        Harbour.Berth berth = harbour.four();
        Path remote = harbour.folder(berth);
        Path file = Trees.file(here.resolve("a b.bin"), BYTES);
        String said =
                Stranger.CURL
                        .run(
                                here,
                                "-sSv",
                                "-u",
                                Harbour.USER + ":" + Harbour.PASSWORD,
                                "-T",
                                "a b.bin",
                                "-Q",
                                "-XSHA256 a b.bin",
                                "-Q",
                                "-HASH a b.bin",
                                berth.url("/" + remote.getFileName() + "/a%20b.bin"))
                        .ok();
        String hash = Trees.hash(file);
        assertThat(said)
                .contains("250 " + hash)
                .contains("213 SHA-256 0-" + (BYTES - 1) + " " + hash + " a b.bin");
        harbour.did("curl", "checksum after upload", 2);
    }

    @Test
    void whatIsKnownIsToldAtOnceAndWhatChangedIsReadAgain() throws Exception {
        try (var berth = Harbour.Berth.at("127.0.0.1")) {
            FerryProcess ferry = berth.ferry();
            Path local = Trees.file(here.resolve("local"), BYTES);
            byte[] bytes = Files.readAllBytes(local);
            String hash = Trees.hash(local);
            Path there =
                    Trees.file(
                            Files.createDirectory(berth.home().resolve("d")).resolve("found"), 77);
            String found = Trees.hash(there);
            try (var client = client(ferry)) {
                client.store("STOR d/uploaded", bytes);
                told(client, "d/uploaded", BYTES, hash, ferry, "nothing read");
                told(client, "d/found", 77, found, ferry, "77 bytes read");
            }
            assertThat(ferry.terminate()).isZero();
            ferry.start();

            try (var client = client(ferry)) {
                told(client, "d/uploaded", BYTES, hash, ferry, "nothing read");
                told(client, "d/found", 77, found, ferry, "nothing read");
                client.say(350, "RNFR d");
                client.say(250, "RNTO e");
                told(client, "e/uploaded", BYTES, hash, ferry, "nothing read");
                Files.move(berth.home().resolve("e"), berth.home().resolve("f"));
                told(client, "f/uploaded", BYTES, hash, ferry, "nothing read");
                client.say(350, "RNFR f/uploaded");
                client.say(250, "RNTO f/moved");
                told(client, "f/moved", BYTES, hash, ferry, "nothing read");

                Path moved = berth.home().resolve("f/moved");
                FileTime time = Files.getLastModifiedTime(moved);
                bytes[BYTES / 2] ^= 1;
                Files.write(moved, bytes, StandardOpenOption.WRITE);
                Files.setLastModifiedTime(moved, time);
                assertThat(Files.getLastModifiedTime(moved)).isEqualTo(time);
                assertThat(Files.size(moved)).isEqualTo(BYTES);
                String changed = Trees.hash(moved);
                assertThat(changed).isNotEqualTo(hash);
                told(client, "f/moved", BYTES, changed, ferry, BYTES + " bytes read");
                told(client, "f/moved", BYTES, changed, ferry, "nothing read");
            }
        }
    }

    /// A server that was killed has lost at most what it was about to write.
    @Test
    void aServerThatWasKilledKnowsOrReads() throws Exception {
        try (var berth = Harbour.Berth.at("127.0.0.1")) {
            FerryProcess ferry = berth.ferry();
            Path local = Trees.file(here.resolve("local"), BYTES);
            byte[] bytes = Files.readAllBytes(local);
            try (var client = client(ferry)) {
                for (int i = 0; i < 20; i++) client.store("STOR u" + i, bytes);
            }
            ferry.kill();
            ferry.start();
            try (var client = client(ferry)) {
                for (int i = 0; i < 20; i++) {
                    assertThat(client.say(213, "HASH u" + i).text()).contains(Trees.hash(local));
                }
            }
        }
    }

    private static RawFtp client(FerryProcess ferry) throws IOException {
        return RawFtp.to(ferry.address(), Harbour.USER, Harbour.PASSWORD);
    }

    private static void told(
            RawFtp client, String path, long size, String hash, FerryProcess ferry, String how)
            throws IOException {
        int mark = ferry.mark();
        assertThat(client.say(213, "HASH " + path).text())
                .startsWith("213 SHA-256 0-" + (size - 1) + " " + hash + " " + path);
        String line = ferry.awaitLog(mark, it -> it.contains("told SHA-256 of /" + path));
        assertThat(line).contains(how);
    }
}
