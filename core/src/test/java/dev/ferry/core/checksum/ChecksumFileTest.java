package dev.ferry.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.files.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The store on disk.
class ChecksumFileTest {

    private static final Checksum SHA = new Checksum(Algorithm.SHA_256, "ab12");
    private static final Checksum MD5 = new Checksum(Algorithm.MD5, "cd34");

    @TempDir Path folder;
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));

    private ChecksumFile open() {
        return open(ChecksumFile.Bounds.usual());
    }

    private ChecksumFile open(ChecksumFile.Bounds bounds) {
        InstantSource clock = now::get;
        return ChecksumFile.open(folder.resolve("c #1.db"), bounds, clock);
    }

    private static Version version(String file, String content) {
        return new Version(file, content, "c", true);
    }

    @Test
    void whatIsKeptIsFoundAtOnceAndByTheNext() {
        try (var store = open()) {
            store.keep(version("f", "1"), SHA);
            assertThat(store.find(version("f", "1"), Algorithm.SHA_256)).contains(SHA);
            assertThat(store.find(version("f", "1"), Algorithm.MD5)).isEmpty();
            store.keep(version("f", "1"), MD5);
        }
        try (var store = open()) {
            assertThat(store.find(version("f", "1"), Algorithm.SHA_256)).contains(SHA);
            assertThat(store.find(version("f", "1"), Algorithm.MD5)).contains(MD5);
            assertThat(store.find(version("g", "1"), Algorithm.MD5)).isEmpty();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void nobodyElseMayReadItNorWhatStandsBesideIt() throws Exception {
        Path file = folder.resolve("c #1.db");
        Files.createFile(file); // as one before us made it
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (var store = open()) {
            store.keep(version("f", "1"), SHA);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> rows() == 1);
            try (var files = Files.list(folder)) {
                assertThat(files)
                        .hasSize(3)
                        .allSatisfy(it ->
                                assertThat(Files.getPosixFilePermissions(it))
                                        .as(it.toString())
                                        .isEqualTo(PosixFilePermissions.fromString("rw-------")));
            }
        }
    }

    @Test
    void anotherVersionIsAnotherMatter() {
        try (var store = open()) {
            store.keep(version("f", "1"), SHA);
        }
        try (var store = open()) {
            assertThat(store.find(version("f", "2"), Algorithm.SHA_256)).isEmpty();
            assertThat(store.find(new Version("f", "1", "d", true), Algorithm.SHA_256)).isEmpty();
            var later = new Checksum(Algorithm.SHA_256, "ef56");
            store.keep(version("f", "2"), later);
            assertThat(store.find(version("f", "2"), Algorithm.SHA_256)).contains(later);
            assertThat(store.find(version("f", "1"), Algorithm.SHA_256)).isEmpty();
        }
        try (var store = open()) {
            assertThat(store.find(version("f", "1"), Algorithm.SHA_256)).isEmpty();
        }
    }

    @Test
    void whatGathersIsWritten() {
        try (var store = open()) {
            for (int i = 0; i < 5_000; i++) store.keep(version("f" + i, "1"), SHA);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> rows() == 5_000);
        }
    }

    @Test
    void ofTooManyTheOldestGo() {
        var bounds = new ChecksumFile.Bounds(100, Duration.ofDays(1_000));
        try (var store = open(bounds)) {
            for (int i = 0; i < 100; i++) store.keep(version("old" + i, "1"), SHA);
        }
        now.set(now.get().plus(Duration.ofDays(2)));
        try (var store = open(bounds)) {
            assertThat(store.find(version("old7", "1"), Algorithm.SHA_256)).contains(SHA);
            for (int i = 0; i < 60; i++) store.keep(version("new" + i, "1"), SHA);
        }
        try (var store = open(bounds)) {
            assertThat(store.find(version("old7", "1"), Algorithm.SHA_256)).contains(SHA);
            for (int i = 0; i < 60; i++) {
                assertThat(store.find(version("new" + i, "1"), Algorithm.SHA_256)).contains(SHA);
            }
            assertThat(rows()).isEqualTo(100);
        }
    }

    @Test
    void whatNobodyAsksForGoes() {
        try (var store = open()) {
            store.keep(version("asked", "1"), SHA);
            store.keep(version("forgotten", "1"), SHA);
        }
        now.set(now.get().plus(Duration.ofDays(170)));
        try (var store = open()) {
            assertThat(store.find(version("asked", "1"), Algorithm.SHA_256)).contains(SHA);
        }
        now.set(now.get().plus(Duration.ofDays(20)));
        try (var store = open()) {
            assertThat(store.find(version("asked", "1"), Algorithm.SHA_256)).contains(SHA);
            assertThat(store.find(version("forgotten", "1"), Algorithm.SHA_256)).isEmpty();
        }
    }

    @Test
    void aDamagedFileIsBegunAnew() throws Exception {
        Files.writeString(folder.resolve("c #1.db"), "this is no database ".repeat(500));
        try (var store = open()) {
            assertThat(store.find(version("f", "1"), Algorithm.SHA_256)).isEmpty();
            store.keep(version("f", "1"), SHA);
        }
        try (var store = open()) {
            assertThat(store.find(version("f", "1"), Algorithm.SHA_256)).contains(SHA);
        }
    }

    @Test
    void withoutAPlaceItRemembersAsLongAsItLives() {
        var file = folder.resolve("missing/c.db");
        try (var store = ChecksumFile.open(file, ChecksumFile.Bounds.usual(), now::get)) {
            store.keep(version("f", "1"), SHA);
            for (int i = 0; i < 30_000; i++) store.keep(version("f", "1"), SHA);
            assertThat(store.find(version("f", "1"), Algorithm.SHA_256)).contains(SHA);
            assertThat(store.find(version("g", "1"), Algorithm.SHA_256)).isEmpty();
        }
    }

    /// -1 before it is a table.
    private long rows() {
        var source = new org.sqlite.SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("c #1.db").toUri());
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from checksum")) {
            return row.next() ? row.getLong(1) : -1;
        } catch (java.sql.SQLException _) {
            return -1;
        }
    }
}
