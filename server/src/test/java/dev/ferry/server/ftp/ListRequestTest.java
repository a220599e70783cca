package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients put before and into the path of LIST, NLST and STAT: options, globs, recursion.
final class ListRequestTest {

    /// Three files, from the oldest to the newest and from the largest to the smallest.
    private static Dialogue three() throws IOException {
        var talk = new Dialogue();
        talk.file("/b", "333").file("/a", "22").file("/c", "1");
        int second = 0;
        for (String name : List.of("/b", "/a", "/c")) {
            Instant time = Instant.parse("2020-01-01T00:00:00Z").plusSeconds(second++);
            talk.server.storage.setModified(VirtualPath.of(name), time);
        }
        return talk;
    }

    /// What comes over the data connection for `command`.
    private static List<String> lines(Dialogue talk, String command) throws IOException {
        Client client = talk.client();
        client.ask("EPSV", "229");
        client.ask(command, "150");
        String came = new String(client.readData(), StandardCharsets.UTF_8);
        client.expect("226");
        return came.lines().toList();
    }

    private static String names(Dialogue talk, String command) throws IOException {
        return String.join(" ", lines(talk, command));
    }

    private static String lastNames(Dialogue talk, String command) throws IOException {
        return String.join(
                " ",
                lines(talk, command).stream()
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .toList());
    }

    @Test
    void timeSizeAndNamePutEntriesInOrder() throws Exception {
        try (var talk = three()) {
            talk.play(LOGIN);
            assertThat(names(talk, "NLST -t")).isEqualTo("c a b");
            assertThat(names(talk, "NLST -tr")).isEqualTo("b a c");
            assertThat(names(talk, "NLST -S")).isEqualTo("b a c");
            assertThat(names(talk, "NLST -Sr")).isEqualTo("c a b");
            assertThat(names(talk, "NLST -r")).isEqualTo("c b a");
            assertThat(names(talk, "NLST -t -S")).isEqualTo("b a c");
            assertThat(lastNames(talk, "LIST -ltra")).isEqualTo("b a c");
            assertThat(lastNames(talk, "LIST -hrt *")).isEqualTo("b a c");
        }
    }

    @Test
    void moreThanCanBePutInOrderComeAsTheyAre() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(LOGIN);
            for (int i = 0; i < Sorting.MOST; i++) talk.folder("/" + i);
            Client client = talk.client();
            client.ask("EPSV", "229");
            client.ask("NLST -r", "150");
            assertThat(new String(client.readData(), StandardCharsets.UTF_8).lines())
                    .hasSize(Sorting.MOST)
                    .startsWith("99999", "99998");
            client.expect("226 100000 entries listed");
            talk.folder("/z");
            client.ask("EPSV", "229");
            client.ask("NLST -r", "150");
            assertThat(new String(client.readData(), StandardCharsets.UTF_8).lines())
                    .hasSize(Sorting.MOST + 1)
                    .startsWith("0", "1")
                    .doesNotHaveDuplicates();
            client.expect("226 100001 entries listed; not in order: more than 100000 entries");
        }
    }

    @Test
    void oneMeansNamesAndEllMeansAllThereIs() throws Exception {
        try (var talk = three()) {
            talk.play(LOGIN);
            assertThat(names(talk, "LIST -1")).isEqualTo("a b c");
            assertThat(names(talk, "LIST -1 a")).isEqualTo("a");
            assertThat(names(talk, "LIST -1 /")).isEqualTo("a b c");
            assertThat(names(talk, "NLST -a1")).isEqualTo("a b c");
            assertThat(lines(talk, "NLST -la")).allMatch(line -> line.startsWith("-rw-r--r--"));
            assertThat(lines(talk, "LIST -l1")).allMatch(line -> line.startsWith("-rw-r--r--"));
            assertThat(lines(talk, "NLST -l a")).hasSize(1).allMatch(line -> line.endsWith(" a"));
        }
    }

    @Test
    void aFolderItselfIsCalledWhatTheClientCallsIt() throws Exception {
        try (var talk = new Dialogue().folder("/d").file("/d/a", "")) {
            talk.play(LOGIN);
            assertThat(lastNames(talk, "LIST -d")).isEqualTo(".");
            assertThat(lastNames(talk, "LIST -ld d")).isEqualTo("d");
            assertThat(lastNames(talk, "LIST -d /")).isEqualTo("/");
            assertThat(lastNames(talk, "LIST -d d/a")).isEqualTo("a");
            assertThat(names(talk, "NLST -d d")).isEqualTo("d");
            talk.play("> STAT -d d\n< 213-*\n<  drwx* d\n< 213 *");
        }
    }

    @Test
    void marksSayWhatANameIs() throws Exception {
        try (var talk = new Dialogue().folder("/d").file("/a", "").file("/x", "")) {
            talk.server.storage.setMode(VirtualPath.of("/x"), 0755);
            talk.play(LOGIN);
            assertThat(names(talk, "NLST -F")).isEqualTo("a d/ x*");
            assertThat(names(talk, "NLST -F /")).isEqualTo("/a /d/ /x*");
            assertThat(lastNames(talk, "LIST -lF")).isEqualTo("a d/ x*");
        }
    }

    @Test
    void dotFilesAreListedWhateverIsAsked() throws Exception {
        try (var talk = new Dialogue().file("/.hidden", "").file("/a", "")) {
            talk.play(LOGIN);
            for (String verb :
                    List.of("LIST", "LIST -l", "LIST -a", "LIST -A", "NLST", "NLST -a")) {
                assertThat(lastNames(talk, verb)).as(verb).isEqualTo(".hidden a");
            }
        }
    }

    @Test
    void unknownOptionsAreIgnored() throws Exception {
        try (var talk = three()) {
            talk.play(LOGIN);
            assertThat(names(talk, "NLST -CqQxZ9")).isEqualTo("a b c");
            assertThat(lastNames(talk, "LIST -hTC -w")).isEqualTo("a b c");
        }
    }

    @Test
    void namesThatBeginWithADashAreFound() throws Exception {
        try (var talk = new Dialogue()) {
            for (String name : List.of("/-la", "/-backup", "/-a b", "/-")) {
                talk.folder(name).file(name + "/in " + name.substring(1), "");
            }
            talk.play(LOGIN);
            assertThat(names(talk, "NLST -- -la")).isEqualTo("-la/in -la");
            assertThat(names(talk, "NLST ./-la")).isEqualTo("./-la/in -la");
            assertThat(names(talk, "NLST -backup")).isEqualTo("-backup/in -backup");
            assertThat(names(talk, "NLST -")).isEqualTo("-/in -");
            assertThat(lastNames(talk, "LIST -backup")).isEqualTo("-backup");
            assertThat(lastNames(talk, "LIST -la")).contains("-la").contains("-backup");
            assertThat(names(talk, "NLST -bckp")).contains("-backup");
            talk.play("> LIST -a nothing\n< 550 /nothing: *");
        }
    }

    @Test
    void globsAreForTheLastName() throws Exception {
        try (var talk =
                new Dialogue()
                        .folder("/d")
                        .file("/d/a.txt", "")
                        .file("/d/b.txt", "")
                        .file("/d/ax1.bin", "")
                        .file("/d/.hid.txt", "")) {
            talk.play(LOGIN);
            assertThat(names(talk, "NLST d/*.txt")).isEqualTo("d/a.txt d/b.txt");
            assertThat(names(talk, "NLST /d/*.txt")).isEqualTo("/d/a.txt /d/b.txt");
            assertThat(names(talk, "NLST -a d/*.txt")).isEqualTo("d/.hid.txt d/a.txt d/b.txt");
            assertThat(lastNames(talk, "LIST d/*.txt")).isEqualTo("a.txt b.txt");
            assertThat(names(talk, "LIST -1 d/[!b]*.???")).isEqualTo("a.txt ax1.bin");
            talk.play("> CWD d\n< 250 *");
            assertThat(names(talk, "NLST a?[0-9]*")).isEqualTo("ax1.bin");
            assertThat(names(talk, "NLST ../*")).isEqualTo("../d");
            talk.play(
                    """
                    > STAT *.txt
                    < 212-Contents of /d
                    <  -rw*a.txt
                    <  -rw*b.txt
                    < 212 End of /d
                    > LIST ../*/a.txt
                    < 550 /*/a.txt: no such file or folder
                    > LIST nothing/*
                    < 550 /d/nothing: no such file or folder
                    > LIST a.txt/*
                    < 550 /d/a.txt/*: is not a folder
                    """);
        }
    }

    /// RFC 3659 §7.2 gives MLST and MLSD a path and nothing else.
    @Test
    void mlstAndMlsdTakeNoOptionsAndNoGlobs() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "").folder("/-la")) {
            talk.play(
                    LOGIN
                            + """
                            > MLST *.txt
                            < 550 /*.txt: no such file or folder
                            > MLSD *
                            < 550 /*: no such file or folder
                            > MLST -a
                            < 550 /-a: *
                            > OPTS MLST type;
                            < 200 *
                            > EPSV
                            < 229 *
                            > MLSD -la
                            < 150 *
                            <<type=cdir; .\\r\\n
                            < 226 0 entries listed
                            > EPSV
                            < 229 *
                            > MLSD
                            < 150 *
                            <<type=cdir; .\\r\\ntype=dir; -la\\r\\ntype=file; a.txt\\r\\n
                            < 226 2 entries listed
                            """);
        }
    }

    @Test
    void aGlobThatMatchesNothingIsAnEmptyListing() throws Exception {
        try (var talk = new Dialogue().file("/a.txt", "")) {
            talk.play(
                    LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > NLST *.zip
                            < 150 *
                            <<
                            < 226 0 entries listed; nothing matches *.zip
                            > EPSV
                            < 229 *
                            > LIST -R *.zip
                            < 150 *
                            <<
                            < 226 0 entries listed; nothing matches *.zip
                            > STAT *.zip
                            < 212-*
                            <  nothing matches *.zip
                            < 212 *
                            """);
        }
    }

    @Test
    void aNameWithGlobCharactersIsFoundByItself() throws Exception {
        try (var talk =
                new Dialogue()
                        .file("/[draft] plan?.txt", "")
                        .file("/d plan!.txt", "")
                        .file("/a*", "")
                        .file("/ab", "")) {
            talk.play(LOGIN);
            assertThat(names(talk, "NLST [draft] plan?.txt")).isEqualTo("[draft] plan?.txt");
            assertThat(names(talk, "NLST [draft] plan!.txt")).isEqualTo("d plan!.txt");
            assertThat(names(talk, "NLST a*")).isEqualTo("a*");
            assertThat(names(talk, "NLST a\\*")).isEqualTo("a*");
            assertThat(names(talk, "NLST a?")).isEqualTo("a* ab");
        }
    }

    @Test
    void recursionLooksLikeThatOfLs() throws Exception {
        try (var talk = tree()) {
            talk.play(LOGIN);
            assertThat(lines(talk, "LIST -1R"))
                    .containsExactly(
                            ".:", "d", "z", "", "./d:", "a.txt", "e", "", "./d/e:", "deep.txt");
            assertThat(lines(talk, "LIST -R1 d"))
                    .containsExactly("d:", "a.txt", "e", "", "d/e:", "deep.txt");
            assertThat(lines(talk, "LIST -R1 /"))
                    .startsWith("/:", "d", "z", "", "/d:", "a.txt", "e", "", "/d/e:");
            assertThat(lines(talk, "LIST -R1r d/"))
                    .containsExactly("d:", "e", "a.txt", "", "d/e:", "deep.txt");
            assertThat(lines(talk, "LIST -lR d").get(1)).startsWith("-rw-r--r-- ");
            assertThat(lines(talk, "LIST -R1 d*"))
                    .containsExactly("d", "", "./d:", "a.txt", "e", "", "./d/e:", "deep.txt");
            assertThat(lines(talk, "NLST -R"))
                    .containsExactly("d", "z", "d/a.txt", "d/e", "d/e/deep.txt");
            assertThat(lines(talk, "NLST -R /d"))
                    .containsExactly("/d/a.txt", "/d/e", "/d/e/deep.txt");
            assertThat(lines(talk, "LIST -R1 z")).containsExactly("z");
        }
    }

    private static Dialogue tree() throws IOException {
        return new Dialogue()
                .folder("/d")
                .file("/d/a.txt", "")
                .folder("/d/e")
                .file("/d/e/deep.txt", "")
                .file("/z", "");
    }

    @Test
    void whatMayNotBeListedIsPassedOverAndSaid() throws Exception {
        try (var talk = tree().folder("/f").file("/f/g", "")) {
            var rules =
                    Permissions.everywhere(Action.readOnly())
                            .denying(VirtualPath.of("/d"), EnumSet.of(Action.LIST));
            talk.server.desk.add("reader", rules);
            talk.play(
                    LOGIN.replace("admin", "reader")
                            + """
                            > EPSV
                            < 229 *
                            > LIST -R1
                            < 150 *
                            <<.:\\r\\nd\\r\\nf\\r\\nz\\r\\nls: ./d: permission denied\\r\\n\
                            \\r\\n./f:\\r\\ng\\r\\n
                            < 226 4 entries listed; 1 folder passed over: permission denied
                            > EPSV
                            < 229 *
                            > NLST -R
                            < 150 *
                            <<d\\r\\nf\\r\\nz\\r\\nf/g\\r\\n
                            < 226 4 entries listed; 1 folder passed over: permission denied
                            > LIST -R d
                            < 550 *
                            """);
        }
    }

    @Test
    @DisplayName("recursion, huge listings: depth")
    void recursionGoesSoDeepAndNoDeeper() throws Exception {
        try (var talk = new Dialogue()) {
            var path = new StringBuilder();
            for (int i = 0; i <= ListLimits.DEFAULT.depth() + 1; i++)
                talk.folder("" + path.append("/d"));
            talk.play(LOGIN);
            List<String> lines = lines(talk, "LIST -R1");
            assertThat(lines)
                    .contains("ls: .%s: LIST -R goes 32 folders deep".formatted("/d".repeat(33)));
            assertThat(lines).endsWith("ls: the rest is left out: LIST -R goes 32 folders deep");
        }
    }

    @Test
    @DisplayName("recursion, huge listings: length")
    void recursionShowsSoManyEntriesAndNoMore() throws Exception {
        try (var talk = tree()) {
            var files = workspace(talk.server);
            var three = new ListLimits(9, 3, 9);
            assertThat(tree(files, true, three))
                    .isEqualTo(
                            """
                            .:
                            d
                            z

                            ./d:
                            a.txt

                            ls: the rest is left out: LIST -R shows at most 3 entries
                            3; the rest is left out: LIST -R shows at most 3 entries\
                            """);
            assertThat(tree(files, false, three))
                    .isEqualTo(
                            """
                            d
                            z
                            a.txt
                            3; the rest is left out: LIST -R shows at most 3 entries\
                            """);
            assertThat(tree(files, false, new ListLimits(9, 99, 0)))
                    .isEqualTo(
                            """
                            d
                            z
                            2; the rest is left out: more than 0 folders waited to be listed\
                            """);
        }
    }

    private static String tree(Workspace files, boolean headers, ListLimits limits)
            throws IOException {
        var out = new StringBuilder();
        var first = new TreeLines.Folder(VirtualPath.ROOT, "./", 0);
        var choice = FolderLines.Choice.of((line, entry) -> line.append(entry.name()));
        try (var lines =
                new TreeLines(
                        files, first, files.list(VirtualPath.ROOT), _ -> choice, headers, limits)) {
            while (lines.step(out)) {
                // on
            }
            out.append(lines.entries()).append("; ").append(lines.remark());
        }
        return out.toString().replace("\r", "");
    }

    private static Workspace workspace(TestServer server) {
        var account = server.desk.current("id-admin").orElseThrow();
        return new Workspace(
                account,
                () -> Optional.of(account),
                server.storage,
                FileSettings.defaults(),
                server.checksums,
                new Event.Who("admin", "test", "127.0.0.1"),
                server.events::add,
                InstantSource.system());
    }

    @Test
    @DisplayName("recursion, huge listings: ABOR")
    void aRecursiveListingCanBeAborted() throws Exception {
        try (var talk = new Dialogue()) {
            String name = "/" + "n".repeat(200);
            for (int i = 0; i < 40_000; i++) talk.folder(name + i);
            talk.play(LOGIN + "> EPSV\n< 229 *\n> LIST -R\n< 150 *\n> ABOR\n< 426 *\n< 226 *");
            talk.play("> NOOP\n< 200 *");
        }
    }

    /// A name is whatever its owner likes: none may look like the end of a reply.
    @Test
    @DisplayName("reply forging: STAT")
    void noNameForgesALineOfTheReply() throws Exception {
        var evil =
                List.of(
                        "213 End",
                        "212 End of ",
                        "212-x",
                        "\\xef\\xbf\\xbd0D\\xef\\xbf\\xbd0A212 End",
                        "x\\xef\\xbf\\xbd0A213 End");
        try (var talk = new Dialogue()) {
            talk.play(LOGIN);
            for (String name : evil) {
                talk.play("> MKD " + name + "\n< 257 *");
                talk.play("> STAT " + name + "\n< 212-Contents of /*\n< 212 End of /" + name);
                talk.play("> NOOP\n< 200 *");
            }
            talk.file("/213 end", "");
            talk.client().send("STAT /");
            assertThat(talk.client().line()).startsWith("212-");
            for (int i = 0; i <= evil.size(); i++) {
                assertThat(talk.client().line()).matches(" [d-]rw.*");
            }
            assertThat(talk.client().line()).isEqualTo("212 End of /");
            talk.play("> STAT 213 end\n< 213-Status of /213 end\n<  -rw*213 end\n< 213 End of *");
            talk.play(
                    "> STAT 21*\n< 212-*\n<  *\n<  *\n<  *\n<  *\n< 212 End of /\n> NOOP\n< 200 *");
        }
    }

    @Test
    void linksAreFollowedWhereAskedForAndNotInRecursion(@TempDir Path home) throws Exception {
        Files.writeString(Files.createDirectory(home.resolve("d")).resolve("a"), "12345");
        Files.createSymbolicLink(home.resolve("d/loop"), Path.of(".."));
        Files.createSymbolicLink(home.resolve("f"), Path.of("d/a"));
        Files.createSymbolicLink(home.resolve("gone"), Path.of("nowhere"));
        try (var storage =
                        LocalStorage.open(home, LocalSettings.defaults(), InstantSource.system());
                var talk = new Dialogue(new TestServer(TestServer.settings(), storage))) {
            talk.play(LOGIN);
            assertThat(lines(talk, "LIST -r"))
                    .satisfiesExactly(
                            line -> assertThat(line).matches("l.* gone"),
                            line -> assertThat(line).matches("l.* f -> /d/a"),
                            line -> assertThat(line).matches("d.* d"));
            assertThat(lines(talk, "LIST -rL"))
                    .satisfiesExactly(
                            line -> assertThat(line).matches("l.* gone"),
                            line -> assertThat(line).matches("-.* 5 .* f"),
                            line -> assertThat(line).matches("d.* d"));
            assertThat(names(talk, "NLST -rF")).isEqualTo("gone@ f@ d/");
            assertThat(lines(talk, "LIST -RrLF1"))
                    .containsExactly(".:", "gone@", "f", "d/", "", "./d:", "loop/", "a");
            assertThat(lines(talk, "LIST -lrF")).anyMatch(line -> line.endsWith("f -> /d/a"));
        }
    }
}
