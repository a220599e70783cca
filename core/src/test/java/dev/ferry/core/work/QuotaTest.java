package dev.ferry.core.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.files.Room;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuotaTest {

    @TempDir private Path home;

    @SuppressWarnings("NullAway.Init")
    private LocalStorage storage;

    private final Checksums checksums =
            new Checksums(ChecksumSettings.defaults(), new MemoryChecksums());
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private Meters meters = new Meters(InstantSource.system(), Optional.empty());

    @BeforeEach
    void open() throws IOException {
        storage = LocalStorage.open(home, LocalSettings.defaults(), InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
        checksums.close();
    }

    private static AccountLimits limits(long bytes, long files, long largest) {
        return new AccountLimits(
                OptionalLong.of(bytes),
                OptionalLong.of(files),
                OptionalLong.of(largest),
                AccountLimits.Rates.NONE,
                OptionalInt.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private Workspace workspace(String name, AccountLimits limits) {
        Account account =
                Account.of(
                                "id-of-" + name,
                                name,
                                home.toString(),
                                Permissions.everywhere(Action.all()))
                        .withLimits(limits);
        return new Workspace(
                account,
                () -> Optional.of(account),
                storage,
                FileSettings.defaults(),
                checksums,
                new Event.Who(name, "test-1", "127.0.0.1"),
                events::add,
                InstantSource.system(),
                meters);
    }

    private Workspace quota(long bytes, long files) {
        return workspace("ann", limits(bytes, files, 1 << 30));
    }

    private static VirtualPath at(String path) {
        return VirtualPath.of(path);
    }

    private static void put(Workspace files, String path, UploadMode mode, int size)
            throws IOException {
        try (Upload upload = files.upload(at(path), mode)) {
            upload.begin();
            upload.write(ByteBuffer.allocate(size));
            upload.commit(Sink.LastCheck.NONE);
        }
    }

    private static void put(Workspace files, String path, int size) throws IOException {
        put(files, path, new UploadMode.Store(), size);
    }

    private static void cut(Workspace files, String path, int size) throws IOException {
        try (Upload upload = files.upload(at(path), new UploadMode.Store())) {
            upload.begin();
            upload.write(ByteBuffer.allocate(size));
        }
    }

    private static long left(Workspace files) throws IOException {
        return files.room(VirtualPath.ROOT).free();
    }

    private long onDisk() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .filter(it -> !it.endsWith("lock") && !it.toString().endsWith(".note"))
                    .mapToLong(it -> it.toFile().length())
                    .sum();
        }
    }

    @Test
    void aQuotaIsTakenToTheLastByteAndNotOneFurther() throws Exception {
        var files = quota(100, 10);
        put(files, "/a", 60);
        put(files, "/b", 30);
        assertThat(files.room(VirtualPath.ROOT)).isEqualTo(new Room(10, 100));
        put(files, "/d", 10);
        assertThat(left(files)).isZero();
        assertThatThrownBy(() -> put(files, "/c", 1))
                .isInstanceOf(QuotaExceededException.class)
                .hasMessageContaining("your quota of 100 bytes leaves no room");
        assertThat(events.getLast()).isInstanceOf(Event.Refused.class);
        assertThat(home.resolve("c")).doesNotExist();
        assertThat(onDisk()).isEqualTo(100);
    }

    @Test
    void whatGoesOverInTheMiddleIsNotKept() throws Exception {
        var files = quota(100, 10);
        put(files, "/a", 90);
        try (Upload upload = files.upload(at("/b"), new UploadMode.Store())) {
            upload.begin();
            upload.write(ByteBuffer.allocate(10));
            assertThatThrownBy(() -> upload.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(QuotaExceededException.class);
        }
        assertThat(left(files)).isEqualTo(10);
        assertThat(onDisk()).isEqualTo(90);
    }

    @Test
    void overwritingCountsTheDifferenceAndDeletingGivesBack() throws Exception {
        var files = quota(100, 2);
        put(files, "/a", 80);
        put(files, "/a", 100);
        assertThat(left(files)).isZero();
        put(files, "/a", 30);
        assertThat(left(files)).isEqualTo(70);
        put(files, "/b", 70);
        files.rename(at("/b"), at("/a"));
        assertThat(left(files)).isEqualTo(30);
        files.delete(at("/a"));
        assertThat(left(files)).isEqualTo(100);
        assertThat(onDisk()).isZero();
    }

    @Test
    void appendsAndResumesCountWhatTheyAdd() throws Exception {
        var files = quota(100, 10);
        put(files, "/a", 50);
        put(files, "/a", new UploadMode.Append(), 20);
        assertThat(left(files)).isEqualTo(30);
        put(files, "/a", new UploadMode.Resume(70), 10);
        assertThat(left(files)).isEqualTo(20);
        put(files, "/a", new UploadMode.Resume(10), 90); // 100 in place of 80
        assertThat(left(files)).isZero();
        assertThatThrownBy(() -> put(files, "/a", new UploadMode.Append(), 1))
                .isInstanceOf(QuotaExceededException.class);
        assertThat(onDisk()).isEqualTo(100);
    }

    @Test
    void interruptedUploadsCountUntilTheyAreFilesOrGone() throws Exception {
        var files = quota(100, 2);
        cut(files, "/a", 60);
        assertThat(left(files)).isEqualTo(40);
        assertThatThrownBy(() -> put(files, "/b", 41)).isInstanceOf(QuotaExceededException.class);
        put(files, "/a", new UploadMode.Resume(50), 50);
        assertThat(left(files)).isZero();
        files.delete(at("/a"));
        cut(files, "/c", 30);
        files.delete(at("/c"));
        assertThat(left(files)).isEqualTo(100);
    }

    @Test
    void filesAreCountedToo() throws Exception {
        var files = quota(1000, 2);
        put(files, "/a", 0);
        cut(files, "/b", 1);
        assertThatThrownBy(() -> put(files, "/c", 1))
                .isInstanceOf(QuotaExceededException.class)
                .hasMessageContaining("your quota of 2 files is used up");
        put(files, "/a", 5); // none more
        put(files, "/b", new UploadMode.Append(), 1);
        assertThat(left(files)).isZero();
        files.delete(at("/a"));
        put(files, "/c", 1);
    }

    @Test
    void theLargestFileIsALimitOfItsOwn() throws Exception {
        var files = workspace("ann", limits(1000, 10, 10));
        put(files, "/a", 10);
        assertThatThrownBy(() -> put(files, "/b", 11))
                .hasMessageContaining("files of at most 10 bytes are taken");
        assertThatThrownBy(() -> put(files, "/a", new UploadMode.Append(), 1))
                .isInstanceOf(QuotaExceededException.class);
    }

    @Test
    void whatIsAnnouncedIsRefusedAtOnce() throws Exception {
        var files = quota(100, 10);
        put(files, "/a", 60);
        try (Upload upload = files.upload(at("/b"), new UploadMode.Store())) {
            upload.expect(40);
            assertThatThrownBy(() -> upload.expect(41)).isInstanceOf(QuotaExceededException.class);
        }
        try (Upload upload = files.upload(at("/a"), new UploadMode.Store())) {
            upload.expect(100);
        }
        try (Upload upload = files.upload(at("/a"), new UploadMode.Append())) {
            upload.expect(100);
            assertThatThrownBy(() -> upload.expect(101)).isInstanceOf(QuotaExceededException.class);
        }
        assertThat(left(files)).isEqualTo(40);
    }

    @Test
    void whatWasThereBeforeIsCountedAndAStartCountsAnew() throws Exception {
        Files.createDirectories(home.resolve("deep/er"));
        Files.write(home.resolve("deep/er/file"), new byte[30]);
        Files.createSymbolicLink(home.resolve("link"), Path.of("deep/er/file"));
        var files = quota(100, 10);
        cut(files, "/part", 20);
        assertThat(left(files)).isEqualTo(50);
        files.delete(at("/link")); // a link is no file
        assertThat(left(files)).isEqualTo(50);
        storage.close();
        open();
        meters = new Meters(InstantSource.system(), Optional.empty());
        assertThat(left(quota(100, 10))).isEqualTo(50);
    }

    @Test
    void twoAccountsInOneHomeSeeTheSameStockEachWithItsOwnQuota() throws Exception {
        var ann = quota(100, 10);
        var ole = workspace("ole", limits(200, 10, 1 << 30));
        var eva = workspace("eva", AccountLimits.NONE);
        put(ann, "/a", 50);
        put(eva, "/e", 30);
        assertThat(left(ann)).isEqualTo(20);
        assertThat(left(ole)).isEqualTo(120);
        put(ole, "/o", 100);
        assertThat(left(ann)).isZero();
        assertThatThrownBy(() -> put(ann, "/x", 1)).isInstanceOf(QuotaExceededException.class);
        put(eva, "/e", 1000);
    }

    @Test
    void manySessionsAtOnceNeverPassIt() throws Exception {
        long quota = 20_000;
        for (int round = 0; round < 8; round++) {
            var failed = new CopyOnWriteArrayList<Throwable>();
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                var random = new Random(100L * round + t);
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        hammer(quota(quota, 100), random);
                                    } catch (RuntimeException | Error e) {
                                        failed.add(e);
                                    }
                                }));
            }
            for (Thread thread : threads) thread.join();
            assertThat(failed).isEmpty();
            assertThat(onDisk()).isLessThanOrEqualTo(quota);
            assertThat(quota - left(quota(quota, 100))).isEqualTo(onDisk());
        }
        // Counted anew it is the same.
        meters = new Meters(InstantSource.system(), Optional.empty());
        assertThat(quota - left(quota(quota, 100))).isEqualTo(onDisk());
        assertThat(events).hasAtLeastOneElementOfType(Event.Refused.class);
    }

    private static void hammer(Workspace files, Random random) {
        for (int i = 0; i < 25; i++) {
            String path = "/f" + random.nextInt(12);
            int size = 1 + random.nextInt(4000);
            try {
                switch (random.nextInt(6)) {
                    case 0 -> files.delete(at(path));
                    case 1 -> files.rename(at(path), at("/f" + random.nextInt(12)));
                    case 2 -> put(files, path, new UploadMode.Append(), size);
                    case 3 -> cut(files, path, size);
                    default -> put(files, path, size);
                }
            } catch (IOException _) {
                // refused, gone, or taken over
            }
        }
    }
}
