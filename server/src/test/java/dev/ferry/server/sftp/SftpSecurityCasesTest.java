package dev.ferry.server.sftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import dev.ferry.server.net.WaysOut;
import dev.ferry.server.sftp.Talk.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What has broken file transfer servers, said in requests of SFTP. The display name is the row of
/// `docs/SECURITY.md`.
final class SftpSecurityCasesTest {

    private static final int NONE = 0;

    /// Every request that takes a path, but those that open something.
    private static Map<String, BiFunction<Integer, byte[], Bytes>> requests() {
        var all = new LinkedHashMap<String, BiFunction<Integer, byte[], Bytes>>();
        all.put("LSTAT", (id, path) -> of(7, id, path));
        all.put("SETSTAT mode", (id, path) -> of(9, id, path).number(4).number(0777));
        all.put("SETSTAT time", (id, path) -> of(9, id, path).number(8).number(1).number(1));
        all.put("SETSTAT size", (id, path) -> of(9, id, path).number(1).wide(0));
        all.put("REMOVE", (id, path) -> of(13, id, path));
        all.put("MKDIR", (id, path) -> of(14, id, path).number(NONE));
        all.put("RMDIR", (id, path) -> of(15, id, path));
        all.put("REALPATH", (id, path) -> of(16, id, path));
        all.put("STAT", (id, path) -> of(17, id, path));
        all.put("RENAME from", (id, path) -> of(18, id, path).text("/in/moved"));
        all.put("RENAME to", (id, path) -> name(of(18, id, bytes("/in/a")), path));
        all.put("READLINK", (id, path) -> of(19, id, path));
        all.put("SYMLINK to", (id, path) -> of(20, id, path).text("/in/made"));
        all.put("SYMLINK at", (id, path) -> name(of(20, id, bytes("/in/a")), path));
        all.put("posix-rename from", (id, path) -> more(id, "posix-rename", path).text("/in/b"));
        all.put(
                "posix-rename to",
                (id, path) -> name(more(id, "posix-rename", bytes("/in/a")), path));
        all.put("hardlink", (id, path) -> more(id, "hardlink", path).text("/in/hard"));
        all.put("statvfs", (id, path) -> more(id, "statvfs", path));
        all.put("lsetstat", (id, path) -> more(id, "lsetstat", path).number(4).number(0777));
        all.put("expand-path", (id, path) -> more(id, "expand-path", path));
        all.put(
                "check-file",
                (id, path) ->
                        name(new Bytes().octet(200).number(id).text("check-file-name"), path)
                                .text("sha256")
                                .wide(0)
                                .wide(0)
                                .number(0));
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static Bytes of(int type, int id, byte[] path) {
        return name(new Bytes().octet(type).number(id), path);
    }

    private static Bytes more(int id, String extension, byte[] path) {
        return name(new Bytes().octet(200).number(id).text(extension + "@openssh.com"), path);
    }

    private static Bytes name(Bytes packet, byte[] path) {
        return packet.number(path.length).raw(path);
    }

    private static String ask(Talk talk, Bytes packet) throws IOException {
        talk.send(Talk.framed(packet));
        return talk.answer();
    }

    /// Opens, does what one opens for, and closes: all that was said.
    private static List<String> opened(Talk talk, Bytes open, String... then) throws IOException {
        var said = new ArrayList<String>();
        said.add(ask(talk, open));
        if (!said.getFirst().startsWith("HANDLE ")) return said;
        String handle = said.getFirst().substring("HANDLE ".length());
        for (String one : then) {
            talk.play("> " + one.replace("%", handle));
            said.add(talk.answer());
        }
        talk.play("> CLOSE " + handle);
        said.add(talk.answer());
        return said;
    }

    @Test
    @DisplayName("path traversal: over SFTP, each request")
    void whateverAPathSaysAndWhicheverRequestSaysItNothingOutsideIsReachedOrTouched(
            @TempDir Path temp) throws Exception {
        Path home = Files.createDirectory(temp.resolve("home"));
        WaysOut.hide(temp);
        Map<String, String> before = WaysOut.outside(temp, home);
        int refused = 0;
        int id = 1000;
        try (Storage storage =
                        LocalStorage.open(home, LocalSettings.defaults(), InstantSource.system());
                var house = new SftpHouse(Action.all(), SftpBounds.usual(), storage);
                var talk = Talk.with(house)) {
            for (String way : WaysOut.of(temp)) {
                byte[] path = bytes(way);
                var said = new ArrayList<String>();
                for (var request : requests().values()) {
                    WaysOut.prepare(home);
                    said.add(ask(talk, request.apply(++id, path)));
                    said.addAll(
                            opened(
                                    talk,
                                    of(3, ++id, bytes("/in/made")).number(1).number(NONE),
                                    "READ % 0 100"));
                    Files.deleteIfExists(home.resolve("in/made"));
                }
                WaysOut.prepare(home);
                said.addAll(opened(talk, of(3, ++id, path).number(1).number(NONE), "READ % 0 100"));
                said.addAll(
                        opened(
                                talk,
                                of(3, ++id, path).number(2 + 8 + 16).number(NONE),
                                "WRITE % 0 written"));
                said.addAll(
                        opened(
                                talk,
                                of(3, ++id, path).number(2 + 4 + 8).number(NONE),
                                "WRITE % 0 written"));
                said.addAll(opened(talk, of(3, ++id, path).number(2).number(NONE), "WRITE % 0 x"));
                said.addAll(opened(talk, of(11, ++id, path), "READDIR %", "FSTAT %"));
                assertThat(said).as(way).noneMatch(it -> it.contains(WaysOut.SECRET));
                refused += (int) said.stream().filter(it -> it.startsWith("NO_SUCH_FILE")).count();
            }
        }
        assertThat(WaysOut.outside(temp, home)).isEqualTo(before);
        assertThat(refused).isPositive();
    }

    @Test
    @DisplayName("offsets: over SFTP")
    void offsetsThatAreNoneAreRefusedAndThosePastTheEndMakeNoHole() throws Exception {
        try (var house = SftpHouse.open().file("/old", "0123456789");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /new write+create+truncate
                    < HANDLE 1
                    > WRITE 1 9223372036854775808 x
                    < FAILURE /new: no file is 9223372036854775808 bytes long
                    > WRITE 1 18446744073709551615 x
                    < FAILURE /new: no file is 18446744073709551615 bytes long
                    > WRITE 1 9223372036854775807 x
                    < FAILURE /new: no file is *
                    > WRITE 1 1000 x
                    < OK
                    > CLOSE 1
                    < FAILURE /new: not stored: the bytes from 0 to 999 never came
                    > STAT /new
                    < NO_SUCH_FILE *
                    > OPEN /old write
                    < HANDLE 2
                    > WRITE 2 1000 x
                    < OK
                    > CLOSE 2
                    < FAILURE /old: not stored: the bytes from 10 to 999 never came
                    > OPEN /old read
                    < HANDLE 3
                    > READ 3 10 1
                    < EOF
                    > READ 3 9223372036854775808 1
                    < EOF
                    > READ 3 18446744073709551615 4294967295
                    < EOF
                    > SETSTAT /old size=9223372036854775808
                    < OP_UNSUPPORTED *
                    > SETSTAT /old size=1000
                    < OP_UNSUPPORTED *
                    """);
            assertThat(house.content("/old")).contains("0123456789");
        }
    }

    @Test
    @DisplayName("reply forging: over SFTP a name is one entry, whatever is in it")
    void aNameWithLinesInItIsOneEntry(@TempDir Path temp) throws Exception {
        String name = "a\r\n-rw-r--r-- 1 0 0 9 Jan 1 00:00 b";
        Files.writeString(temp.resolve(name), "x");
        try (Storage storage =
                        LocalStorage.open(temp, LocalSettings.defaults(), InstantSource.system());
                var house = new SftpHouse(Action.all(), SftpBounds.usual(), storage);
                var talk = Talk.with(house)) {
            talk.play("> OPENDIR /");
            assertThat(talk.answer()).isEqualTo("HANDLE 1");
            talk.play("> READDIR 1");
            ByteBuffer packet = ByteBuffer.wrap(talk.packet());
            assertThat(packet.getInt(5)).as("names").isEqualTo(1);
            packet.position(9);
            assertThat(text(packet)).as("what a client asks for").isEqualTo(name);
            assertThat(text(packet))
                    .as("the line that programs read")
                    .startsWith("-rw")
                    .contains("a\uFFFD0D\uFFFD0A-rw")
                    .doesNotContain("\r", "\n");
        }
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }
}
