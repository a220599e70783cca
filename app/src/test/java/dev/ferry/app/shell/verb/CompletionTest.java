package dev.ferry.app.shell.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.shell.line.Line;
import dev.ferry.app.transfer.ConnectOptions;
import dev.ferry.client.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Tab completes what can stand there.
@Timeout(60)
class CompletionTest {

    @TempDir private Path home;
    @TempDir private Path here;
    private ScriptedServer server;
    private Shell shell;

    private static final class Holder {
        @CommandLine.Mixin private final ConnectOptions options = new ConnectOptions();
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/apple.txt", "1").file("/a dir/", "").file("/a dir/in.txt", "2");
        server.file("/.dot", "3");
        Files.createDirectories(here.resolve("loc"));
        Files.writeString(here.resolve("local.txt"), "4");
        Files.writeString(here.resolve("loc/deep"), "5");
        var holder = new Holder();
        new CommandLine(holder).parseArgs("--tls", "off", "--timeout", "5", "--proxy", "none");
        shell = new Shell(holder.options, new FakeScreen(), home, here);
        say("open ftp://anna:secret@127.0.0.1:" + server.port());
    }

    @AfterEach
    void stop() throws IOException {
        shell.close();
        server.close();
    }

    private void say(String line) throws IOException {
        assertThat(shell.execute(Line.parse(line).getFirst())).as(line).isZero();
    }

    private List<String> at(String line) {
        return new Completion(shell)
                .at(Line.spot(line)).stream().map(Completion.Choice::text).toList();
    }

    @Test
    void commands() {
        assertThat(at("lc")).containsExactly("lcd");
        assertThat(at("m")).containsExactly("mget", "mirror", "mkdir", "mput", "mv");
        assertThat(at("cd x; pw")).containsExactly("pwd");
        assertThat(at("get a & pw")).containsExactly("pwd");
        assertThat(at("help mg")).containsExactly("mget");
        assertThat(at("queue ")).contains("get", "mirror", "start", "again").doesNotContain("ls");
        assertThat(at("nonsense ")).isEmpty();
    }

    @Test
    void options() {
        assertThat(at("get --se")).containsExactly("--segments");
        assertThat(at("mirror --del")).containsExactly("--delete");
        assertThat(at("queue get --se")).containsExactly("--segments");
        assertThat(at("get --conflict over")).containsExactly("overwrite");
        assertThat(at("get --verify ")).containsExactly("auto", "hash", "size", "off");
    }

    @Test
    void namesThere() {
        assertThat(at("get ")).containsExactly("a dir/", "apple.txt");
        assertThat(at("get ap")).containsExactly("apple.txt");
        assertThat(at("get .")).containsExactly(".dot");
        assertThat(at("cd ")).containsExactly("a dir/");
        assertThat(at("get 'a dir/i")).containsExactly("a dir/in.txt");
        assertThat(at("get a\\ dir/")).containsExactly("a dir/in.txt");
        assertThat(at("get /ap")).containsExactly("/apple.txt");
        assertThat(at("get none/")).isEmpty();
        assertThat(at("get x -o y ap")).containsExactly("apple.txt");
        assertThat(at("queue get ap")).containsExactly("apple.txt");
        assertThat(at("put a -O ")).containsExactly("a dir/");
        var folder = new Completion(shell).at(Line.spot("get a\\ ")).getFirst();
        assertThat(folder).isEqualTo(new Completion.Choice("a dir/", "a dir/", false));
    }

    @Test
    void namesHere() {
        assertThat(at("put ")).containsExactly("loc/", "local.txt");
        assertThat(at("put loc/")).containsExactly("loc/deep");
        assertThat(at("put " + here + "/local")).containsExactly(here + "/local.txt");
        assertThat(at("lcd ")).containsExactly("loc/");
        assertThat(at("get a -O lo")).containsExactly("loc/");
        assertThat(at("mirror ")).containsExactly("a dir/");
        assertThat(at("mirror x ")).containsExactly("loc/");
        assertThat(at("mirror -R ")).containsExactly("loc/");
        assertThat(at("mirror -R x ")).containsExactly("a dir/");
    }

    @Test
    void theRest() throws IOException {
        say("bookmark add work ftp://b.example");
        assertThat(at("open wo")).containsExactly("work");
        assertThat(at("open ft")).containsExactly("ftp://", "ftps://", "ftpes://");
        assertThat(at("bookmark re")).containsExactly("remove");
        assertThat(at("bookmark remove ")).contains("work");
        assertThat(at("set ver")).containsExactly("verify");
        assertThat(at("set verify h")).containsExactly("hash");
        assertThat(at("debug o")).containsExactly("on", "off");
        say("get apple.txt &");
        assertThat(at("kill ")).containsExactly("1", "all");
        assertThat(at("queue remove ")).containsExactly("1", "all");
    }

    @Test
    void aFolderIsListedOnceAndAgainAfterAChange() throws IOException {
        at("get ");
        long before = server.heard.stream().filter(line -> line.startsWith("MLSD")).count();
        at("get ap");
        assertThat(server.heard.stream().filter(line -> line.startsWith("MLSD")))
                .hasSize((int) before);
        say("mkdir apart");
        assertThat(at("get ap")).containsExactly("apart/", "apple.txt");
    }

    /// Nobody is connected, so nothing is asked.
    @Test
    void withoutASiteNothingThereIsCompleted() throws IOException {
        say("close");
        assertThat(at("get ")).isEmpty();
        assertThat(at("put ")).isNotEmpty();
    }
}
