package dev.ferry.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ferry.app.Main;
import dev.ferry.app.Ran;
import dev.ferry.client.Certificates;
import dev.ferry.client.ScriptedServer;
import dev.ferry.client.local.LocalName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The client's commands against a server that does what the test wants.
@Timeout(120)
class ClientCommandsTest {

    private static final Path GUIDE = Path.of("../docs/guide/client.md");

    @TempDir private Path here;
    private ScriptedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/a.txt", "hello")
                .file("/b.txt", "there")
                .file("/d/", "")
                .file("/d/c.txt", "deep");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String url(String path) {
        return "ftp://anna:secret@127.0.0.1:" + server.port() + "/" + path;
    }

    private String shown(String path) {
        return "ftp://anna@127.0.0.1:" + server.port() + "/" + path;
    }

    /// In seconds.
    private String patience = "20";

    private Ran run(String command, String... more) {
        var words = new ArrayList<String>();
        words.add(command);
        words.addAll(
                List.of(
                        "--tls",
                        "off",
                        "--timeout",
                        patience,
                        "--retries",
                        "0",
                        "--proxy",
                        "none"));
        words.addAll(Arrays.asList(more));
        return Ran.ferry(words.toArray(String[]::new));
    }

    private String there(String path) {
        ScriptedServer.Content file = server.files.get(path);
        return file == null
                ? "(nothing)"
                : new String(file.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    // What they do

    @Test
    void lsListsNamesInOrder() {
        assertThat(run("ls", url("")).out()).isEqualTo("a.txt\nb.txt\nd/\n");
        assertThat(run("ls", "-R", url("")).out()).isEqualTo("a.txt\nb.txt\nd/\nd/c.txt\n");
        assertThat(run("ls", url("*.txt")).out())
                .isEqualTo(shown("a.txt") + "\n" + shown("b.txt") + "\n");
        assertThat(run("ls", "-l", url("a.txt")).out())
                .isEqualTo("-              5  2024-01-02 03:04:05  " + shown("a.txt") + "\n");
    }

    @Test
    void whatIsEncodedInAUrlIsNoPattern() {
        server.file("/x*y", "star").file("/xzy", "z").file("/e/", "").file("/e/[1]", "one");
        assertThat(run("cat", url("x%2Ay")).code()).isZero();
        assertThat(run("rm", url("x%2ay")).out()).isEqualTo("deleted " + shown("x%2ay") + "\n");
        assertThat(there("/xzy")).isEqualTo("z");
        assertThat(there("/x*y")).isEqualTo("(nothing)");
        assertThat(run("ls", url("*/%5B1%5D")).out()).isEqualTo(shown("e/%5B1%5D") + "\n");
        assertThat(run("ls", url("%2f*/c.txt")).out()).isEqualTo(shown("/d/c.txt") + "\n");
        assertThat(run("ls", url("*/none")).code()).isEqualTo(12);
    }

    @Test
    void getFetchesFilesAndFolders() throws IOException {
        assertThat(run("get", url("a.txt"), here + "/x.txt").code()).isZero();
        assertThat(here.resolve("x.txt")).hasContent("hello");
        assertThat(run("get", url("*.txt"), here + "/two/").code()).isZero();
        assertThat(here.resolve("two/b.txt")).hasContent("there");
        assertThat(run("get", "-r", url("d"), here.toString()).code()).isZero();
        assertThat(here.resolve("d/c.txt")).hasContent("deep");
        assertThat(run("get", url("none"), url("b.txt"), here + "/some/").code()).isEqualTo(9);
        assertThat(here.resolve("some/b.txt")).hasContent("there");
        assertThat(run("get", url("none"), url("never"), here + "/some/").code()).isEqualTo(6);
        Ran ran = run("get", url("d"), here.toString());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("-r takes folders too");
    }

    @Test
    void twoFilesAreNotMovedToOneName() throws IOException {
        server.file("/d/a.txt", "another");
        Ran twice = run("get", url("a.txt"), url("d/a.txt"), here + "/");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains(shown("d/a.txt"), "would both become", here + "/a.txt");
        assertThat(here).isEmptyDirectory();
        Path one = Files.writeString(here.resolve("one"), "1");
        Path other = Files.createDirectory(here.resolve("e")).resolve("one");
        Files.writeString(other, "2");
        assertThat(run("put", one.toString(), other.toString(), url("d/")).code()).isEqualTo(2);
        assertThat(there("/d/one")).isEqualTo("(nothing)");
    }

    @Test
    void optionsStandWhereTheyLike() throws IOException {
        Path one = Files.writeString(here.resolve("one"), "1");
        assertThat(run("put", one.toString(), "--verify", "size", url("one")).code()).isZero();
        assertThat(there("/one")).isEqualTo("1");
        assertThat(run("put", one.toString()).code()).isEqualTo(2);
        // What stands behind it is no port.
        assertThat(run("get", "--active", url("none"), here + "/none").code()).isEqualTo(6);
        assertThat(run("get", "--active=x", url("none"), here + "/none").code()).isEqualTo(2);
    }

    @Test
    void putSendsFilesAndFolders() throws IOException {
        Files.createDirectories(here.resolve("t/u"));
        Files.writeString(here.resolve("t/u/f"), "leaf");
        Files.writeString(here.resolve("g"), "one");
        assertThat(run("put", here + "/g", url("")).code()).isZero();
        assertThat(there("/g")).isEqualTo("one");
        assertThat(run("put", here + "/g", url("h")).out()).contains("verified: size");
        assertThat(there("/h")).isEqualTo("one");
        assertThat(run("put", "-r", here + "/t", url("new/")).code()).isZero();
        assertThat(there("/new/t/u/f")).isEqualTo("leaf");
    }

    @Test
    void whatCannotBeSaidOnTheWireIsNamedAndTheRestIsSent() throws IOException {
        Files.createDirectories(here.resolve("t"));
        Files.writeString(here.resolve("t/two\nlines"), "x");
        Files.writeString(here.resolve("t/to\u0007ll"), "bell");
        Files.writeString(here.resolve("t/z"), "plain");
        Ran ran = run("put", "-r", here + "/t", url("new/"));
        assertThat(ran.code()).isEqualTo(9);
        assertThat(ran.err()).contains("two\ufffd0Alines").contains("no CR, LF or NUL");
        assertThat(there("/new/t/z")).isEqualTo("plain");
        assertThat(run("cat", url("new/t/to%07ll")).code()).isZero();
        Ran alone = run("put", here + "/t/two\nlines", url(""));
        assertThat(alone.code()).isEqualTo(2);
    }

    /// Of which an argument has lost the byte.
    @Test
    void aNameThatIsNotUtf8IsSentByWhatIsShownOfIt() throws IOException {
        Files.writeString(here.resolve(LocalName.path("caf\uFFFDE9")), "latin");
        Ran lost = run("put", here + "/caf\uFFFD", url(""));
        assertThat(lost.code()).isEqualTo(8);
        assertThat(lost.err()).contains("no such file here", "not UTF-8");
        assertThat(run("put", here + "/caf\uFFFDE9", url("latin")).code()).isZero();
        assertThat(there("/latin")).isEqualTo("latin");
    }

    @Test
    void whatIsThereAlreadyIsNamedOnce() throws IOException {
        Files.writeString(here.resolve("mine"), "mine");
        Ran put = run("put", "--conflict", "skip", here + "/mine", url("a.txt"));
        assertThat(put.code()).isZero();
        assertThat(put.out()).isEqualTo("/a.txt: left as it is: is there already\n");
        assertThat(put.err()).doesNotContain("already");
        assertThat(there("/a.txt")).isEqualTo("hello");
    }

    @Test
    void theRestDoWhatTheySay() {
        assertThat(run("mkdir", "-p", url("x/y")).out()).isEqualTo("made " + shown("x/y") + "\n");
        Ran again = run("mkdir", "-p", url("x/y"));
        assertThat(again.code()).isZero();
        assertThat(again.out()).isEmpty();
        assertThat(server.files).containsKey("/x/y/");
        assertThat(run("mkdir", "-p", url("a.txt")).code()).isEqualTo(7);
        assertThat(run("mv", url("a.txt"), url("d/")).code()).isZero();
        assertThat(there("/d/a.txt")).isEqualTo("hello");
        assertThat(run("hash", url("d/a.txt")).out())
                .isEqualTo(
                        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  "
                                + shown("d/a.txt")
                                + "\n");
        assertThat(run("hash", "--function", "md5", url("d/a.txt")).out())
                .startsWith("5d41402abc4b2a76b9719d911017c592  ");
        assertThat(run("du", url("d")).out()).isEqualTo("9  " + shown("d") + "\n");
        assertThat(run("find", "--name", "c*", url("")).out()).isEqualTo(shown("d/c.txt") + "\n");
        assertThat(run("rm", "-r", url("d")).code()).isZero();
        assertThat(server.files.keySet()).noneMatch(path -> path.startsWith("/d"));
        assertThat(run("rm", "-f", url("none")).code()).isZero();
    }

    @Test
    void roomIsAsTheServerSays() throws IOException {
        Ran unknown = run("df", url("d/"));
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("the server does not say how much room there is");
        server.features = Stream.concat(server.features.stream(), Stream.of("AVBL")).toList();
        server.on("AVBL", (talk, path) -> talk.say(path.equals("/d") ? "213 1536" : "550 no"));
        assertThat(run("df", url("d/")).out()).isEqualTo("1536  " + shown("d/") + "\n");
        assertThat(run("df", "--human", url("d/")).out())
                .isEqualTo("1.5 KB  " + shown("d/") + "\n");
        assertThat(run("df", "--json", url("d/")).out()).contains("\"free\":1536");
        assertThat(run("df", url("none/")).code()).isEqualTo(6);
        server.on("AVBL", (talk, _) -> talk.say("213 plenty"));
        assertThat(run("df", url("d/")).code()).isEqualTo(15);
        FileStore disk = Files.getFileStore(here);
        assertThat(run("df", "file://" + here).out()).contains(" of " + disk.getTotalSpace() + " ");
    }

    @Test
    void aMirrorMovesNothingTheSecondTime() throws IOException {
        assertThat(run("mirror", url(""), here + "/m").out())
                .contains("3 to copy, 0 to delete, 0 left")
                .contains(shown("d/c.txt") + " -> " + here + "/m/d/c.txt: ");
        assertThat(here.resolve("m/d/c.txt")).hasContent("deep");
        assertThat(run("mirror", url(""), here + "/m").out())
                .contains("0 to copy, 0 to delete, 3 left");
        Files.writeString(here.resolve("m/new"), "new");
        assertThat(run("mirror", "--json", here + "/m", url("")).out())
                .contains("\"path\":\"" + here + "/m/new\",\"target\":\"/new\"")
                .contains("\"copied\":1,\"deleted\":0,\"left\":3");
        assertThat(there("/new")).isEqualTo("new");
        assertThat(run("mirror", here + "/m", url("")).out())
                .contains("0 to copy, 0 to delete, 4 left");
    }

    @Test
    void aMirrorOfAFolderThatIsNotHereIsLocalTrouble() {
        Ran up = run("mirror", "--delete", here + "/nnn", url(""));
        assertThat(up.code()).isEqualTo(8);
        assertThat(up.err()).contains("nnn: no such folder here");
        assertThat(run("mirror", url("nnn"), here + "/m").code()).isEqualTo(6);
        assertThat(there("/a.txt")).isEqualTo("hello");
    }

    @Test
    void aMirrorDeletesOnlyWhatItMay() throws IOException {
        Files.createDirectories(here.resolve("m"));
        Files.writeString(here.resolve("m/a.txt"), "mine");
        Ran dry = run("mirror", "-n", "--delete", here + "/m", url(""));
        assertThat(dry.out()).contains("delete " + shown("d/c.txt"), "delete " + shown("d ("));
        assertThat(there("/d/c.txt")).isEqualTo("deep");
        assertThat(run("mirror", "--delete", "--max-delete", "2", here + "/m", url("")).code())
                .isEqualTo(13);
        assertThat(there("/d/c.txt")).isEqualTo("deep");
        assertThat(run("mirror", "--delete", "--max-delete", "3", here + "/m", url("")).code())
                .isZero();
        assertThat(server.files.keySet()).containsExactly("/a.txt");
        assertThat(there("/a.txt")).isEqualTo("mine");
    }

    @Test
    void aMirrorLeavesOutWhatIsExcluded() {
        run("mirror", "--exclude", "d", "--exclude", "b*", url(""), here + "/m");
        assertThat(here.resolve("m"))
                .isDirectoryContaining("glob:**/a.txt")
                .isDirectoryNotContaining("glob:**/{b.txt,d}");
    }

    @Test
    void aMirrorTakesOnlyWhatIsIncluded() {
        assertThat(run("mirror", "--include", "c*", url(""), here + "/m").code()).isZero();
        assertThat(here.resolve("m/d/c.txt")).hasContent("deep");
        assertThat(here.resolve("m/a.txt")).doesNotExist();
    }

    @Test
    void syncGoesBothWaysAndTheNewerWins() throws IOException {
        Files.writeString(here.resolve("a.txt"), "newer than theirs");
        Files.writeString(here.resolve("mine.txt"), "mine");
        server.files.put(
                "/late.txt",
                new ScriptedServer.Content(
                        new byte[] {1, 2}, Instant.parse("2200-01-01T00:00:00Z")));
        Files.writeString(here.resolve("late.txt"), "old");
        assertThat(run("sync", here.toString(), url("")).code()).isZero();
        assertThat(there("/a.txt")).isEqualTo("newer than theirs");
        assertThat(there("/mine.txt")).isEqualTo("mine");
        assertThat(here.resolve("late.txt")).hasBinaryContent(new byte[] {1, 2});
        assertThat(here.resolve("d/c.txt")).hasContent("deep");
        assertThat(run("sync", here.toString(), url("")).out()).contains("0 to copy");
    }

    /// Most often a typing error; where one of the two is there, the other is made.
    @Test
    void syncOfTwoFoldersThatAreNotThereSaysSo() {
        Ran ran = run("sync", here + "/typo1", url("typo2"));
        assertThat(ran.code()).isEqualTo(8);
        assertThat(ran.err()).contains("typo1: no such folder", "/typo2 either");
        assertThat(run("sync", url("typo2"), here + "/typo1").code()).isEqualTo(6);
        assertThat(run("sync", here + "/made", url("d")).code()).isZero();
        assertThat(here.resolve("made/c.txt")).hasContent("deep");
    }

    @Test
    void copiesGoFromServerToServer() throws IOException {
        try (var other = new ScriptedServer()) {
            String target = "ftp://anna:x@127.0.0.1:" + other.port() + "/copy.txt";
            assertThat(run("get", url("a.txt"), target).code()).isZero();
            assertThat(other.files).containsKey("/copy.txt");
        }
    }

    @Test
    void whatTheServerSaysReachesNoTerminalAsItIs() {
        server.on("RETR", "550 \u001b]0;owned\u0007 no such file");
        Ran ran = run("get", url("a.txt"), here + "/x");
        assertThat(ran.err()).doesNotContain("\u001b").doesNotContain("\u0007");
        assertThat(ran.code()).isEqualTo(6);
    }

    @Test
    void passwordsAreShownNowhere() {
        Ran ran = run("get", "--debug", url("none"), here + "/x");
        assertThat(ran.err()).contains("> PASS ***").contains("a password in a URL");
        assertThat(ran.out() + ran.err()).doesNotContain("secret");
    }

    // Exit codes

    /// Each code of the guide's table, by something that causes it.
    @Test
    void eachExitCodeHasItsCause() throws Exception {
        var seen = new TreeMap<Integer, String>();
        seen.put(run("ls", url("")).code(), "done");
        server.on("DELE", "451 I would rather not");
        seen.put(run("rm", url("a.txt")).code(), "other");
        seen.put(run("ls", "ftp://127.0.0.1/a%0d%0aDELE%20x").code(), "usage");
        try (var nobodys = new Socket()) { // ours, and nothing listens there
            nobodys.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String url = "ftp://anna:x@127.0.0.1:" + nobodys.getLocalPort() + "/";
            seen.put(run("ls", url).code(), "connect");
        }
        server.once("PASS", "530 no");
        seen.put(run("ls", url("")).code(), "login");
        seen.put(
                Ran.ferry("ls", "--timeout", "20", "--proxy", "none", url("")).code(),
                "refused downgrade");
        seen.put(run("get", url("none"), here + "/x").code(), "missing");
        server.once("RETR", "550 permission denied");
        seen.put(run("get", url("a.txt"), here + "/x").code(), "forbidden");
        seen.put(run("put", here + "/none", url("")).code(), "no such local file");
        Files.writeString(here.resolve("x"), "x");
        server.on(
                "RETR",
                (talk, argument) -> {
                    if (argument.equals("/b.txt")) talk.say("550 no such file");
                    else server.usual(talk, "RETR", argument);
                });
        seen.put(run("get", url("*.txt"), here + "/").code(), "some");
        server.on(
                "MLST",
                (talk, argument) ->
                        talk.say(
                                "250-x\n type=file;size=7;modify=20240101000000; "
                                        + argument
                                        + "\n250 y"));
        seen.put(run("get", url("a.txt"), here + "/y").code(), "size that lies");
        server.on("MLST", (_, _) -> {});
        patience = "0.8";
        seen.put(run("get", url("a.txt"), here + "/y").code(), "silence");
        patience = "20";
        server.on("MLST", (talk, argument) -> server.usual(talk, "MLST", argument));
        seen.put(run("get", url("*.none"), here + "/").code(), "nothing matched");
        server.on("STOR", "552 quota exceeded");
        seen.put(run("put", here + "/x", url("x")).code(), "quota");
        server.on("RETR", (talk, _) -> talk.hangUp());
        seen.put(run("get", url("a.txt"), here + "/y").code(), "lost");
        server.on("CONNECT", (talk, _) -> talk.raw("SSH-2.0-x\r\n"));
        seen.put(run("ls", url("")).code(), "another protocol");
        var expected = new TreeSet<>(documented().keySet());
        assertThat(expected.remove(130)).isTrue(); // the JVM's own, at SIGINT
        assertThat(seen.keySet()).isEqualTo(expected);
    }

    /// The guide, `--help` and each other say the same.
    @Test
    void theTableOfExitCodesIsTheOneOfHelp() throws IOException {
        for (String name :
                List.of(
                        "ls", "get", "put", "cat", "rm", "mv", "mkdir", "hash", "du", "df", "find",
                        "mirror", "sync", "shell")) {
            CommandLine command =
                    java.util.Objects.requireNonNull(Main.commands().getSubcommands().get(name));
            var listed = new TreeMap<Integer, String>();
            command.getCommandSpec()
                    .usageMessage()
                    .exitCodeList()
                    .forEach((code, text) -> listed.put(Integer.valueOf(code), text));
            assertThat(listed).as(name).isEqualTo(documented());
        }
    }

    private static Map<Integer, String> documented() throws IOException {
        var codes = new TreeMap<Integer, String>();
        boolean inside = false;
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("## ")) inside = line.equals("## Exit codes");
            String[] cells = line.split("\\|", -1);
            if (inside && cells.length == 4 && cells[1].strip().matches("\\d+")) {
                codes.put(Integer.valueOf(cells[1].strip()), cells[2].strip());
            }
        }
        return codes;
    }

    // JSON

    /// Every line is an object of the guide's table, with the members it lists and no others.
    @Test
    void eventsAreAsTheGuideSays() throws IOException {
        var lines = new ArrayList<String>();
        lines.addAll(run("ls", "--json", "-R", url("")).out().lines().toList());
        lines.addAll(run("get", "--json", url("a.txt"), here + "/x").out().lines().toList());
        lines.addAll(run("get", "--json", url("none"), here + "/x").out().lines().toList());
        lines.addAll(run("hash", "--json", url("a.txt")).out().lines().toList());
        lines.addAll(run("du", "--json", url("")).out().lines().toList());
        lines.addAll(run("df", "--json", "file://" + here).out().lines().toList());
        lines.addAll(run("mirror", "--json", "-n", url(""), here + "/m").out().lines().toList());
        lines.addAll(run("mkdir", "--json", url("q")).out().lines().toList());
        Ran misused = run("get", "--json", "no-url", here + "/x");
        assertThat(misused.code()).isEqualTo(2);
        assertThat(misused.err()).isEmpty();
        assertThat(misused.out()).contains("\"code\":2", "no-url: is no URL");
        lines.addAll(misused.out().lines().toList());
        server.once("RETR", (talk, _) -> talk.hangUp());
        Ran retried =
                Ran.ferry(
                        "get",
                        "--json",
                        "--tls",
                        "off",
                        "--retries",
                        "1",
                        "--proxy",
                        "none",
                        url("a.txt"),
                        here + "/z");
        assertThat(retried.code()).isZero();
        lines.addAll(retried.out().lines().toList());
        Map<String, String> schema = schema();
        var events = new TreeSet<String>();
        for (String line : lines) {
            Map<String, Object> event = JSON.std.mapFrom(line);
            String name = String.valueOf(event.remove("event"));
            events.add(name);
            assertThat(schema).containsKey(name);
            for (String member : event.keySet()) {
                assertThat(schema.get(name)).as(line).contains("`" + member + "`");
            }
        }
        assertThat(events).isEqualTo(schema.keySet());
        Map<String, Object> result =
                JSON.std.mapFrom(
                        lines.stream()
                                .filter(line -> line.contains("\"resumed_from\""))
                                .findFirst()
                                .orElseThrow());
        assertThat(result)
                .containsEntry("path", url("a.txt").replace(":secret", ""))
                .containsEntry("bytes", 5)
                .containsEntry("size", 5)
                .containsEntry("verified", "size")
                .containsEntry("attempts", 1)
                .containsKey("elapsed");
        Map<String, Object> error =
                JSON.std.mapFrom(
                        lines.stream()
                                .filter(line -> line.contains("\"error\""))
                                .findFirst()
                                .orElseThrow());
        assertThat(error).containsEntry("code", 6);
        assertThat(error.get("reply"))
                .isEqualTo(Map.of("code", 550, "text", "no such file or folder"));
        Map<String, Object> entry =
                JSON.std.mapFrom(
                        lines.stream()
                                .filter(line -> line.contains("\"entry\""))
                                .findFirst()
                                .orElseThrow());
        assertThat(entry)
                .containsEntry("type", "file")
                .containsEntry("size", 5)
                .containsEntry("modified", "2024-01-02T03:04:05Z");
    }

    private static Map<String, String> schema() throws IOException {
        var events = new TreeMap<String, String>();
        boolean inside = false;
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("## ")) inside = line.equals("## JSON");
            String[] cells = line.split("\\|", -1);
            if (inside && cells.length == 4 && cells[1].strip().startsWith("`")) {
                events.put(cells[1].strip().replace("`", ""), cells[2]);
            }
        }
        return events;
    }

    // Trust

    @Test
    void aCertificateIsPinnedOnTheCommandLine() throws Exception {
        Certificates ours = Certificates.fresh(here, "ours");
        try (var secure = new ScriptedServer(ours.context())) {
            secure.file("/a.txt", "hello");
            String url = "ftp://anna:x@127.0.0.1:" + secure.port() + "/a.txt";
            String pin = dev.ferry.client.net.Fingerprint.of(ours.certificate()).text();
            Ran refused = Ran.ferry("ls", "--trust", "system", "--proxy", "none", url);
            assertThat(refused.code()).isEqualTo(5);
            assertThat(refused.err()).contains("--trust " + pin);
            assertThat(Ran.ferry("ls", "--trust", pin, "--proxy", "none", url).code()).isZero();
            String other = "SHA256:" + "00".repeat(32);
            assertThat(Ran.ferry("ls", "--trust", other, "--proxy", "none", url).code())
                    .isEqualTo(5);
            assertThat(
                            Ran.ferry(
                                            "ls", "--trust", other, "--trust", pin, "--proxy",
                                            "none", url)
                                    .code())
                    .isZero();
        }
    }

    @Test
    void netrcIsReadAsItIsWritten() {
        Netrc netrc =
                Netrc.parse(
                        """
                        # a comment
                        machine a.example login anna password "with blank"
                        machine b.example
                            login bob password one
                        macdef init
                        machine not.this login x

                        machine b.example login eva password two
                        default login anonymous password me@
                        """);
        assertThat(netrc.of("a.example", java.util.Optional.empty()).orElseThrow().password())
                .contains("with blank");
        assertThat(netrc.of("b.example", java.util.Optional.of("eva")).orElseThrow().password())
                .contains("two");
        assertThat(netrc.of("B.example", java.util.Optional.empty()).orElseThrow().login())
                .contains("bob");
        assertThat(netrc.of("other", java.util.Optional.empty()).orElseThrow().login())
                .contains("anonymous");
        assertThat(netrc.entries()).hasSize(4);
    }
}
