package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.files.Capability;
import dev.ferry.files.storage.memory.MemoryStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/// LIST, NLST, MLSD, MLST and STAT of a path.
final class ListingTest {

    private static final Instant THEN = Instant.parse("2020-02-29T23:59:58Z");

    private static Dialogue dialogue() throws IOException {
        var storage = new MemoryStorage(InstantSource.fixed(THEN), EnumSet.allOf(Capability.class));
        return new Dialogue(new TestServer(TestServer.settings(), storage));
    }

    @Test
    void listLooksLikeLsAndTakesItsOptions() throws Exception {
        try (var talk = dialogue().folder("/d").file("/d/a b.txt", "12345")) {
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > LIST d
                            < 150 Opening ASCII data connection for /d
                            <<-rw-r--r--   1 *          5 Feb 29  2020 a b.txt\\r\\n
                            < 226 1 entry listed
                            > CWD d
                            < 250 *
                            > EPSV
                            < 229 *
                            > LIST -la
                            < 150 *
                            <<-rw-r--r--*a b.txt\\r\\n
                            < 226 *
                            > EPSV
                            < 229 *
                            > LIST a b.txt
                            < 150 *
                            <<-rw-r--r--*a b.txt\\r\\n
                            < 226 *
                            > EPSV
                            < 229 *
                            > LIST /
                            < 150 *
                            <<drwxr-xr-x*d\\r\\n
                            < 226 *
                            > LIST nothing
                            < 550 /d/nothing: no such file or folder
                            > RMD /nothing
                            < 550 *
                            """);
        }
    }

    @Test
    void anEmptyFolderHasAnEmptyListing() throws Exception {
        try (var talk = dialogue()) {
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > LIST
                            < 150 *
                            <<
                            < 226 0 entries listed
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<
                            < 226 *
                            """);
        }
    }

    @Test
    void nlstNamesPathsForTheNextCommand() throws Exception {
        try (var talk = dialogue().folder("/d").file("/d/a b.txt", "12345")) {
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > NLST d
                            < 150 *
                            <<d/a b.txt\\r\\n
                            < 226 *
                            > EPSV
                            < 229 *
                            > NLST /d/
                            < 150 *
                            <</d/a b.txt\\r\\n
                            < 226 *
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<d\\r\\n
                            < 226 *
                            > EPSV
                            < 229 *
                            > NLST d/a b.txt
                            < 150 *
                            <<d/a b.txt\\r\\n
                            < 226 *
                            > NLST nothing
                            < 550 *
                            """);
        }
    }

    @Test
    void mlsdTellsFactsOfTheFolderAndItsEntries() throws Exception {
        try (var talk = dialogue().folder("/d").file("/d/a;b.txt", "12345")) {
            talk.play(
                    LOGIN
                            + """
                            > OPTS MLST Type;size;modify;Nonsense;perm;
                            < 200 MLST OPTS type;size;modify;perm;
                            > FEAT
                            <...
                            <  MLST type*;size*;modify*;create;unique;perm*;UNIX.mode;UNIX.owner;\
                            UNIX.group;charset;
                            <...
                            < 211 *
                            > EPSV
                            < 229 *
                            > MLSD d
                            < 150 *
                            <<type=cdir;modify=20200229235958;perm=cdeflmp; .\\r\\n\
                            type=file;size=5;modify=20200229235958;perm=adfrw; a;b.txt\\r\\n
                            < 226 1 entry listed
                            > MLSD d/a;b.txt
                            < 501 /d/a;b.txt: not a folder; *
                            > MLSD nothing
                            < 550 /nothing: *
                            """);
        }
    }

    @Test
    void mlstTellsTheFactsOfOneEntryOverTheControlConnection() throws Exception {
        try (var talk = dialogue().folder("/d").file("/d/a.txt", "12345")) {
            talk.play(
                    LOGIN
                            + """
                            > MLST d/a.txt
                            < 250-Facts of /d/a.txt
                            <  type=file;size=5;modify=20200229235958;*perm=adfrw;UNIX.mode=0644;\
                            UNIX.owner=*;UNIX.group=*; /d/a.txt
                            < 250 End
                            > CWD d
                            < 250 *
                            > OPTS MLST type;charset;unique;
                            < 200 MLST OPTS type;unique;charset;
                            > MLST
                            < 250-*
                            <  type=dir;unique=*;charset=UTF-8; /d
                            < 250 End
                            > OPTS MLST
                            < 200 MLST OPTS
                            > MLST a.txt
                            < 250-*
                            <   /d/a.txt
                            < 250 End
                            > MLST nothing
                            < 550 *
                            """);
        }
    }

    @Test
    void permSaysWhatTheRulesAllowEachEntry() throws Exception {
        try (var talk = dialogue().file("/a", "").folder("/d").folder("/e")) {
            var rules =
                    Permissions.everywhere(Action.readOnly())
                            .granting(
                                    dev.ferry.files.VirtualPath.of("/d"),
                                    EnumSet.of(Action.CREATE, Action.DELETE));
            talk.server.desk.add("reader", rules);
            talk.play(
                    """
                    < 220 *
                    > OPTS MLST perm;
                    < 200 *
                    > USER reader
                    < 331 *
                    > PASS secret
                    < 230 *
                    > MLST a
                    < 250-*
                    <  perm=r; /a
                    < 250 *
                    > MLST d
                    < 250-*
                    <  perm=celp; /d
                    < 250 *
                    > EPSV
                    < 229 *
                    > MLSD
                    < 150 *
                    """);
            assertThat(new String(talk.client().readData(), StandardCharsets.UTF_8).lines())
                    .containsExactlyInAnyOrder(
                            "perm=el; .", "perm=r; a", "perm=celp; d", "perm=el; e");
        }
    }

    @Test
    void oneEntryIsOneLineWhateverItsName() throws Exception {
        try (var talk = dialogue()) {
            String name = "\\xef\\xbf\\xbd0A226 forged";
            talk.play(
                    LOGIN
                            + "> MKD "
                            + name
                            + "\n< 257 *\n> EPSV\n< 229 *\n> NLST\n< 150 *\n<<"
                            + name
                            + "\\r\\n\n< 226 1 *\n> STAT /\n< 212-*\n<  drwx*"
                            + name
                            + "\n< 212 *\n");
        }
    }

    @Test
    void statListsOverTheControlConnection() throws Exception {
        try (var talk = dialogue().folder("/d").file("/d/a.txt", "12345").folder("/e")) {
            talk.play(
                    LOGIN
                            + """
                            > STAT d
                            < 212-Contents of /d
                            <  -rw-r--r--*a.txt
                            < 212 End of /d
                            > STAT d/a.txt
                            < 213-Status of /d/a.txt
                            <  -rw-r--r--*a.txt
                            < 213 End of /d/a.txt
                            > STAT e
                            < 212-Contents of /e
                            < 212 End of /e
                            > STAT nothing
                            < 550 *
                            """);
        }
    }

    @Test
    void statOfALongFolderIsBounded() throws Exception {
        try (var talk = dialogue()) {
            for (int i = 0; i < 1_100; i++) talk.folder("/d" + i);
            talk.play(
                    LOGIN
                            + """
                            > STAT /
                            < 212-*
                            <...
                            <  and more: use LIST or MLSD
                            < 212 End of /
                            > NOOP
                            < 200 *
                            """);
        }
    }

    @Test
    void ownInterruptedUploadsAreListedAndOthersAreNot() throws Exception {
        try (var talk = dialogue()) {
            talk.server.desk.add("other", Permissions.everywhere(Action.all()));
            talk.play(LOGIN + "> EPSV\n< 229 *\n> STOR a.txt\n< 150 *\n>>+01234");
            talk.client().awaitMoved(5);
            talk.client().close();
            Await.until(() -> !talk.server.events.isEmpty());
            talk.newClient()
                    .play(
                            LOGIN
                                    + """
                                    > OPTS MLST size;perm;
                                    < 200 *
                                    > MLST a.txt
                                    < 250-*
                                    <  size=5;perm=adfw; /a.txt
                                    < 250 *
                                    > EPSV
                                    < 229 *
                                    > NLST
                                    < 150 *
                                    <<a.txt\\r\\n
                                    < 226 *
                                    """);
            talk.newClient()
                    .play(
                            LOGIN.replace("admin", "other")
                                    + """
                                    > MLST a.txt
                                    < 550 *
                                    > EPSV
                                    < 229 *
                                    > NLST
                                    < 150 *
                                    <<
                                    < 226 *
                                    """);
        }
    }
}
