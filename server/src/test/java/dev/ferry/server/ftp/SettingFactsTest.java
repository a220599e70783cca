package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.files.Capability;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.memory.MemoryStorage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// MFMT, MFCT, MFF, SITE CHMOD, SITE UTIME and AVBL.
final class SettingFactsTest {

    @Test
    void severalFactsAreSetAtOnce() throws Exception {
        try (var talk = new Dialogue().file("/a b", "x")) {
            talk.play(
                    LOGIN
                            + """
                            > MFF modify=20020717210715;UNIX.mode=640;Create=19990101000000; a b
                            < 213 Modify=20020717210715;UNIX.mode=0640;Create=19990101000000; /a b
                            > MFCT 20000101000000 a b
                            < 213 Create=20000101000000; /a b
                            > MFMT 20010101000000 a b
                            < 213 Modify=20010101000000; /a b
                            > MLST a b
                            < 250-*
                            <  *modify=20010101000000;create=20000101000000;*UNIX.mode=0640;*
                            < 250 *
                            """);
        }
    }

    @Test
    void factsThatCannotBeSetAreNamedAndNothingIsSet() throws Exception {
        try (var talk = new Dialogue().file("/a", "x")) {
            Instant before = modified(talk, "/a");
            talk.play(
                    LOGIN
                            + """
                            > MFF Modify=20020717210715;Size=3;UNIX.owner=0; a
                            < 504 MFF: "Size", "UNIX.owner" cannot be set here; Create, Modify, UNIX.mode can
                            > MFF Modify=20020229000000; a
                            < 501 *
                            > MFF Modify=20020717210715;Modify=20020717210715; a
                            < 501 *
                            > MFF UNIX.mode=888; a
                            < 501 *
                            > MFF Modify=20020717210715 a
                            < 501 *
                            > MFF a
                            < 501 *
                            > MFF Modify=20020717210715; nothing
                            < 550 *
                            > MFF Modify=20020717210715;UNIX.mode=4755; a
                            < 550 /a: permission denied (set-user-id *
                            """);
            assertThat(modified(talk, "/a")).isEqualTo(before);
        }
    }

    @Test
    void aStorageThatCannotSetWhenAFileWasMadeSaysSo() throws Exception {
        var can = EnumSet.complementOf(EnumSet.of(Capability.SET_CREATED));
        try (var talk = talk(can).file("/a", "x")) {
            Instant before = modified(talk, "/a");
            talk.play(
                    LOGIN
                            + """
                            > MFCT 20020717210715 a
                            < 504 MFCT: this storage cannot set when a file was made
                            > MFF Modify=20020717210715;Create=20020717210715; a
                            < 504 MFF: "Create" cannot be set here; Modify, UNIX.mode can
                            """);
            assertThat(modified(talk, "/a")).isEqualTo(before);
        }
    }

    @Test
    void siteCommandsAreThoseTheStorageCanDo() throws Exception {
        try (var talk = talk(EnumSet.noneOf(Capability.class)).file("/a", "x")) {
            talk.play(
                    LOGIN
                            + """
                            > SITE CHMOD 600 a
                            < 500 SITE "CHMOD" is no command here; *
                            > SITE UTIME 20020717210715 a
                            < 500 *
                            > SITE HELP
                            < 214-*
                            <  SITE HELP [<command>]
                            <  SITE IDLE [<seconds>]
                            <  SITE QUOTA
                            < 214 End
                            > MFMT 20020717210715 a
                            < 504 *
                            > AVBL
                            < 504 *
                            """);
        }
    }

    @Test
    void siteChmodSetsTheMode() throws Exception {
        try (var talk = new Dialogue().file("/a b", "x").folder("/d")) {
            talk.play(
                    LOGIN
                            + """
                            > SITE CHMOD 600 a b
                            < 200 Mode of /a b is 0600
                            > site chmod 0755 a b
                            < 200 Mode of /a b is 0755
                            > SITE CHMOD 2770 d
                            < 200 Mode of /d is 2770
                            > SITE CHMOD 4755 a b
                            < 550 *
                            > SITE CHMOD u+x a b
                            < 501 SITE CHMOD: "u+x" is no octal mode such as 644; write SITE CHMOD *
                            > SITE CHMOD 644
                            < 501 *
                            > SITE CHMOD 644 nothing
                            < 550 *
                            """);
        }
    }

    @Test
    void siteUtimeSetsTheTimeInBothForms() throws Exception {
        try (var talk = new Dialogue().file("/a b", "x")) {
            talk.play(
                    LOGIN
                            + """
                            > SITE UTIME 200207172107 a b
                            < 200 /a b was modified at 20020717210700
                            > SITE UTIME 20020717210715 a b
                            < 200 /a b was modified at 20020717210715
                            > SITE UTIME a b 20010101000000 20030303030303 19990101000000 UTC
                            < 200 /a b was modified at 20030303030303
                            > SITE UTIME 20020732 a b
                            < 501 *
                            > SITE UTIME 20020717210715
                            < 501 *
                            """);
        }
    }

    @Test
    void howMuchRoomIsLeftIsANumber() throws Exception {
        try (var talk = new Dialogue().folder("/d").file("/a", "x")) {
            var client = talk.client();
            talk.play(LOGIN);
            assertThat(client.ask("AVBL", "213 ")).matches("213 [1-9][0-9]*");
            assertThat(client.ask("AVBL d", "213 ")).matches("213 [1-9][0-9]*");
            talk.play("> AVBL nothing\n< 550 *\n> AVBL a\n< 550 /a: is not a folder");
        }
    }

    private static Dialogue talk(Set<Capability> can) throws Exception {
        return new Dialogue(
                new TestServer(
                        TestServer.settings(), new MemoryStorage(InstantSource.system(), can)));
    }

    private static Instant modified(Dialogue talk, String path) throws Exception {
        return talk.server.storage.stat(VirtualPath.of(path)).modified();
    }
}
