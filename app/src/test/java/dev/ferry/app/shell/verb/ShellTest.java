package dev.ferry.app.shell.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.shell.line.Line;
import dev.ferry.app.shell.line.Statement;
import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.client.ScriptedServer;
import dev.ferry.client.TransferQueue.Job;
import dev.ferry.client.TransferQueue.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Every verb against a server that does what the test wants.
@Timeout(60)
class ShellTest {

    @TempDir private Path home;
    @TempDir private Path here;
    private ScriptedServer server;
    private FakeScreen screen;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/a.txt", "hello")
                .file("/b.txt", "there")
                .file("/.hidden", "dot")
                .file("/d/", "")
                .file("/d/c d.txt", "deep")
                .file("/d/e/", "")
                .file("/d/e/f.txt", "deeper");
        screen = new FakeScreen();
        shell = fresh();
        assertThat(say("open " + url())).isZero();
        screen.lines.clear();
    }

    private Shell fresh() throws IOException {
        var holder = new Holder();
        new CommandLine(holder)
                .parseArgs(
                        "--tls",
                        "off",
                        "--timeout",
                        "5",
                        "--retries",
                        "0",
                        "--proxy",
                        "none",
                        "--netrc",
                        Files.writeString(home.resolve("netrc"), "").toString());
        return new Shell(holder.options, screen, home, here);
    }

    private static final class Holder {
        @CommandLine.Mixin private final ConnectOptions options = new ConnectOptions();
    }

    @AfterEach
    void stop() throws IOException {
        shell.close();
        server.close();
    }

    private String url() {
        return "ftp://anna:secret@127.0.0.1:" + server.port();
    }

    private int say(String line) throws IOException {
        int code = 0;
        for (Statement statement : Line.parse(line)) {
            int one = shell.execute(statement);
            if (code == 0) code = one;
        }
        return code;
    }

    private void ok(String line) throws IOException {
        screen.lines.clear();
        screen.done.clear();
        screen.complaints.clear();
        assertThat(say(line)).as(line + ": " + screen.complaints).isZero();
        assertThat(screen.complaints).as(line).isEmpty();
    }

    private void fails(String line, int code, String why) throws IOException {
        screen.complaints.clear();
        assertThat(say(line)).as(line + ": " + screen.complaints).isEqualTo(code);
        assertThat(screen.complaints).anyMatch(complaint -> complaint.contains(why));
    }

    private String there(String path) {
        ScriptedServer.Content file = server.files.get(path);
        return file == null ? "(nothing)" : new String(file.bytes(), StandardCharsets.UTF_8);
    }

    // Where it is

    @Test
    void openSaysWhereItIsAndFailuresLeaveItThere() throws IOException {
        assertThat(screen.done)
                .containsExactly("connected to ftp://anna@127.0.0.1:" + server.port() + ", in /");
        fails("open ftp://127.0.0.1:1", 3, "127.0.0.1:1");
        ok("ls d");
        ok("open " + url() + "/d/e");
        ok("pwd");
        assertThat(screen.lines).containsExactly("/d/e");
        fails("open " + url() + "/a.txt", 2, "is no folder");
        fails("open file:///tmp", 2, "this machine");
        ok("open -u bert 127.0.0.1 " + server.port(), "pw");
        assertThat(server.heard).contains("USER bert", "PASS pw");
        ok("user carl", "other");
        assertThat(server.heard).contains("USER carl", "PASS other");
        ok("close");
        fails("ls", 2, "no site is open");
    }

    private void ok(String line, String answer) throws IOException {
        screen.answers.add(answer);
        ok(line);
    }

    @Test
    void aWrongPasswordIsAskedForAgain() throws IOException {
        server.once("PASS", "530 no");
        screen.answers.add("wrong");
        fails("open ftp://dora@127.0.0.1:" + server.port(), 4, "530 no");
        ok("open ftp://dora@127.0.0.1:" + server.port(), "right");
        assertThat(server.heard).contains("PASS wrong", "PASS right");
        assertThat(screen.asked).hasSize(2);
    }

    @Test
    void foldersThereAndHere() throws IOException {
        ok("cd d/e; pwd");
        assertThat(screen.lines).containsExactly("/d/e");
        ok("cd ..; pwd; cd -; pwd; cd; pwd");
        assertThat(screen.lines).containsExactly("/d", "/d/e", "/");
        ok("cd d*; pwd");
        assertThat(screen.lines).containsExactly("/d");
        fails("cd none", 6, "/d/none");
        fails("cd 'c d.txt'", 2, "is no folder");
        Files.createDirectories(here.resolve("x y"));
        ok("lcd 'x y'; lpwd");
        assertThat(screen.lines).contains(here.resolve("x y").toString());
        fails("lcd none", 8, "is no folder here");
        ok("cd /; mkdir n; mkdir -p n");
        assertThat(screen.done).containsExactly("made /n");
        ok("mkdir -p n/o/p; rmdir n/o/p");
        assertThat(server.files).containsKey("/n/o/").doesNotContainKey("/n/o/p/");
        assertThat(screen.done).contains("made /n/o/p", "removed /n/o/p");
        fails("mkdir n/x/y/z", 6, "/n/x");
    }

    @Test
    void listings() throws IOException {
        ok("ls");
        assertThat(screen.lines)
                .containsExactly(
                        "-              3  2024-01-02 03:04:05  .hidden",
                        "-              5  2024-01-02 03:04:05  a.txt",
                        "-              5  2024-01-02 03:04:05  b.txt",
                        "d              -  -                    d/");
        ok("ls *.txt");
        assertThat(screen.lines).hasSize(2);
        ok("ls -R d");
        assertThat(screen.lines).hasSize(3).last().asString().endsWith("e/f.txt");
        ok("ls -d d");
        assertThat(screen.lines).hasSize(1);
        ok("cls");
        assertThat(screen.lines).containsExactly(".hidden  a.txt    b.txt    d/");
        ok("cls -1 d");
        assertThat(screen.lines).containsExactly("c d.txt", "e/");
        ok("cls -s a.txt");
        assertThat(screen.lines).containsExactly("       5 B  a.txt");
        ok("find --type file d");
        assertThat(screen.lines).containsExactly("d/c d.txt", "d/e/f.txt");
        ok("cd d; find --name 'c*'");
        assertThat(screen.lines).containsExactly("c d.txt");
        fails("find --name none", 12, "nothing matches");
        ok("du; du -H e");
        assertThat(screen.lines).containsExactly("10  .", "6 B  e");
        fails("df", 1, "does not say how much room there is");
        fails("ls none", 6, "none");
        fails("ls *.none", 12, "nothing matches");
    }

    @Test
    void contents() throws IOException {
        ok("cat a.txt *b.txt");
        assertThat(screen.text()).isEqualTo("hellothere");
        ok("size a.txt");
        assertThat(screen.lines).containsExactly("5  a.txt");
        ok("hash a.txt; hash --function md5 a.txt");
        assertThat(screen.lines)
                .containsExactly(
                        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  a.txt",
                        "5d41402abc4b2a76b9719d911017c592  a.txt");
        fails("size d", 2, "is a folder");
        fails("cat none a.txt", 9, "none");
        fails("hash none", 6, "none");
    }

    @Test
    void changes() throws IOException {
        ok("mv a.txt d/; mv b.txt 'b 2.txt'");
        assertThat(there("/d/a.txt")).isEqualTo("hello");
        assertThat(there("/b 2.txt")).isEqualTo("there");
        ok("rm 'b 2.txt' d/*.txt");
        assertThat(screen.done).contains("deleted b 2.txt", "deleted d/a.txt", "deleted d/c d.txt");
        fails("rm d", 2, "-r deletes folders");
        ok("rm -r d; rm -f d none*");
        assertThat(server.files.keySet()).containsExactly("/.hidden");
        fails("rm none", 6, "none");
        server.on("SITE", (talk, argument) -> talk.say("200 " + argument));
        ok("chmod 640 .hidden");
        assertThat(server.heard).contains("SITE CHMOD 640 /.hidden");
        fails("chmod u+x .hidden", 2, "no mode of three octal digits");
        server.on("SITE", "550 not yours");
        fails("chmod 640 .hidden", 7, "not yours");
    }

    // Transfers

    @Test
    void everyGetAndPutEndsWithWhatTheOtherSideConfirmed() throws IOException {
        ok("get a.txt");
        assertThat(here.resolve("a.txt")).hasContent("hello");
        assertThat(screen.done)
                .singleElement()
                .asString()
                .startsWith("/a.txt -> " + here.resolve("a.txt") + ": 5 B, ")
                .endsWith("; the server confirms the size, 5 bytes");
        Files.writeString(here.resolve("up"), "sent");
        ok("put up");
        assertThat(there("/up")).isEqualTo("sent");
        assertThat(screen.done)
                .singleElement()
                .asString()
                .startsWith(here.resolve("up") + " -> /up: 4 B, ")
                .endsWith("; the server confirms the size, 4 bytes");
        server.features = List.of("SIZE", "MDTM", "MLST type*;size*;modify*;", "HASH SHA-256*");
        server.on(
                "HASH",
                (talk, argument) ->
                        talk.say(
                                "213 SHA-256 0-5 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 "
                                        + argument));
        server.on("OPTS", "200 SHA-256");
        ok("open " + url().replace("anna", "bert"));
        ok("get a.txt -o again");
        assertThat(screen.done)
                .singleElement()
                .asString()
                .endsWith(
                        "confirms sha-256"
                                + " 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        ok("get a.txt -o third --verify off");
        assertThat(screen.done).singleElement().asString().endsWith("the server confirms nothing");
    }

    @Test
    void gettingFilesAndFolders() throws IOException {
        ok("get a.txt b.txt -O x/y");
        assertThat(here.resolve("x/y/b.txt")).hasContent("there");
        ok("get a.txt -o renamed");
        assertThat(here.resolve("renamed")).hasContent("hello");
        ok("get a.txt -o x/");
        assertThat(here.resolve("x/a.txt")).hasContent("hello");
        ok("mget *.txt 'd/c d.txt'");
        assertThat(here.resolve("c d.txt")).hasContent("deep");
        ok("get -r d -O tree");
        assertThat(here.resolve("tree/d/e/f.txt")).hasContent("deeper");
        fails("get d", 2, "-r takes folders too");
        fails("get *.txt", 6, "*.txt");
        fails("mget *.none", 12, "nothing matches");
        fails("get a.txt b.txt -o one", 2, "names one file");
        fails("get none", 6, "none");
        fails("get", 2, "see 'help get'");
        fails("get --segmnts 2 a.txt", 2, "did you mean --segments?");
        ok("reget a.txt");
        ok("get --segments 2 -c a.txt");
    }

    @Test
    void puttingFilesAndFolders() throws IOException {
        Files.createDirectories(here.resolve("t/u"));
        Files.writeString(here.resolve("t/u/leaf"), "leaf");
        Files.writeString(here.resolve("one.jpg"), "1");
        Files.writeString(here.resolve("two.jpg"), "2");
        ok("mput *.jpg -O pics");
        assertThat(there("/pics/two.jpg")).isEqualTo("2");
        ok("put -r t; cd d; put one.jpg -o uno; reput two.jpg");
        assertThat(there("/t/u/leaf")).isEqualTo("leaf");
        assertThat(there("/d/uno")).isEqualTo("1");
        assertThat(there("/d/two.jpg")).isEqualTo("2");
        fails("put t", 2, "-r takes folders too");
    }

    @Test
    void aMissingLocalFileSendsNothing() throws IOException {
        Files.writeString(here.resolve("is"), "is");
        int before = server.heard.size();
        fails("put is none -O made", 8, "none: no such file here; nothing was sent");
        fails("mput is* none* -O made", 12, "nothing matches");
        fails("mirror -R none /made", 8, "none: no such folder here; nothing was sent");
        assertThat(server.heard.subList(before, server.heard.size()))
                .noneMatch(line -> line.startsWith("STOR") || line.startsWith("MKD"));
    }

    @Test
    void whatIsThereIsAskedAbout() throws IOException {
        Files.writeString(here.resolve("a.txt"), "mine");
        ok("get --conflict ask a.txt", "no");
        assertThat(here.resolve("a.txt")).hasContent("mine");
        ok("get --conflict ask a.txt", "yes");
        assertThat(here.resolve("a.txt")).hasContent("hello");
        Files.writeString(here.resolve("b.txt"), "mine");
        ok("set conflict ask");
        fails("put b.txt", 7, "/b.txt: is there already");
        ok("put b.txt", "y");
        assertThat(there("/b.txt")).isEqualTo("mine");
        ok("set conflict skip; put a.txt");
        assertThat(screen.done).containsExactly("/a.txt: left as it is: is there already");
    }

    @Test
    void mirrors() throws IOException {
        ok("mirror -n d");
        assertThat(screen.lines)
                .containsExactly(
                        "copy d/c d.txt (missing)",
                        "mkdir d/e (missing)",
                        "copy d/e/f.txt (missing)",
                        "0 left as they are");
        assertThat(here.resolve("d")).doesNotExist();
        ok("mirror d");
        assertThat(here.resolve("d/e/f.txt")).hasContent("deeper");
        assertThat(screen.done)
                .last()
                .asString()
                .isEqualTo("2 copied, 0 deleted, 0 left as they are");
        ok("mirror d .  --exclude 'c*'");
        assertThat(here.resolve("e/f.txt")).hasContent("deeper");
        assertThat(here.resolve("c d.txt")).doesNotExist();
        Files.writeString(here.resolve("d/new"), "new");
        Files.delete(here.resolve("d/c d.txt"));
        fails("mirror -R --delete --max-delete 0 d", 13, "--max-delete allows 0");
        ok("mirror -R --delete d");
        assertThat(there("/d/new")).isEqualTo("new");
        assertThat(there("/d/c d.txt")).isEqualTo("(nothing)");
        fails("mirror none", 6, "none");
        fails("mirror a.txt", 2, "is no folder");
    }

    // Jobs

    private CountDownLatch stalling() {
        var go = new CountDownLatch(1);
        server.on(
                "RETR",
                (talk, argument) -> {
                    talk.say("150 here it comes");
                    byte[] all = Objects.requireNonNull(server.files.get(argument)).bytes();
                    try (var data = talk.data()) {
                        data.getOutputStream().write(all, 0, 1);
                        data.getOutputStream().flush();
                        go.await(20, TimeUnit.SECONDS);
                        data.getOutputStream().write(all, 1, all.length - 1);
                    }
                    talk.say("226 done");
                });
        return go;
    }

    private Job job(int number) {
        return shell.queue().job(number).orElseThrow();
    }

    @Test
    void ampersandGoesOnBehindAndTheShellIsFree() throws IOException {
        CountDownLatch go = stalling();
        ok("get a.txt &");
        assertThat(screen.lines).containsExactly("[1] get a.txt");
        await().until(() -> job(1).progress().bytes() == 1);
        ok("pwd; jobs");
        assertThat(screen.lines).first().isEqualTo("/");
        assertThat(screen.lines.get(1))
                .startsWith("[1] running    20%, 1 B, ")
                .endsWith("get a.txt");
        assertThat(shell.status()).contains(" / | [1] 20%");
        go.countDown();
        assertThat(say("wait 1")).isZero();
        assertThat(screen.done).anyMatch(line -> line.startsWith("[1] /a.txt -> "));
        assertThat(screen.done).contains("[1] done: get a.txt");
        ok("jobs");
        assertThat(screen.lines).containsExactly("[1] done       get a.txt");
        fails("ls &", 2, "ls &: only transfers (get, mget, reget, put, mput, reput, mirror) go on");
        fails("wait 7", 2, "there is no job '7'");
    }

    @Test
    void ctrlZSendsATransferToTheBackgroundAndFgBringsItBack() throws Exception {
        CountDownLatch go = stalling();
        var get = CompletableFuture.supplyAsync(() -> said("get a.txt"));
        await().until(() -> !shell.queue().jobs().isEmpty() && job(1).progress().bytes() == 1);
        screen.suspend();
        assertThat(get.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(screen.lines).contains("[1] goes on in the background");
        var fg = CompletableFuture.supplyAsync(() -> said("fg 1"));
        go.countDown();
        assertThat(fg.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(here.resolve("a.txt")).hasContent("hello");
        fails("fg", 2, "nothing goes on in the background");
    }

    private int said(String line) {
        try {
            return say(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void ctrlCEndsWhatIsGoingOnAndTheNextCommandWorks() throws Exception {
        stalling();
        var get = CompletableFuture.supplyAsync(() -> said("get a.txt"));
        await().until(() -> !shell.queue().jobs().isEmpty() && job(1).progress().bytes() == 1);
        screen.interrupt();
        assertThat(get.get(20, TimeUnit.SECONDS)).isEqualTo(130);
        assertThat(here.resolve("a.txt")).doesNotExist();
        server.once("MLSD", (_, _) -> Thread.sleep(20_000));
        var ls = CompletableFuture.supplyAsync(() -> said("ls"));
        await().until(() -> server.heard.stream().anyMatch(line -> line.startsWith("MLSD")));
        screen.interrupt();
        assertThat(ls.get(20, TimeUnit.SECONDS)).isEqualTo(130);
        ok("ls");
        assertThat(screen.lines).hasSize(4);
    }

    @Test
    void aKilledJobKeepsWhatArrived() throws IOException {
        stalling();
        ok("get a.txt &");
        await().until(() -> job(1).progress().bytes() == 1);
        ok("kill 1");
        await().until(() -> job(1).state() == State.CANCELLED);
        assertThat(here.resolve("a.txt")).doesNotExist();
        assertThat(screen.complaints).isEmpty();
    }

    @Test
    void theQueueIsThereAfterARestart() throws IOException {
        CountDownLatch go = stalling();
        ok("queue get a.txt; queue mget b.*; get d/e/f.txt &");
        await().until(() -> job(3).progress().bytes() == 1);
        ok("queue");
        assertThat(screen.lines).hasSize(3);
        assertThat(screen.lines.get(1)).isEqualTo("[2] waiting    mget b.*");
        shell.close();
        go.countDown();
        screen.notes.clear();
        shell = fresh();
        assertThat(screen.notes)
                .contains("3 jobs wait from before; 'queue' lists, 'queue start' goes on");
        ok("queue");
        assertThat(screen.lines).hasSize(4).contains("[2] waiting    mget b.*");
        ok("queue remove 3");
        ok("queue start; wait", "secret");
        assertThat(screen.asked).hasSize(1).first().asString().contains("Password of anna");
        assertThat(here.resolve("a.txt")).hasContent("hello");
        assertThat(here.resolve("b.txt")).hasContent("there");
        assertThat(here.resolve("f.txt")).doesNotExist();
        shell.close();
        screen.notes.clear();
        shell = fresh();
        assertThat(screen.notes).isEmpty();
    }

    @Test
    void theQueueStopsAndGoesOn() throws IOException {
        ok("queue stop; queue get a.txt");
        assertThat(screen.lines)
                .containsExactly("[1] get a.txt (the queue is stopped; 'queue start' begins)");
        ok("queue");
        assertThat(screen.lines).last().asString().contains("'queue start' goes on");
        fails("wait 1", 2, "waits, and the queue is stopped");
        ok("fg 1");
        assertThat(here.resolve("a.txt")).hasContent("hello");
        ok("queue get b.txt; queue start; wait");
        assertThat(here.resolve("b.txt")).hasContent("there");
        server.on("RETR", "550 gone");
        assertThat(say("queue get a.txt -o c")).isZero(); // and it fails when it will
        await().until(() -> job(3).state() == State.FAILED);
        ok("jobs");
        assertThat(screen.lines).last().asString().startsWith("[3] failed     get a.txt -o c: ");
        server.on("RETR", (talk, argument) -> server.usual(talk, "RETR", argument));
        ok("queue again 3; wait");
        assertThat(here.resolve("c")).hasContent("hello");
        fails("queue ls", 2, "wait in the queue; say ls alone");
        fails("queue remove", 2, "number of a job is missing");
    }

    @Test
    void aSecondShellKeepsNoQueue() throws IOException {
        Shell first = shell;
        screen.notes.clear();
        try (Shell second = fresh()) {
            assertThat(screen.notes)
                    .anyMatch(note -> note.contains("another shell keeps the queue"));
            shell = second;
            ok("open " + url());
            ok("get a.txt & wait");
        } finally {
            shell = first;
        }
        assertThat(here.resolve("a.txt")).hasContent("hello");
    }

    // The shell itself

    @Test
    void bookmarks() throws IOException {
        ok("cd 'd/e'; bookmark add deep; bookmark add top ftp://anna@127.0.0.1:" + server.port());
        ok("bookmark list");
        assertThat(screen.lines)
                .containsExactly(
                        "deep  ftp://anna@127.0.0.1:" + server.port() + "/%2Fd/e",
                        "top  ftp://anna@127.0.0.1:" + server.port());
        ok("cd /; open deep; pwd");
        assertThat(screen.lines).containsExactly("/d/e");
        ok("bookmark remove deep; bookmark");
        assertThat(screen.lines).hasSize(1);
        fails("bookmark remove deep", 6, "no bookmark 'deep'");
        fails("bookmark add x ftp://a:secret@b", 2, "holds no password");
        fails("bookmark add 'a b' ftp://b", 2, "is no name for a bookmark");
        fails("bookmark rename a", 2, "none of add, list, remove");
    }

    @Test
    void settings() throws IOException {
        ok("set limit-rate 500K; set limit-rate");
        assertThat(screen.lines).containsExactly("limit-rate 500K");
        ok("set");
        assertThat(screen.lines)
                .containsExactly(
                        "conflict overwrite",
                        "limit-rate 500K",
                        "on-error stop",
                        "parallel 4",
                        "preserve off",
                        "queue-parallel 1",
                        "verify auto");
        fails("set verify maybe", 2, "none of auto, hash, size, off");
        fails("set parallel 0", 2, "must be 1 to 64");
        fails("set none 1", 2, "there is no setting 'none'");
        fails("set none", 2, "there is no setting 'none'");
        fails("set limit-rate x", 2, "no number of bytes");
        ok("set verify hash");
        fails("get a.txt", 10, "tells no checksum");
        ok("set verify size; set preserve on; get a.txt; set limit-rate off");
        assertThat(Files.getLastModifiedTime(here.resolve("a.txt")).toInstant())
                .isEqualTo("2024-01-02T03:04:05Z");
    }

    @Test
    void theDialogueIsShownWhileItIsWanted() throws IOException {
        ok("debug on; size a.txt; debug off");
        assertThat(screen.dialogue).contains("> MLST /a.txt");
        assertThat(screen.dialogue).anyMatch(line -> line.startsWith("< 250"));
        int shown = screen.dialogue.size();
        ok("size b.txt; debug; user bert secret2; debug off");
        assertThat(screen.dialogue).hasSizeGreaterThan(shown);
        assertThat(screen.dialogue).noneMatch(line -> line.contains("secret"));
        fails("debug loud", 2, "none of on, off");
    }

    @Test
    void quoteSaysWhatIsSafe() throws IOException {
        server.on("SITE", (talk, argument) -> talk.say("214-" + argument + "\n more\n214 end"));
        ok("quote site help -x");
        assertThat(screen.lines).first().isEqualTo("214 help -x");
        ok("cd /d; quote SITE y");
        assertThat(server.heard).containsSubsequence("CWD /d", "SITE y");
        server.once("CWD", "550 Permission denied.");
        fails("quote DELE a.txt", 7, "/d");
        assertThat(server.heard).doesNotContain("DELE a.txt");
        fails("quote RETR a", 2, "belongs to a login or a transfer");
        fails("quote", 2, "command is missing");
        server.on("SITE", "500 what");
        assertThat(say("quote SITE x")).isOne();
    }

    @Test
    void helpHasEveryCommandWithAnExample() throws IOException {
        ok("help");
        for (Verbs.Entry entry : Verbs.ALL) {
            assertThat(entry.example()).as(entry.name()).startsWith(entry.name());
            assertThat(screen.lines).anyMatch(line -> line.startsWith(entry.name() + " "));
            assertThat(screen.lines).anyMatch(line -> line.strip().equals(entry.example()));
            ok("help " + entry.name());
            assertThat(screen.lines).first().asString().startsWith("Usage: " + entry.name());
            assertThat(screen.lines).anyMatch(line -> line.startsWith("Example"));
            ok("help");
        }
        assertThat(Verbs.ALL)
                .extracting(Verbs.Entry::name)
                .contains(
                        ("open user ls cls cd lcd pwd lpwd get mget put mput reget reput mirror"
                                        + " mkdir rm rmdir mv chmod cat find du df size hash queue"
                                        + " jobs fg kill wait bookmark set help quote quit debug")
                                .split(" "));
        ok("get --help");
        assertThat(screen.lines).first().asString().startsWith("Usage: get");
        fails("help none", 2, "there is no command 'none'");
        fails("gte a", 2, "there is no command 'gte', did you mean get?");
        ok("history");
        assertThat(screen.lines).containsExactly("    1  ls", "    2  cd d");
    }

    @Test
    void everyExampleIsUnderstood() {
        for (Verbs.Entry entry : Verbs.ALL) {
            for (String example : entry.about().get().examples()) {
                String line = example.replaceFirst("\\s{3,}\\(.*", "").strip();
                try {
                    Statement statement = Line.parse(line).getFirst();
                    assertThat(Verbs.find(statement.verb())).as(line).contains(entry);
                    Verbs.commandLine(entry.make(shell.settings()))
                            .parseArgs(
                                    statement.inner().words().stream()
                                            .map(word -> word.marked())
                                            .toArray(String[]::new));
                } catch (IOException | CommandLine.ParameterException e) {
                    throw new AssertionError(line, e);
                }
            }
        }
    }

    @Test
    void quitEnds() throws IOException {
        assertThat(shell.isOver()).isFalse();
        ok("quit");
        assertThat(shell.isOver()).isTrue();
    }
}
