package dev.ferry.app.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.config.AuditSettings;
import dev.ferry.app.config.AuditSettings.Flush;
import dev.ferry.core.access.Action;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.Checksum;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.EventQueue;
import dev.ferry.files.NameText;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final Path GUIDE = Path.of("..", "docs", "guide", "audit.md");

    private static final Event.Who WHO = new Event.Who("anna", "ftp-17", "127.0.0.1");
    private static final VirtualPath A = VirtualPath.of("/a.txt");
    private static final Event.Moved MOVED =
            new Event.Moved(10, 123, Duration.ofMillis(7), Optional.of(Duration.ofMillis(1)));
    private static final Checksum SUM = new Checksum(Algorithm.SHA_256, "ab12");
    private static final Version VERSION = new Version("file", "content", "change", true);

    @TempDir private Path data;

    private Instant now = Instant.parse("2026-11-27T10:11:12.345678Z");
    private final InstantSource clock = () -> now;

    private static AuditSettings settings(Flush flush, long size, int keep, Duration keepFor) {
        return new AuditSettings(true, flush, OptionalLong.of(size), true, keep, keepFor);
    }

    private static final AuditSettings USUAL =
            settings(Flush.EACH, 1 << 20, 100, Duration.ofDays(30));

    private AuditLog log(AuditSettings settings) {
        return AuditLog.open(
                data,
                settings,
                version -> version.equals(VERSION) ? Optional.of(SUM) : Optional.empty(),
                clock,
                "0.1");
    }

    private void tell(AuditLog log, Event... events) {
        log.take(
                java.util.Arrays.stream(events)
                        .map(event -> new EventQueue.Told(now, event))
                        .toList());
    }

    private record Read(List<AuditEntry> entries, List<String> complaints) {
        List<String> paths() {
            return entries.stream().map(it -> it.fact("path")).filter(it -> !it.isEmpty()).toList();
        }
    }

    private Read read() {
        var all = new Read(new ArrayList<>(), new ArrayList<>());
        try {
            var reader = new AuditReader(data, all.entries()::add, all.complaints()::add);
            reader.read(Instant.EPOCH);
            reader.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private List<Path> files() throws IOException {
        try (var paths = Files.list(data.resolve("audit"))) {
            return paths.sorted().toList();
        }
    }

    /// One of each kind there is; a new kind does not compile without its line here and in the
    /// guide.
    private static List<Event> oneOfEach() {
        return List.of(
                new Event.SessionOpened(WHO),
                new Event.SessionClosed(
                        WHO, new Event.Counts(1, 2, 3, 4, 5), Duration.ofSeconds(1), "QUIT"),
                new Event.LoggedIn(WHO, "password", true),
                new Event.LoginRefused(WHO, "password", false, "wrong password"),
                new Event.LoggedOut(WHO),
                new Event.TurnedAway(WHO, Event.Ground.LIMIT, "too many"),
                new Event.Banned(WHO, "10.0.0.1/32", Optional.of(Instant.EPOCH), "5 of them"),
                new Event.Uploaded(WHO, A, MOVED, 133, Optional.of(SUM)),
                new Event.UploadCut(WHO, A, MOVED, 133, "reset"),
                new Event.Downloaded(WHO, A, MOVED, Optional.of(VERSION)),
                new Event.DownloadCut(WHO, A, MOVED, Optional.of(VERSION), "reset"),
                new Event.Hashed(WHO, A, Algorithm.SHA_256, 5, Duration.ofMillis(3)),
                new Event.Deleted(WHO, A),
                new Event.Renamed(WHO, A, VirtualPath.of("/b")),
                new Event.FolderMade(WHO, A),
                new Event.FolderRemoved(WHO, A),
                new Event.Changed(WHO, A, "mode 0644"),
                new Event.LinkMade(WHO, A, VirtualPath.of("/b")),
                new Event.Refused(WHO, A, Action.DELETE, Event.Ground.PERMISSION, "no rule"));
    }

    @Test
    void anUploadIsOneLineWithAllThatIsKnown() {
        try (AuditLog log = log(USUAL)) {
            tell(log, new Event.Uploaded(WHO, A, MOVED, 133, Optional.of(SUM)));
        }
        assertThat(read().entries().get(1).line())
                .isEqualTo(
                        "{\"time\":\"2026-11-27T10:11:12.345Z\",\"event\":\"upload\","
                                + "\"outcome\":\"ok\",\"session\":\"ftp-17\",\"account\":\"anna\","
                                + "\"address\":\"127.0.0.1\",\"path\":\"/a.txt\",\"offset\":10,"
                                + "\"bytes\":123,\"ms\":7,\"size\":133,\"sha256\":\"ab12\"}");
    }

    @Test
    void theGuideHasEachFactOfEachEvent() throws IOException {
        try (AuditLog log = log(USUAL)) {
            tell(log, oneOfEach().toArray(Event[]::new));
            log.lost(3);
        }
        var factsOf = new LinkedHashMap<String, Set<String>>();
        for (AuditEntry entry : read().entries()) {
            factsOf.computeIfAbsent(entry.fact("event"), _ -> new TreeSet<>())
                    .addAll(entry.facts().keySet());
        }
        String guide = Files.readString(GUIDE);
        var documented = new LinkedHashMap<String, Set<String>>();
        Matcher row =
                Pattern.compile("(?m)^\\| `([a-z-]+)` \\| [^|\n]* \\|([^|\n]*)\\|").matcher(guide);
        while (row.find()) {
            var facts = new TreeSet<>(Set.of("time", "event", "outcome"));
            Matcher fact = Pattern.compile("`(\\w+)`").matcher(row.group(2));
            while (fact.find()) facts.add(fact.group(1));
            documented.put(row.group(1), facts);
        }
        for (Set<String> facts : factsOf.values()) {
            facts.remove("session"); // said of all of them in the text
            facts.remove("account");
            facts.remove("address");
        }
        assertThat(documented.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        java.util.Arrays.stream(AuditKind.values()).map(AuditKind::word).toList());
        assertThat(documented).containsExactlyInAnyOrderEntriesOf(factsOf);
        for (String name : factsOf.values().stream().flatMap(Set::stream).distinct().toList()) {
            assertThat(guide).contains("| `" + name + "` |");
        }
    }

    /// CR, LF, NUL, IAC injection, and script in names: SECURITY-CASES.
    @Test
    @DisplayName("CR, LF, NUL, IAC injection: audit log; script in names: audit log")
    void oneEventIsOneLineWhateverIsInAName() throws IOException {
        List<String> names =
                List.of(
                        "a\r\nb",
                        "\u0000",
                        "quote\"back\\slash'{{%u*)(",
                        "\u001b[2J\u001b]0;title\u0007",
                        "<img src=x onerror=alert(1)>",
                        "</script><script>",
                        "\u2028\u2029\u202e\ufeff",
                        NameText.of(new byte[] {'c', 'a', 'f', (byte) 0xe9, (byte) 0xff}),
                        "\ud83d\ude00 \ufffd",
                        "ü\u0085ö");
        try (AuditLog log = log(USUAL)) {
            for (String name : names) tell(log, new Event.Deleted(WHO, VirtualPath.of(name)));
            for (String name : names) {
                var who = new Event.Who(name + "\ud800", "ftp-1", "::1");
                tell(log, new Event.LoginRefused(who, "password", false, name));
            }
        }
        byte[] bytes = Files.readAllBytes(files().getFirst());
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        assertThat(text.split("\n", -1)).hasSize(2 * names.size() + 3);
        assertThat(text.replace("\n", ""))
                .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069\ufeff<]");
        Read read = read();
        assertThat(read.complaints()).isEmpty();
        assertThat(read.paths())
                .isEqualTo(names.stream().map(it -> VirtualPath.of(it).toString()).toList());
        assertThat(read.entries().stream().map(AuditPage::of))
                .allSatisfy(line ->
                        assertThat(line)
                                .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\u2028-\u202e]"));
        List<String> reasons =
                read.entries().stream()
                        .filter(it -> it.fact("event").equals("login"))
                        .map(it -> it.fact("reason"))
                        .toList();
        assertThat(reasons).isEqualTo(names);
    }

    @Test
    void onlyTheOwnerReadsIt() throws IOException {
        log(USUAL).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data.resolve("audit"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aLineThatACrashCutIsPassedOverAndTheNextStandsOnItsOwn() throws IOException {
        try (AuditLog log = log(USUAL)) {
            tell(log, new Event.Deleted(WHO, VirtualPath.of("/1")));
        }
        Path file = files().getFirst();
        Files.writeString(file, "{\"time\":\"2026-11", StandardOpenOption.APPEND);
        assertThat(read().complaints())
                .containsExactly(file + ":4: the last line is cut, passed over");
        try (AuditLog log = log(USUAL)) {
            tell(log, new Event.Deleted(WHO, VirtualPath.of("/2")));
        }
        Read read = read();
        assertThat(read.paths()).containsExactly("/1", "/2");
        assertThat(read.complaints()).containsExactly(file + ":4: not a whole line, passed over");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void anotherFileBeginsBySizeAndOldOnesAreCompressedAndEachEventIsThereOnce()
            throws IOException {
        var settings = settings(Flush.SYSTEM, 2_000, 1_000, Duration.ofDays(30));
        List<String> told = IntStream.range(0, 400).mapToObj(i -> "/" + i).toList();
        try (AuditLog log = log(settings)) {
            for (String path : told) tell(log, new Event.Deleted(WHO, VirtualPath.of(path)));
            assertThat(read().paths()).isEqualTo(told); // while the others are being compressed
            await().atMost(Duration.ofSeconds(60)).until(() -> countOf(".jsonl") == 1);
        }
        Read read = read();
        assertThat(read.paths()).isEqualTo(told);
        assertThat(read.complaints()).isEmpty();
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(20);
        assertThat(files.subList(0, files.size() - 1))
                .allSatisfy(it -> assertThat(it.toString()).endsWith(".jsonl.gz"));
        assertThat(files.getFirst().getFileName() + "").isEqualTo("audit-000001-20261127.jsonl.gz");
        for (Path file : files) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private long countOf(String end) throws IOException {
        return files().stream().filter(it -> it.toString().endsWith(end)).count();
    }

    @Test
    void anotherFileBeginsWithTheDayAndWhatIsTooOldOrTooMuchGoes() throws IOException {
        var settings = settings(Flush.SYSTEM, 1 << 20, 3, Duration.ofDays(4));
        for (int day = 0; day < 6; day++) {
            try (AuditLog log = log(settings)) {
                tell(log, new Event.Deleted(WHO, VirtualPath.of("/" + day)));
            }
            now = now.plus(Duration.ofDays(1));
        }
        assertThat(read().paths()).containsExactly("/2", "/3", "/4", "/5");
        now = now.plus(Duration.ofDays(9));
        log(settings).close();
        assertThat(read().paths()).isEmpty();
    }

    @Test
    void whatACrashLeftOfCompressingIsTakenUp() throws IOException {
        var settings = settings(Flush.SYSTEM, 1_000, 1_000, Duration.ofDays(30));
        try (AuditLog log = log(settings)) {
            for (int i = 0; i < 20; i++) {
                tell(log, new Event.Deleted(WHO, VirtualPath.of("/" + i)));
            }
        }
        Path first = files().getFirst();
        Path plain = first.resolveSibling((first.getFileName() + "").replace(".gz", ""));
        Files.writeString(plain, "half of what is in the other\n");
        Files.writeString(data.resolve("audit").resolve(first.getFileName() + ".tmp"), "half");
        assertThat(read().complaints()).isEmpty();
        log(settings).close();
        assertThat(Files.exists(plain)).isFalse();
        assertThat(files()).noneMatch(it -> it.toString().endsWith(".tmp"));
        assertThat(read().paths()).hasSize(20);
    }

    @Test
    void whatCannotBeWrittenIsCountedAndSaidWhenItCanBe() throws IOException {
        Path folder = data.resolve("audit");
        Files.createFile(folder); // so nothing can be made in it
        try (AuditLog log = log(USUAL)) {
            for (int i = 0; i < 7; i++) tell(log, new Event.Deleted(WHO, A));
            Files.delete(folder);
            tell(log, new Event.Deleted(WHO, VirtualPath.of("/again")));
        }
        Read read = read();
        assertThat(read.paths()).containsExactly("/again");
        assertThat(read.entries().getFirst().fact("event")).isEqualTo("lost");
        assertThat(read.entries().getFirst().fact("lost")).isEqualTo("8"); // with audit-opened
        assertThat(read.entries().getFirst().fact("reason")).isNotEmpty();
    }

    @Test
    void aReaderThatFollowsSeesEachEventOnceAcrossFiles() throws IOException {
        var settings = settings(Flush.SYSTEM, 3_000, 1_000, Duration.ofDays(30));
        var seen = new ArrayList<String>();
        var complaints = new ArrayList<String>();
        var reader =
                new AuditReader(
                        data,
                        entry -> {
                            if (!entry.fact("path").isEmpty()) seen.add(entry.fact("path"));
                        },
                        complaints::add);
        var told = new ArrayList<String>();
        try (AuditLog log = log(settings)) {
            for (int i = 0; i < 300; i++) {
                tell(log, new Event.Deleted(WHO, VirtualPath.of("/" + i)));
                told.add("/" + i);
                if (i % 37 == 0) {
                    reader.read(Instant.EPOCH);
                    assertThat(seen).isEqualTo(told);
                }
            }
            reader.read(Instant.EPOCH);
        }
        reader.end();
        assertThat(seen).isEqualTo(told);
        assertThat(complaints).isEmpty();
    }
}
