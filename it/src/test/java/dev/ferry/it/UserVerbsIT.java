package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `ferry user` beside a running server: two processes, one database, and sessions that notice.
@ExtendWith(Harbour.Pilot.class)
final class UserVerbsIT {

    private static final AtomicInteger NAMES = new AtomicInteger();

    /// Five seconds are promised; a machine that runs tests may be held up.
    private static final Duration PROMISED = Duration.ofSeconds(15);

    private final FerryProcess ferry;
    private final String name = "user" + NAMES.incrementAndGet();
    private final Path home;

    UserVerbsIT(Harbour harbour, @TempDir Path home) {
        this.home = home;
        ferry = harbour.four().ferry();
        ferry.addUser(name, "first", "--home", home.toString());
    }

    @Test
    void anAccountAddedNowLogsInNow() throws IOException {
        try (RawFtp client = logIn("first")) {
            client.say(257, "PWD");
        }
    }

    @Test
    void aDisabledAccountsIdleSessionEnds() throws IOException {
        try (RawFtp client = logIn("first")) {
            ferry.run("user", "disable", name);
            endsAsPromised(client);
        }
        assertRefused("first");
        ferry.run("user", "enable", name);
        logIn("first").close();
    }

    @Test
    void aRemovedAccountsIdleSessionEnds() throws IOException {
        try (RawFtp client = logIn("first")) {
            ferry.run("user", "remove", name);
            endsAsPromised(client);
        }
        assertRefused("first");
    }

    @Test
    void aDisabledAccountsTransferEndsToo() throws IOException {
        Trees.file(home.resolve("large"), 20_000_000);
        try (RawFtp client = logIn("first");
                RawFtp.Data data = client.extended(4096)) {
            client.say(150, "RETR large");
            assertThat(data.read(new byte[1])).isEqualTo(1);
            ferry.run("user", "disable", name);
            long began = System.nanoTime();
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 3; i++) client.reply();
                            })
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMISED);
        }
    }

    /// The promise is a time from the end of the verb, so this looks at the clock.
    private static void endsAsPromised(RawFtp client) throws IOException {
        long began = System.nanoTime();
        client.reply(421);
        assertThatThrownBy(client::reply).isInstanceOf(EOFException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMISED);
    }

    @Test
    void aRuleHoldsFromTheNextCommandOn() throws IOException {
        Files.writeString(home.resolve("a"), "1");
        try (RawFtp client = logIn("first")) {
            ferry.run("user", "deny", name, "/", "delete,create");
            assertThat(client.say(550, "DELE a").sentence()).contains("/a").contains("delete");
            client.extended().close();
            client.say(550, "STOR new");
            assertThat(client.fetch("a")).asString(UTF_8).isEqualTo("1");
            ferry.run("user", "deny", name, "/", "read");
            client.extended().close();
            client.say(550, "RETR a");
            ferry.run("user", "allow", name, "/", "read,delete");
            assertThat(client.fetch("a")).asString(UTF_8).isEqualTo("1");
            client.say(250, "DELE a");
        }
    }

    @Test
    void aReadOnlyAccountReads() throws IOException {
        Files.writeString(home.resolve("a"), "1");
        ferry.run("user", "allow", name, "/", "read-only");
        try (RawFtp client = logIn("first")) {
            assertThat(client.fetch("a")).asString(UTF_8).isEqualTo("1");
            assertThat(client.list("NLST")).containsExactly("a");
            for (String verb : new String[] {"STOR b", "STOR a", "APPE a", "STOU a"}) {
                client.extended().close();
                client.say(550, verb);
            }
            for (String verb :
                    new String[] {"DELE a", "MKD b", "RNFR a", "MFMT 20200101000000 a"}) {
                client.say(550, verb);
            }
        }
        assertThat(home.resolve("a")).hasContent("1");
    }

    @Test
    void aWriteOnlyAccountWritesAndSeesNothingButItsOwnCutUploads() throws IOException {
        Files.writeString(home.resolve("a"), "1");
        ferry.run("user", "allow", name, "/", "write-only");
        try (RawFtp client = logIn("first")) {
            client.store("STOR b", "2".getBytes(UTF_8));
            for (String verb : new String[] {"RETR a", "RETR b", "STOR a", "NLST", "MLSD"}) {
                client.extended().close();
                client.say(550, verb);
            }
            client.say(550, "SIZE a");
            client.say(550, "DELE a");
            try (RawFtp.Data data = client.extended()) {
                client.say(150, "STOR cut");
                data.write("123".getBytes(UTF_8));
                client.awaitReceived(3);
                data.reset();
            }
            client.reply(426);
            assertThat(client.size("cut")).isEqualTo(3);
            client.say(350, "REST 3");
            client.store("STOR cut", "456".getBytes(UTF_8));
        }
        assertThat(home.resolve("b")).hasContent("2");
        assertThat(home.resolve("cut")).hasContent("123456");
        assertThat(home.resolve("a")).hasContent("1");
    }

    @Test
    void aNewPasswordTakesThePlaceOfTheOldAtOnce() throws IOException {
        logIn("first").close();
        assertThat(
                        FerryProcess.ferry(
                                        "second",
                                        "user",
                                        "passwd",
                                        name,
                                        "--password-stdin",
                                        "--data",
                                        ferry.data().toString())
                                .exitCode())
                .isZero();
        assertRefused("first");
        logIn("second").close();
    }

    @Test
    void theVerbsTellWhatThereIs() {
        ferry.run("user", "deny", name, "/secret", "read");
        String data = ferry.data().toString();
        assertThat(FerryProcess.ferry("", "user", "list", "--data", data).output()).contains(name);
        assertThat(FerryProcess.ferry("", "user", "show", name, "--data", data).output())
                .contains(name)
                .contains("/secret")
                .contains(home.toString());
        var missing = FerryProcess.ferry("", "user", "disable", "nobody", "--data", data);
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.output().lines()).singleElement().asString().contains("nobody");
        var again =
                FerryProcess.ferry("x", "user", "add", name, "--password-stdin", "--data", data);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.output().lines()).singleElement().asString().contains(name);
    }

    private RawFtp logIn(String password) throws IOException {
        return RawFtp.to(ferry.address(), name, password);
    }

    private void assertRefused(String password) throws IOException {
        try (RawFtp client = RawFtp.to(ferry.address())) {
            client.say(331, "USER " + name);
            client.say(530, "PASS " + password);
        }
    }
}
