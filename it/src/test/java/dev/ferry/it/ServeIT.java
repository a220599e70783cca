package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How `./ferry serve` starts, fails to start, and stops.
final class ServeIT {

    private @TempDir Path here;

    @Test
    void theFirstStartPrintsACommandThatWorksAsItStands() throws Exception {
        Stranger.CURL.require();
        try (var ferry = FerryProcess.serve()) {
            List<String> curl =
                    ferry.log().stream().filter(line -> line.contains("curl ")).toList();
            assertThat(curl).hasSize(1);
            Files.writeString(ferry.home("admin").resolve("seen"), "1");
            String command = curl.getFirst().substring(curl.getFirst().indexOf("curl "));
            Process shell =
                    new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
            String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
            assertThat(shell.waitFor()).as(said).isZero();
            assertThat(said).contains("seen");

            ferry.terminate();
            int mark = ferry.mark();
            ferry.start();
            assertThat(ferry.logSince(mark, line -> line.contains("password"))).isEmpty();
        }
    }

    @Test
    void aSecondServerOnTheSameFolderIsToldSo() {
        try (var ferry = FerryProcess.serve()) {
            var second = serve("--data", ferry.data().toString(), "--ftp-port", "0");
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("ferry: " + ferry.data() + ": in use by another server")
                    .contains("" + ferry.pid());
        }
    }

    @Test
    void aPortInUseIsNamed() {
        try (var ferry = FerryProcess.serve()) {
            String port = "" + ferry.port();
            var second = serve("--data", here.resolve("data").toString(), "--ftp-port", port);
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("ferry: ")
                    .contains(port)
                    .contains("in use");
        }
    }

    @Test
    void aFolderThatCannotBeIsNamed() throws IOException {
        Files.writeString(here.resolve("file"), "1");
        for (String folder :
                new String[] {"/proc/ferry", here.resolve("file").toString(), here + "/file/x"}) {
            var outcome = serve("--data", folder, "--ftp-port", "0");
            assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(1);
            assertThat(outcome.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("ferry: " + folder);
        }
    }

    @Test
    void aWrongWordIsNamed() throws IOException {
        String data = here.resolve("data").toString();
        assertWrong("--ftp-prot", "serve", "--data", data, "--ftp-prot", "1");
        assertWrong("70000", "serve", "--data", data, "--ftp-port", "70000");
        assertWrong("9-1", "serve", "--data", data, "--passive-ports", "9-1");
        assertWrong(
                "--ftp-port", "serve", "--data", data, "--ftp-port", "off", "--sftp-port", "off");
        assertWrong("srve", "srve");
        Path config = Files.writeString(here.resolve("ferry.yaml"), "ftp:\n  prot: 2121\n");
        var outcome =
                FerryProcess.ferry("", "serve", "--data", data, "--config", config.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.output().lines())
                .singleElement()
                .asString()
                .contains(config.toString())
                .contains("2")
                .contains("prot")
                .contains("port");
        assertThat(Path.of(data)).doesNotExist();
    }

    private static void assertWrong(String named, String... words) {
        var outcome = FerryProcess.ferry("", words);
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(2);
        assertThat(outcome.output().lines())
                .singleElement()
                .asString()
                .startsWith("ferry: ")
                .contains(named);
    }

    @Test
    void dataConnectionsComeToThePortsItWasGiven() throws IOException {
        try (var ferry = FerryProcess.serve("--passive-ports", "32100-32140")) {
            ferry.addUser("anna", "secret");
            try (var client = RawFtp.to(ferry.address(), "anna", "secret")) {
                for (int i = 0; i < 10; i++) {
                    try (RawFtp.Data data = i % 2 == 0 ? client.passive() : client.extended()) {
                        assertThat(data.socket().getPort()).isBetween(32100, 32140);
                    }
                }
            }
        }
    }

    @Test
    void stoppingTellsTheIdleAndWaitsForTheBusy() throws Exception {
        byte[] bytes = new byte[20_000_000];
        new java.util.Random(7).nextBytes(bytes);
        try (var ferry = FerryProcess.serve()) {
            ferry.addUser("anna", "secret");
            Files.write(ferry.home("anna").resolve("large"), bytes);
            try (var idle = RawFtp.to(ferry.address(), "anna", "secret");
                    var nobody = RawFtp.to(ferry.address());
                    var down = RawFtp.to(ferry.address(), "anna", "secret");
                    var up = RawFtp.to(ferry.address(), "anna", "secret");
                    RawFtp.Data coming = down.extended(4096);
                    RawFtp.Data going = up.extended()) {
                down.say(150, "RETR large");
                byte[] first = new byte[1];
                assertThat(coming.read(first)).isEqualTo(1);
                up.say(150, "STOR new");
                going.write(bytes, 0, 1000);
                up.awaitReceived(1000);

                var exitCode = CompletableFuture.supplyAsync(ferry::terminate);
                idle.reply(421);
                assertThatThrownBy(idle::reply).isInstanceOf(EOFException.class);
                nobody.reply(421);
                assertThatThrownBy(() -> RawFtp.to(ferry.address()))
                        .isInstanceOf(ConnectException.class);

                coming.socket().setReceiveBufferSize(1 << 20);
                var got = new ByteArrayOutputStream();
                got.write(first);
                got.write(coming.readAll());
                down.reply(226);
                assertThat(got.toByteArray()).isEqualTo(bytes);
                going.write(bytes, 1000, 2000);
                going.fin();
                up.reply(226);
                assertThat(exitCode.get()).isZero();
            }
            assertThat(Files.readAllBytes(ferry.home("anna").resolve("new")))
                    .isEqualTo(java.util.Arrays.copyOf(bytes, 2000));
        }
    }

    @Test
    void whoIsNotDoneWithinTheGraceIsCutAndMayGoOnLater() throws Exception {
        Path config = Files.writeString(here.resolve("ferry.yaml"), "shutdown-grace: 1s\n");
        try (var ferry = FerryProcess.serve("--config", config.toString())) {
            ferry.addUser("anna", "secret");
            try (var up = RawFtp.to(ferry.address(), "anna", "secret");
                    RawFtp.Data data = up.extended()) {
                up.say(150, "STOR new");
                data.write("begun".getBytes(UTF_8));
                up.awaitReceived(5);
                assertThat(ferry.terminate()).isZero();
            }
            assertThat(ferry.home("anna").resolve("new")).doesNotExist();
            ferry.start();
            try (var up = RawFtp.to(ferry.address(), "anna", "secret")) {
                assertThat(up.size("new")).isEqualTo(5);
                up.say(350, "REST 5");
                up.store("STOR new", " and done".getBytes(UTF_8));
            }
            assertThat(ferry.home("anna").resolve("new")).hasContent("begun and done");
        }
    }

    private static FerryProcess.Outcome serve(String... options) {
        var words = new String[options.length + 3];
        words[0] = "serve";
        words[1] = "--bind";
        words[2] = "127.0.0.1";
        System.arraycopy(options, 0, words, 3, options.length);
        return FerryProcess.ferry("", words);
    }
}
