package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What an administrator sees of what strangers do: `ferry audit`, `ferry sessions` and `ferry why`
/// read back what curl, lftp and ftplib did.
@ExtendWith(Harbour.Pilot.class)
final class WatchedIT {

    /// What steers a terminal, ends a line, or opens a tag.
    private static final Pattern HARMFUL =
            Pattern.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029\u202a-\u202e]");

    private final Harbour harbour;
    private final Path here;

    WatchedIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    private static FerryProcess.Outcome verb(FerryProcess ferry, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", ferry.data().toString()));
        return FerryProcess.ferry("", all.toArray(String[]::new));
    }

    private static String said(FerryProcess ferry, String... words) {
        FerryProcess.Outcome outcome = verb(ferry, words);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private static List<String> audit(FerryProcess ferry, String... words) {
        var all = new ArrayList<>(List.of("audit", "--json"));
        all.addAll(List.of(words));
        return said(ferry, all.toArray(String[]::new)).lines().toList();
    }

    private static List<String> facts(List<String> lines, String name) {
        Pattern fact = Pattern.compile("\"" + name + "\":\"?((?:[^\"\\\\,}]|\\\\.)*)\"?");
        return lines.stream()
                .map(fact::matcher)
                .filter(Matcher::find)
                .map(it -> it.group(1))
                .toList();
    }

    private static void awaitAudit(FerryProcess ferry, int lines, String... words) {
        await().atMost(Duration.ofSeconds(60)).until(() -> audit(ferry, words).size() >= lines);
    }

    private Harbour.Berth own(String config) {
        try {
            Path file = Files.writeString(here.resolve("ferry.yaml"), config);
            return Harbour.Berth.at("127.0.0.1", "--config", file.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatCurlDoesStandsInTheAuditLogWithChecksumsAndReasons() throws IOException {
        Stranger.CURL.require();
        Harbour.Berth berth = harbour.four();
        Path folder = harbour.folder(berth);
        String at = "/" + folder.getFileName() + "/";
        Path file = Trees.text(here.resolve("file"), "content");
        Stranger.CURL.run(here, "-sS", "-T", file.toString(), berth.fullUrl(at + "a%20b")).ok();
        Stranger.CURL.run(here, "-sS", "-o", "got", berth.fullUrl(at + "a%20b")).ok();
        Stranger.CURL
                .run(here, "-sS", "-o", "x", "-Q", "-DELE " + at + "a b", berth.fullUrl(at))
                .ok();
        Stranger.CURL.run(here, "-sS", "ftp://anna:wrong@" + berth.authority() + "/");
        String path = at + "a b";
        awaitAudit(berth.ferry(), 3, "--path", path);
        List<String> lines = audit(berth.ferry(), "--path", path);
        assertThat(facts(lines, "event")).containsExactly("upload", "download", "delete");
        assertThat(facts(lines, "bytes")).containsExactly("7", "7");
        assertThat(facts(lines, "account")).containsOnly("anna");
        String sum = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
        assertThat(facts(lines, "sha256")).isNotEmpty().containsOnly(sum);
        assertThat(lines.getFirst()).contains(sum);
        awaitAudit(berth.ferry(), 1, "--event", "login", "--outcome", "refused", "-n", "1");
        List<String> refused =
                audit(berth.ferry(), "--event", "login", "--outcome", "refused", "-n", "1");
        assertThat(facts(refused, "reason")).containsExactly("wrong password");
        assertThat(audit(berth.ferry(), "--path", at + "a*", "--since", "1h", "--until", "0s"))
                .isEqualTo(lines);
        harbour.did("curl", "read back from the audit log", 4);
    }

    /// CR, LF, NUL, IAC injection, and script in names: SECURITY-CASES.
    @Test
    @DisplayName("CR, LF, NUL, IAC injection: names on disk; script in names: names on disk")
    void namesThatMeanToBreakALogAreOneLineEach() {
        Stranger.PYTHON.require();
        Harbour.Berth berth = harbour.four();
        FerryProcess ferry = berth.ferry();
        Path folder = harbour.folder(berth);
        String at = "/" + folder.getFileName();
        int mark = ferry.mark();
        Python.run(
                harbour,
                here,
                "watched_names.py",
                ferry.host(),
                ferry.port() + "",
                Harbour.USER,
                Harbour.PASSWORD,
                at,
                folder.toString());
        awaitAudit(ferry, 6 + 3 * 14, "--path", at);
        List<String> lines = audit(ferry, "--path", at);
        assertThat(lines)
                .hasSize(6 + 3 * 14)
                .allMatch(it -> it.endsWith("}") && it.startsWith("{"));
        for (String event : List.of("download", "rename", "delete")) {
            assertThat(facts(audit(ferry, "--path", at, "--event", event), "path"))
                    .hasSize(14)
                    .doesNotHaveDuplicates();
        }
        assertThat(lines).noneMatch(it -> it.contains("<"));
        assertThat(said(ferry, "audit", "--path", at))
                .satisfies(it -> assertThat(HARMFUL.matcher(it).find()).isFalse());
        List<String> log = ferry.logSince(mark, it -> it.contains(at));
        assertThat(log).hasSizeGreaterThanOrEqualTo(6 + 3 * 14);
        assertThat(log)
                .allMatch(it -> it.matches("\\S+Z [A-Z]+ .*"))
                .allMatch(it -> !HARMFUL.matcher(it).find());
    }

    @Test
    void aServerThatIsKilledHasRecordedWhatItConfirmed() throws Exception {
        Stranger.PYTHON.require();
        try (Harbour.Berth berth = own("audit:\n  flush: each\n  rotate-size: 20K\n")) {
            FerryProcess ferry = berth.ferry();
            Path said = here.resolve("said");
            Process load = load(berth, said, 3, 100_000);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(said) && Files.readAllLines(said).size() > 150);
            ferry.kill();
            load.waitFor();
            List<String> confirmed = confirmed(said);
            FerryProcess.Outcome read =
                    verb(ferry, "audit", "--json", "--event", "upload", "--outcome", "ok");
            List<String> recorded = facts(read.output().lines().toList(), "path");
            assertThat(recorded).doesNotHaveDuplicates().containsAll(confirmed);
            ferry.start();
            assertThat(audit(ferry, "--event", "audit-opened")).hasSize(2);
            assertThat(audit(ferry, "--event", "audit-closed")).isEmpty();
            assertThat(facts(audit(ferry, "--event", "upload", "--outcome", "ok"), "path"))
                    .containsAll(confirmed);
            harbour.did("ftplib", "uploads recorded before kill -9", confirmed.size());
        }
    }

    @Test
    void manyFilesOfTheLogHoldEachEventOnce() throws Exception {
        Stranger.PYTHON.require();
        int files = Settings.sized(150, 5_000);
        try (Harbour.Berth berth = own("audit:\n  rotate-size: 15K\n")) {
            FerryProcess ferry = berth.ferry();
            Path said = here.resolve("said");
            Path followed = here.resolve("followed");
            Process follower = follow(ferry, followed);
            load(berth, said, 3, files).waitFor();
            List<String> confirmed = confirmed(said);
            assertThat(confirmed).hasSize(3 * files);
            awaitAudit(ferry, 3, "--event", "session-closed");
            assertThat(facts(audit(ferry, "--event", "upload"), "path"))
                    .containsExactlyInAnyOrderElementsOf(confirmed);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readAllLines(followed).size() >= 3 * files);
            assertThat(facts(Files.readAllLines(followed), "path"))
                    .containsExactlyInAnyOrderElementsOf(confirmed);
            follower.destroy();
            try (var paths = Files.list(ferry.data().resolve("audit"))) {
                assertThat(paths.filter(it -> it.toString().endsWith(".gz"))).hasSizeGreaterThan(3);
            }
            harbour.did("ftplib", "uploads recorded while the log was rotated", 3 * files);
        }
    }

    private Process follow(FerryProcess ferry, Path into) throws IOException {
        var builder =
                new ProcessBuilder(
                        FerryProcess.root().resolve("ferry").toString(),
                        "audit",
                        "--json",
                        "--follow",
                        "--event",
                        "upload",
                        "--data",
                        ferry.data().toString());
        builder.environment().put("FERRY_BUILD", "never");
        builder.environment().put("FERRY_JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectErrorStream(true).redirectOutput(into.toFile()).start();
    }

    private Process load(Harbour.Berth berth, Path said, int sessions, int files) {
        return Stranger.PYTHON.start(
                here,
                said,
                FerryProcess.root().resolve("it/src/test/python/watched_load.py").toString(),
                berth.ferry().host(),
                berth.ferry().port() + "",
                Harbour.USER,
                Harbour.PASSWORD,
                sessions + "",
                files + "");
    }

    private static List<String> confirmed(Path said) throws IOException {
        return Files.readAllLines(said).stream()
                .filter(it -> it.startsWith("stored "))
                .map(it -> "/" + it.substring("stored ".length()))
                .toList();
    }

    @Test
    void aFullDiskLosesLinesAndNotTheServerAndIsSaid() throws Exception {
        Path disk = Files.createDirectory(here.resolve("disk"));
        String refusal = run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString());
        if (!refusal.isEmpty()) {
            System.out.println("audit on a full disk: SKIPPED, no disk can be mounted: " + refusal);
            Assumptions.abort(refusal);
        }
        try {
            Path data = disk.resolve("data");
            Path home = Files.createDirectory(here.resolve("home"));
            Path file = Trees.text(home.resolve("file"), "content");
            try (FerryProcess ferry = FerryProcess.serveIn(data)) {
                ferry.addUser(Harbour.USER, Harbour.PASSWORD, "--home", home.toString());
                String url =
                        "ftp://anna:%s@127.0.0.1:%d/%s"
                                .formatted(Harbour.PASSWORD, ferry.port(), file.getFileName());
                Stranger.CURL.run(here, "-sS", "-o", "got", url).ok();
                awaitAudit(ferry, 1, "--event", "session-closed");
                int mark = ferry.mark();
                fill(disk.resolve("fill"));
                for (int i = 0; i < 40; i++) {
                    Stranger.CURL.run(here, "-sS", "-o", "got", url).ok();
                }
                ferry.awaitLog(mark, it -> it.contains("the server goes on"));
                Files.delete(disk.resolve("fill"));
                Stranger.CURL.run(here, "-sS", "-o", "got", url).ok();
                ferry.awaitLog(mark, it -> it.contains("it is written again"));
                List<String> lost = audit(ferry, "--event", "lost");
                assertThat(lost).isNotEmpty();
                long missing = facts(lost, "lost").stream().mapToLong(Long::parseLong).sum();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> events(ferry) + missing >= 42L * 5);
                assertThat(events(ferry) + missing).isEqualTo(42L * 5);
                harbour.did("curl", "downloads while the audit log had no room", 40);
            }
        } finally {
            assertThat(run("umount", disk.toString())).isEmpty();
        }
    }

    private static long events(FerryProcess ferry) {
        return audit(ferry).stream()
                .filter(it ->
                        !it.contains("\"event\":\"lost\"") && !it.contains("\"event\":\"audit-"))
                .count();
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            byte[] piece = new byte[512];
            while (true) out.write(piece);
        } catch (IOException _) {
            // full
        }
    }

    private static String run(String... line) throws IOException, InterruptedException {
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return process.waitFor() == 0 ? "" : said.isEmpty() ? "no reason given" : said;
    }

    @Test
    void whoIsThereIsListedAndCanBeSentAway() throws Exception {
        Stranger.CURL.require();
        Harbour.Berth berth = harbour.four();
        FerryProcess ferry = berth.ferry();
        Path folder = harbour.folder(berth);
        String at = "/" + folder.getFileName() + "/slow";
        Path file = Files.write(here.resolve("large"), new byte[20_000_000]);
        Process upload =
                Stranger.CURL.start(
                        here,
                        "-sS",
                        "--limit-rate",
                        "100k",
                        "-T",
                        file.toString(),
                        berth.fullUrl(at));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> said(ferry, "sessions", "list", "--json").contains(at));
        String line =
                said(ferry, "sessions", "list", "--json")
                        .lines()
                        .filter(it -> it.contains(at))
                        .findFirst()
                        .orElseThrow();
        assertThat(line)
                .contains("\"account\":\"anna\"", "\"address\":\"127.0.0.1\"", "\"secure\":false")
                .contains("\"doing\":\"upload\"");
        assertThat(said(ferry, "sessions", "list")).contains("ID ", "ACCOUNT", " upload ", at);
        String id = facts(List.of(line), "id").getFirst();
        FerryProcess.Outcome why = verb(ferry, "why", "anna", at, "upload");
        assertThat(why.exitCode()).isZero();
        assertThat(why.output()).contains(id + " (anna) is uploading it");
        assertThat(verb(ferry, "sessions", "kick", "ftp-0").exitCode()).isEqualTo(1);
        assertThat(said(ferry, "sessions", "kick", id)).contains("ended " + id);
        assertThat(upload.waitFor()).isNotZero();
        awaitAudit(ferry, 1, "--event", "session-closed", "--session", id);
        assertThat(audit(ferry, "--session", id, "--event", "session-closed").getFirst())
                .contains("ended by " + System.getProperty("user.name") + " with 'ferry sessions");
        harbour.did("curl", "sent away in an upload");
    }

    @Test
    void withoutAServerSessionsSaysSoAndASocketOfAKilledOneIsNoHindrance() {
        try (FerryProcess ferry = FerryProcess.serve()) {
            ferry.kill();
            assertThat(Files.exists(ferry.data().resolve("control.sock"))).isTrue();
            FerryProcess.Outcome outcome = verb(ferry, "sessions", "list");
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.output()).contains("no server runs with the data folder");
            ferry.start();
            assertThat(said(ferry, "sessions", "list")).startsWith("ID ");
            ferry.terminate();
            assertThat(Files.exists(ferry.data().resolve("control.sock"))).isFalse();
        }
    }

    /// What `ferry why` says is what curl meets, before and after what it says to type was typed.
    @Test
    void whatWhySaysToTypeHelps() throws IOException {
        Stranger.CURL.require();
        Harbour.Berth berth = harbour.four();
        FerryProcess ferry = berth.ferry();
        ferry.addUser("otto", Harbour.PASSWORD);
        ferry.run("user", "deny", "otto", "/box", "create,delete");
        Files.createDirectories(ferry.home("otto").resolve("box"));
        Path file = Trees.text(here.resolve("file"), "content");
        String url = "ftp://otto:" + Harbour.PASSWORD + "@" + berth.authority() + "/box/file";
        assertThat(Stranger.CURL.run(here, "-sS", "-T", file.toString(), url).exitCode())
                .isNotZero();
        FerryProcess.Outcome denied = verb(ferry, "why", "otto", "/box/file", "upload");
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.output()).contains("create is not granted under /box");
        Matcher cure = Pattern.compile("to change that: ferry (.*)").matcher(denied.output());
        assertThat(cure.find()).isTrue();
        FerryProcess.Outcome typed = FerryProcess.ferry("", cure.group(1).split(" "));
        assertThat(typed.exitCode()).as(typed.output()).isZero();
        assertThat(verb(ferry, "why", "otto", "/box/file", "upload").exitCode()).isZero();
        Stranger.CURL.run(here, "-sS", "-T", file.toString(), url).ok();
        ferry.run("bans", "add", "203.0.113.9");
        FerryProcess.Outcome banned =
                verb(ferry, "why", "otto", "/", "login", "--from", "203.0.113.9");
        assertThat(banned.exitCode()).isEqualTo(1);
        assertThat(banned.output()).contains("is banned", "ferry bans remove 203.0.113.9");
        ferry.run("user", "set", "otto", "--allow", "203.0.113.0/24");
        FerryProcess.Outcome elsewhere =
                verb(ferry, "why", "otto", "/", "login", "--from", "198.51.100.7");
        assertThat(elsewhere.exitCode()).isEqualTo(1);
        assertThat(elsewhere.output()).contains("may not be used from 198.51.100.7");
        FerryProcess.Outcome there =
                verb(ferry, "why", "otto", "/", "login", "--from", "203.0.113.8");
        assertThat(there.exitCode()).as(there.output()).isZero();
        assertThat(verb(ferry, "why", "nobody", "/", "list").exitCode()).isEqualTo(1);
        assertThat(verb(ferry, "why", "otto", "/", "lsit").output()).contains("did you mean list?");
        ferry.run("user", "disable", "otto");
        FerryProcess.Outcome disabled = verb(ferry, "why", "otto", "/", "login");
        assertThat(disabled.exitCode()).isEqualTo(1);
        assertThat(disabled.output()).contains("otto is disabled", "ferry user enable otto");
        harbour.did("curl", "what 'why' said beforehand", 2);
    }

    /// The log at its most talkative, as text and as JSON.
    @Test
    void noPasswordIsInTheLog() throws IOException {
        Stranger.PYTHON.require();
        Stranger.CURL.require();
        Stranger.LFTP.require();
        for (String format : List.of("text", "json")) {
            String config = "log:\n  level: debug\n  format: " + format + "\n";
            try (Harbour.Berth berth = own(config)) {
                FerryProcess ferry = berth.ferry();
                int mark = ferry.mark();
                Python.run(
                        harbour,
                        here,
                        "watched_secrets.py",
                        ferry.host(),
                        ferry.port() + "",
                        Harbour.USER,
                        Harbour.PASSWORD);
                Stranger.CURL.run(here, "-sS", "-o", "got", berth.fullUrl("/")).ok();
                Stranger.LFTP
                        .run(
                                here,
                                "--norc",
                                "-c",
                                "set ftp:ssl-allow no; open " + berth.fullUrl("/") + "; cls")
                        .ok();
                ferry.terminate();
                List<String> lines = ferry.logSince(mark, it -> !it.startsWith("(the process"));
                assertThat(lines).hasSizeGreaterThan(50);
                assertThat(lines).noneMatch(it -> it.contains(Harbour.PASSWORD));
                assertThat(String.join("\n", lines)).contains("> PASS ***", "> SITE ***", " 230");
                assertThat(lines)
                        .filteredOn(it -> it.contains("> ") || it.contains("< "))
                        .allMatch(it -> it.contains("ftp-"));
                if (format.equals("json")) {
                    assertThat(lines)
                            .allMatch(it -> it.startsWith("{\"time\":\"") && it.endsWith("}"));
                }
            }
        }
    }

    @Test
    void prometheusReadsTheNumbersAndNoNameIsAmongThem() throws IOException {
        Stranger.CURL.require();
        Stranger.PYTHON.require();
        try (Harbour.Berth berth = own("metrics:\n  port: 0\nfiles:\n  umask: 022\n")) {
            FerryProcess ferry = berth.ferry();
            String url =
                    ferry.awaitLog(0, it -> it.startsWith("numbers for Prometheus: "))
                            .replace("numbers for Prometheus: ", "");
            assertThat(url).startsWith("http://127.0.0.1:");
            Path file = Trees.text(here.resolve("file"), "content");
            for (int i = 0; i < 3; i++) {
                String at = berth.fullUrl("/a" + i);
                Stranger.CURL.run(here, "-sS", "-T", file.toString(), at).ok();
                Stranger.CURL.run(here, "-sS", "-o", "got", at).ok();
            }
            String wrong = "ftp://name%i:wrong@" + berth.authority() + "/";
            for (int i = 0; i < 2; i++) {
                Stranger.CURL.run(here, "-sS", wrong.replace("%i", i + ""));
            }
            Stranger.CURL.run(here, "-sS", berth.fullUrl("/none"));
            awaitAudit(ferry, 9, "--event", "session-closed");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> numbers(url).contains("ferry_sessions_total{} 9.0"));
            assertThat(numbers(url))
                    .contains(
                            "ferry_sessions_open{} 0.0",
                            "ferry_logins_total{method=password,outcome=ok} 7.0",
                            "ferry_logins_total{method=password,outcome=refused} 2.0",
                            "ferry_transfers_total{direction=upload,outcome=ok} 3.0",
                            "ferry_transfers_total{direction=download,outcome=ok} 3.0",
                            "ferry_transfers_total{direction=download,outcome=cut} 0.0",
                            "ferry_transfer_bytes_total{direction=upload} 21.0",
                            "ferry_first_byte_seconds_count{direction=download} 3.0",
                            "ferry_first_byte_seconds_bucket{direction=upload,le=+Inf} 3.0",
                            "ferry_transfer_seconds_count{direction=upload} 3.0",
                            "ferry_replies_total{code=226} 6.0",
                            "ferry_replies_total{code=530} 2.0",
                            "ferry_replies_total{code=550} 1.0",
                            "ferry_audit_queue{} 0.0",
                            "ferry_bans_total{} 0.0")
                    .anyMatch(it -> it.startsWith("jvm_memory_used_bytes{area=heap} "))
                    .anyMatch(it -> it.startsWith("process_open_fds{} "))
                    .noneMatch(it -> it.contains("name0") || it.contains("anna"));
            int series = numbers(url).size();
            for (int i = 0; i < 3; i++) {
                String at = berth.fullUrl("/b" + i);
                Stranger.CURL.run(here, "-sS", "-T", file.toString(), at).ok();
            }
            assertThat(numbers(url)).hasSize(series);
            harbour.did("curl", "counted for Prometheus", 12);
        }
    }

    private List<String> numbers(String url) {
        String script = FerryProcess.root().resolve("it/src/test/python/watched_metrics.py") + "";
        List<String> lines = Stranger.PROMETHEUS.run(here, script, url).ok().lines().toList();
        assertThat(lines)
                .contains(
                        "did: prometheus_client: metrics read, in the text format and in OpenMetrics");
        return lines;
    }
}
