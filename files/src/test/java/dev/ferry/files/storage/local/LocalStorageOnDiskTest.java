package dev.ferry.files.storage.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.files.Entry;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.StorageFullException;
import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.NewFile;
import dev.ferry.files.storage.OpenFile;
import dev.ferry.files.storage.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What only a real disk shows: links, odd bytes, crashes, other mounts, full disks.
class LocalStorageOnDiskTest {

    private static final NewFile KEPT = new NewFile(0640, true);

    @TempDir Path temp;
    private Path root;
    private LocalStorage storage;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    private static VirtualPath at(String path) {
        return VirtualPath.of(path);
    }

    private void put(String path, String content) throws IOException {
        put(path, content, new WriteMode.Fresh(true));
    }

    private void put(String path, String content, WriteMode mode) throws IOException {
        try (Sink sink = storage.write(at(path), mode, "ann", KEPT)) {
            sink.begin();
            sink.write(ByteBuffer.wrap(content.getBytes(UTF_8)));
            sink.commit(Sink.LastCheck.NONE);
        }
    }

    /// On a disk and in memory, whose clocks differ: what is said of an upload is never said of
    /// what somebody made of it, however quick he is.
    @ParameterizedTest
    @ValueSource(strings = {"", "/dev/shm"})
    void aChangeShowsThoughTheTimeIsPutBack(String place) throws IOException {
        assumeTrue(place.isEmpty() || Files.isWritable(Path.of(place)));
        Path home = place.isEmpty() ? root : Files.createTempDirectory(Path.of(place), "ferry-");
        try (var files =
                LocalStorage.open(home, LocalSettings.defaults(), InstantSource.system())) {
            int known = 0;
            for (int i = 0; i < 300; i++) {
                Optional<Version> uploaded;
                try (Sink sink = files.write(at("/a"), new WriteMode.Fresh(true), "ann", KEPT)) {
                    sink.begin();
                    sink.write(ByteBuffer.wrap("0123456789".getBytes(UTF_8)));
                    sink.commit(Sink.LastCheck.NONE);
                    uploaded = sink.version();
                }
                Path file = home.resolve("a");
                FileTime time = Files.getLastModifiedTime(file);
                Files.writeString(file, "012345678x", StandardOpenOption.WRITE);
                Files.setLastModifiedTime(file, time);
                if (uploaded.isEmpty()) continue;
                known++;
                Version now = files.version(at("/a"));
                assertThat(now.same(uploaded.get())).isFalse();
                assertThat(now.content()).isEqualTo(uploaded.get().content());
            }
            System.out.println(home + ": of 300 uploads " + known + " had a version at once");
        } finally {
            if (!place.isEmpty()) {
                new ProcessBuilder("rm", "-rf", home.toString()).start().onExit().join();
            }
        }
    }

    private String get(String path) throws IOException {
        try (OpenFile file = storage.read(at(path))) {
            return content(file);
        }
    }

    private static String content(OpenFile file) throws IOException {
        var into = ByteBuffer.allocate((int) file.entry().size());
        while (into.hasRemaining() && file.read(into, into.position()) >= 0) {}
        return new String(into.array(), 0, into.position(), UTF_8);
    }

    private List<String> names(String folder) throws IOException {
        var names = new ArrayList<String>();
        try (var listing = storage.list(at(folder))) {
            for (Entry e = listing.next(); e != null; e = listing.next()) names.add(e.name());
        }
        return names;
    }

    private void reopen() throws IOException {
        storage.close();
        storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
    }

    // ---- the stage

    @Test
    void nothingOfOursIsListedAndNoPathLeadsThere() throws IOException {
        put("/a.txt", "a");
        assertThat(root.resolve(Tree.RESERVED)).isDirectory();
        assertThat(Files.getPosixFilePermissions(root.resolve(Tree.RESERVED)))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(names("/")).containsExactly("a.txt");
        assertThatThrownBy(() -> storage.stat(at("/.ferry-stage")))
                .isInstanceOf(IllegalNameException.class);
        assertThatThrownBy(() -> storage.list(at("/.ferry-stage")))
                .isInstanceOf(IllegalNameException.class);
        assertThatThrownBy(() -> storage.makeFolder(at("/sub/.ferry-stage"), 0755))
                .isInstanceOf(IllegalNameException.class);
        Files.createSymbolicLink(root.resolve("way-in"), Path.of(Tree.RESERVED));
        assertThatThrownBy(() -> storage.list(at("/way-in")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aCommitLeavesNothingBehindInTheStage() throws IOException {
        put("/a.txt", "one");
        put("/a.txt", "two");
        put("/a.txt", " and three", new WriteMode.Append());
        put("/a.txt", "TWO", new WriteMode.Resume(3));
        assertThat(get("/a.txt")).isEqualTo("twoTWO");
        assertThat(staged()).isEmpty();
    }

    /// What is staged; notes without a stage wait for the next one.
    private List<String> staged() throws IOException {
        try (var files = Files.list(root.resolve(Tree.RESERVED))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> !name.equals(StageArea.LOCK))
                    .filter(name -> !name.endsWith(StageNotes.SUFFIX))
                    .toList();
        }
    }

    @Test
    void asSecondProcessOnTheSameFolderWouldBeToldSo() throws Exception {
        put("/a.txt", "a");
        Process other =
                new ProcessBuilder(
                                "python3",
                                "-c",
                                """
                                import fcntl, sys
                                f = open(sys.argv[1], 'r+')
                                try: fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
                                except OSError: sys.exit(7)
                                """,
                                root.resolve(Tree.RESERVED).resolve(StageArea.LOCK).toString())
                        .start();
        assertThat(other.waitFor()).isEqualTo(7);
    }

    // ---- crashes

    @Test
    void anInterruptedUploadOutlivesTheServer() throws IOException {
        Sink cut = storage.write(at("/new.bin"), new WriteMode.Fresh(true), "ann", KEPT);
        cut.begin();
        cut.write(ByteBuffer.wrap("half".getBytes(UTF_8)));
        crash();
        assertThat(storage.partials().find(at("/new.bin"), "ann").orElseThrow().size())
                .isEqualTo(4);
        assertThat(storage.partials().find(at("/new.bin"), "bob")).isEmpty();
        assertThat(names("/")).isEmpty();
        put("/new.bin", " and whole", new WriteMode.Continue(4, true));
        assertThat(get("/new.bin")).isEqualTo("half and whole");
        assertThat(staged()).isEmpty();
    }

    @Test
    void ofSeveralInterruptedUploadsOfANameACrashLeavesTheNewest() throws IOException {
        put("/a", "a");
        storage.close();
        Path stage = root.resolve(Tree.RESERVED);
        for (int i = 0; i < 16; i++) {
            Path target = stage.resolve("%x%d.part".formatted(i * 7919 % 256, i));
            boolean newest = i == 9;
            Files.writeString(target, newest ? "newest" : "older");
            Files.setLastModifiedTime(
                    target, FileTime.from(Instant.now().minusSeconds(newest ? 1 : 10 + i)));
            String id = target.getFileName().toString().replace(".part", "");
            Files.writeString(
                    stage.resolve(id + ".note"),
                    new StageNote.Resumable("ann", at("/new.bin")).text(id));
        }
        storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
        try (OpenFile found = storage.partials().read(at("/new.bin"), "ann")) {
            assertThat(content(found)).isEqualTo("newest");
        }
        assertThat(staged()).hasSize(1);
    }

    @Test
    void anInterruptedOverwriteIsGoneAfterACrash() throws IOException {
        put("/old.bin", "old");
        Sink cut = storage.write(at("/old.bin"), new WriteMode.Fresh(true), "ann", KEPT);
        cut.begin();
        cut.write(ByteBuffer.wrap("half".getBytes(UTF_8)));
        crash();
        assertThat(get("/old.bin")).isEqualTo("old");
        assertThat(staged()).isEmpty();
    }

    @Test
    void aJoinThatACrashInterruptedIsCutBack() throws IOException {
        put("/log", "before");
        Stat.Key key;
        try (Tree tree = new Tree(root);
                Fd file = tree.open(at("/log"), Posix.O_PATH)) {
            key = Posix.stat(file.number()).key();
        } catch (Errno e) {
            throw e.of(at("/log"));
        }
        storage.close();
        Files.writeString(
                root.resolve(Tree.RESERVED).resolve("abc.join"),
                new StageNote.Joining(at("/log"), key, 6).text("abc"));
        Files.writeString(root.resolve(Tree.RESERVED).resolve("abc.part"), "more");
        Files.writeString(root.resolve("log"), "beforemo");
        storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
        assertThat(get("/log")).isEqualTo("before");
        assertThat(staged()).isEmpty();
    }

    @Test
    void aCutOffNoteIsNoReasonToFail() throws IOException {
        put("/a", "a");
        storage.close();
        Path stage = root.resolve(Tree.RESERVED);
        Files.writeString(stage.resolve("a.note"), "ferry stage 2\na\nresum");
        Files.writeString(stage.resolve("a.part"), "x");
        Files.writeString(stage.resolve("b.join"), "");
        Files.writeString(stage.resolve("c.part"), "no note");
        Files.writeString(
                stage.resolve("d.note"), new StageNote.Resumable("ann", at("/x")).text("d"));
        storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
        assertThat(staged()).isEmpty();
        assertThat(get("/a")).isEqualTo("a");
    }

    /// As if the process had been killed: nothing is closed in order.
    private void crash() throws IOException {
        storage.close();
        storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
    }

    @Test
    void anInterruptedUploadWaitsAsLongAsTheSettingSays() throws IOException {
        var now = new Instant[] {Instant.parse("2026-01-01T00:00:00Z")};
        Path other = Files.createDirectory(temp.resolve("other"));
        try (var aging =
                LocalStorage.open(
                        other, new LocalSettings(true, Duration.ofDays(7)), () -> now[0])) {
            Sink cut = aging.write(at("/x"), new WriteMode.Fresh(true), "ann", KEPT);
            cut.begin();
            cut.write(ByteBuffer.wrap(new byte[10]));
            assertThat(cut.closeKeeping()).isTrue();
            now[0] = now[0].plus(Duration.ofDays(6));
            assertThat(aging.partials().find(at("/x"), "ann")).isPresent();
            now[0] = now[0].plus(Duration.ofDays(2));
            assertThat(aging.partials().find(at("/x"), "ann")).isEmpty();
            try (var files = Files.list(other.resolve(Tree.RESERVED))) {
                assertThat(files.map(f -> f.getFileName().toString()))
                        .filteredOn(name -> !name.endsWith(StageNotes.SUFFIX))
                        .containsExactly("lock");
            }
        }
    }

    // ---- links

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void linksAreFollowedInsideAndNowhereElse(boolean byName) throws IOException {
        storage.close();
        Files.createDirectories(root.resolve("real/deep"));
        Files.writeString(root.resolve("real/deep/file"), "inside");
        Files.writeString(temp.resolve("secret"), "outside");
        Files.createDirectory(temp.resolve("root-secret"));
        Files.writeString(temp.resolve("root-secret/file"), "outside");
        link("relative", "real/deep");
        link("absolute", root.toRealPath() + "/real");
        link("real/up", "../real/deep/file");
        link("chain", "relative/file");
        link("loop", "loop");
        link("out", "../secret");
        link("out-absolute", temp.resolve("secret").toString());
        link("out-neighbour", temp.resolve("root-secret").toString());
        link("over-the-top", "../root/real");
        link("nowhere", "real/none");
        storage =
                LocalStorage.open(
                        new Tree(root, byName), LocalSettings.defaults(), InstantSource.system());
        assertThat(get("/relative/file")).isEqualTo("inside");
        assertThat(get("/absolute/deep/file")).isEqualTo("inside");
        assertThat(get("/real/up")).isEqualTo("inside");
        assertThat(get("/chain")).isEqualTo("inside");
        assertThat(get("/real/deep/file")).isEqualTo("inside");
        for (String out :
                List.of(
                        "/out",
                        "/out-absolute",
                        "/out-neighbour/file",
                        "/loop",
                        "/loop/x",
                        "/over-the-top/deep/file",
                        "/nowhere")) {
            assertThatThrownBy(() -> get(out)).as(out).isInstanceOf(FileSystemException.class);
        }
        for (String out : List.of("/out", "/out-absolute", "/out-neighbour/new")) {
            assertThatThrownBy(() -> put(out, "mine")).as(out).isInstanceOf(IOException.class);
        }
        assertThat(Files.readString(temp.resolve("secret"))).isEqualTo("outside");
        assertThat(temp.resolve("root-secret/new")).doesNotExist();
    }

    @Test
    void aLinkInsideKeepsBeingALinkWhenItsFileIsReplaced() throws IOException {
        put("/real.txt", "old");
        link("link.txt", "real.txt");
        put("/link.txt", "new");
        assertThat(root.resolve("link.txt")).isSymbolicLink();
        assertThat(Files.readString(root.resolve("real.txt"))).isEqualTo("new");
        put("/link.txt", " more", new WriteMode.Append());
        assertThat(Files.readString(root.resolve("real.txt"))).isEqualTo("new more");
        storage.delete(at("/link.txt"));
        assertThat(root.resolve("real.txt")).exists();
    }

    @Test
    void aLinkLeadsToItsPlaceInsideWhereverItIsMoved() throws IOException {
        put("/real.txt", "old");
        storage.makeFolder(at("/a"), 0755);
        storage.makeFolder(at("/a/b"), 0755);
        storage.makeLink(at("/a/b/link"), at("/real.txt"));
        storage.makeLink(at("/a/b/up"), at("/etc/passwd"));
        storage.rename(at("/a/b/link"), at("/link"), false);
        storage.rename(at("/a/b"), at("/b"), false);
        assertThat(get("/link")).isEqualTo("old");
        assertThat(root.resolve("link")).hasContent("old"); // for other programs, too
        assertThat(Files.readSymbolicLink(root.resolve("b/up")))
                .isEqualTo(root.toRealPath().resolve("etc/passwd"));
        assertThatThrownBy(() -> storage.stat(at("/b/up"))).isInstanceOf(NoSuchFileException.class);
        storage.makeLink(at("/all"), VirtualPath.ROOT);
        assertThat(get("/all/link")).isEqualTo("old");
    }

    @Test
    void aLinkTakesNoNameThatIsTakenAndLeadsToNothingOfOurs() throws IOException {
        put("/real.txt", "old");
        link("dangling", "nowhere");
        for (String taken : List.of("/", "/real.txt", "/dangling")) {
            assertThatThrownBy(() -> storage.makeLink(at(taken), at("/x")))
                    .as(taken)
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThatThrownBy(() -> storage.makeLink(at("/none/link"), at("/x")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.makeLink(at("/link"), at("/" + Tree.RESERVED)))
                .isInstanceOf(IllegalNameException.class);
        String far = "/" + "x".repeat(200);
        assertThatThrownBy(() -> storage.makeLink(at("/link"), at(far.repeat(30))))
                .isInstanceOf(IllegalNameException.class);
        assertThat(root.resolve("link")).doesNotExist();
    }

    @Test
    void listingsSayWhereALinkLeadsOnlyIfThatIsInside() throws IOException {
        put("/real.txt", "old");
        link("in", "real.txt");
        link("out", "../../etc/passwd");
        try (var listing = storage.list(VirtualPath.ROOT)) {
            for (Entry e = listing.next(); e != null; e = listing.next()) {
                switch (e.name()) {
                    case "in" ->
                            assertThat(e.kind())
                                    .isEqualTo(
                                            new Entry.Kind.Link(
                                                    java.util.Optional.of(at("/real.txt"))));
                    case "out" ->
                            assertThat(e.kind())
                                    .isEqualTo(new Entry.Kind.Link(java.util.Optional.empty()));
                    default -> assertThat(e.name()).isEqualTo("real.txt");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("symlink race")
    void aFolderSwappedForALinkInMidOperationLeadsNowhere(boolean byName) throws Exception {
        storage.close();
        storage =
                LocalStorage.open(
                        new Tree(root, byName), LocalSettings.defaults(), InstantSource.system());
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Path spot = root.resolve("spot");
        var done = new AtomicBoolean();
        Thread swapper =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!done.get()) {
                                try {
                                    Files.deleteIfExists(spot);
                                    Files.createDirectory(spot);
                                    Path aside = root.resolve("aside");
                                    Files.move(spot, aside);
                                    Files.createSymbolicLink(spot, outside);
                                    empty(aside);
                                } catch (IOException _) {
                                    // the other thread was in the way
                                }
                            }
                        });
        int refused = 0;
        int times = Boolean.getBoolean("ferry.full") ? 10_000 : 2_000;
        for (int i = 0; i < times; i++) {
            try {
                switch (i % 4) {
                    case 0 -> put("/spot/f" + i, "x");
                    case 2 -> storage.makeLink(at("/spot/l" + i), at("/x"));
                    case 1 -> storage.makeFolder(at("/spot/d" + i), 0755);
                    default -> {
                        put("/y" + i, "y");
                        storage.rename(at("/y" + i), at("/spot/y" + i), false);
                    }
                }
            } catch (IOException _) {
                refused++;
            }
        }
        done.set(true);
        swapper.join();
        assertThat(outside).isEmptyDirectory();
        assertThat(refused).isPositive();
    }

    private static void empty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    // ---- names

    @Test
    void aNameThatIsNoUtf8IsShownEscapedAndCanBeReached() throws Exception {
        byte[] odd = "caf\u00e9".getBytes(ISO_8859_1);
        byte[] lines = "a\r\n226 ok".getBytes(ISO_8859_1);
        try (Tree tree = new Tree(root)) {
            Posix.makeFolder(tree.rootFd(), odd, 0755);
            Posix.makeFolder(tree.rootFd(), lines, 0755);
        }
        put("/normal", "n");
        assertThat(names("/"))
                .containsExactlyInAnyOrder("caf\uFFFDE9", "a\uFFFD0D\uFFFD0A226 ok", "normal");
        put("/caf\uFFFDE9/x", "found");
        assertThat(get("/caf\uFFFDE9/x")).isEqualTo("found");
        put("/a\r\n226 ok/x", "found too");
        assertThat(get("/a\uFFFD0D\uFFFD0A226 ok/x")).isEqualTo("found too");
        assertThatThrownBy(() -> storage.stat(at("/norm\uFFFD61l")))
                .isInstanceOf(FileSystemException.class);
    }

    // ---- special files

    @Test
    void aPipeIsListedAndNeverOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor())
                .isZero();
        assertThat(names("/")).containsExactly("pipe");
        assertThatThrownBy(() -> storage.read(at("/pipe"))).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> put("/pipe", "x")).isInstanceOf(FileSystemException.class);
    }

    @Test
    void aReplacedFileKeepsItsModeAndANewOneGetsTheModeAskedFor() throws IOException {
        put("/new", "1");
        assertThat(storage.stat(at("/new")).mode()).isEqualTo(0640);
        storage.setMode(at("/new"), 0604);
        put("/new", "2");
        assertThat(storage.stat(at("/new")).mode()).isEqualTo(0604);
    }

    // ---- other mounts

    @Test
    void anotherMountBelowTheRootHasAStageOfItsOwn() throws Exception {
        Path mount = Files.createDirectory(root.resolve("mnt"));
        assumeTrue(mounted(mount, "1m"), "needs the right to mount");
        try {
            Files.createDirectory(mount.resolve("deep"));
            put("/mnt/deep/a", "on tmpfs");
            assertThat(get("/mnt/deep/a")).isEqualTo("on tmpfs");
            assertThat(mount.resolve(Tree.RESERVED)).isDirectory();
            assertThat(names("/mnt")).containsExactly("deep");
            Sink cut = storage.write(at("/mnt/deep/b"), new WriteMode.Fresh(true), "ann", KEPT);
            cut.begin();
            cut.write(ByteBuffer.wrap(new byte[10]));
            assertThat(cut.closeKeeping()).isTrue();
            reopen();
            assertThat(storage.partials().in(at("/mnt/deep"), "ann"))
                    .extracting(Entry::name)
                    .containsExactly("b");
        } finally {
            storage.close();
            unmounted(mount);
            storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
        }
    }

    @Test
    void aFullDiskIsNamedLeavesTheOldFileAndGivesTheSpaceBack() throws Exception {
        Path mount = Files.createDirectory(temp.resolve("full"));
        assumeTrue(mounted(mount, "256k"), "needs the right to mount");
        try (var full =
                LocalStorage.open(mount, LocalSettings.defaults(), InstantSource.system())) {
            Files.writeString(mount.resolve("old"), "old");
            long free = mount.toFile().getUsableSpace();
            for (WriteMode mode :
                    List.of(
                            new WriteMode.Fresh(true),
                            new WriteMode.Append(),
                            new WriteMode.Resume(2))) {
                Sink sink = full.write(at("/old"), mode, "ann", KEPT);
                sink.begin();
                assertThatThrownBy(
                                () -> {
                                    sink.write(ByteBuffer.wrap(new byte[200_000]));
                                    sink.write(ByteBuffer.wrap(new byte[200_000]));
                                })
                        .as("%s", mode)
                        .isInstanceOf(StorageFullException.class);
                sink.discard();
                sink.close();
                assertThat(mount.resolve("old")).hasContent("old");
            }
            // An append that fits staged but not joined.
            Sink sink = full.write(at("/old"), new WriteMode.Append(), "ann", KEPT);
            sink.write(ByteBuffer.wrap(new byte[150_000]));
            assertThatThrownBy(() -> sink.commit(Sink.LastCheck.NONE))
                    .isInstanceOf(StorageFullException.class);
            sink.discard();
            sink.close();
            assertThat(mount.resolve("old")).hasContent("old");
            assertThat(mount.toFile().getUsableSpace()).isGreaterThanOrEqualTo(free - 8192);
        } finally {
            unmounted(mount);
        }
    }

    private static boolean mounted(Path at, String size) throws Exception {
        return new ProcessBuilder(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=" + size,
                                "tmpfs",
                                at.toString())
                        .start()
                        .waitFor()
                == 0;
    }

    private static void unmounted(Path at) throws Exception {
        new ProcessBuilder("umount", at.toString()).start().waitFor();
    }
}
