package dev.ferry.core.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.files.Entry;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.UnknownMarkException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import dev.ferry.files.storage.memory.MemoryStorage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The door: who may do what, with what is there, and what is told about it.
class WorkspaceTest {

    private static final VirtualPath FILE = at("/in/file");
    private static final VirtualPath NEW = at("/in/new");

    @TempDir Path home;
    private LocalStorage storage;
    private Optional<Account> now = Optional.empty();
    private final List<Event> events = new ArrayList<>();
    private final Checksums checksums =
            new Checksums(ChecksumSettings.defaults(), new MemoryChecksums());

    @BeforeEach
    void open() throws IOException {
        storage = LocalStorage.open(home, LocalSettings.defaults(), InstantSource.system());
        Files.createDirectories(home.resolve("in/folder"));
        Files.createDirectory(home.resolve("in/empty"));
        Files.writeString(home.resolve("in/file"), "content");
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
        checksums.close();
    }

    private static VirtualPath at(String path) {
        return VirtualPath.of(path);
    }

    private Workspace workspace(Storage other) {
        return workspace("ann", Permissions.everywhere(Action.all()), false, other);
    }

    private Workspace workspace(Permissions permissions) {
        return workspace("ann", permissions, false);
    }

    private Workspace workspace(String name, Permissions permissions, boolean anonymous) {
        return workspace(name, permissions, anonymous, storage);
    }

    private Workspace workspace(
            String name, Permissions permissions, boolean anonymous, Storage storage) {
        Account account = account(name, permissions, anonymous);
        now = Optional.of(account);
        return new Workspace(
                account,
                () -> now.filter(it -> it.id().equals(account.id())),
                storage,
                FileSettings.defaults(),
                checksums,
                new Event.Who(name, "test-1", "127.0.0.1"),
                events::add,
                InstantSource.system());
    }

    private Account account(String name, Permissions permissions, boolean anonymous) {
        return Account.of("id-of-" + name, name, home.toString(), permissions)
                .withAnonymous(anonymous)
                .withModes(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(0077));
    }

    private static Permissions only(Action... actions) {
        return Permissions.everywhere(Set.of(actions));
    }

    private static void upload(Workspace files, VirtualPath path, UploadMode mode, String content)
            throws IOException {
        try (Upload upload = files.upload(path, mode)) {
            upload.begin();
            upload.write(ByteBuffer.wrap(content.getBytes(UTF_8)));
            upload.commit(Sink.LastCheck.NONE);
        }
    }

    private static void cut(Workspace files, VirtualPath path, String content) throws IOException {
        try (Upload upload = files.upload(path, new UploadMode.Store())) {
            upload.begin();
            upload.write(ByteBuffer.wrap(content.getBytes(UTF_8)));
            upload.cut("the test wanted it");
        }
    }

    // ---- each operation needs its action, and no other one serves

    record Operation(String name, Set<Action> needs, Work work) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Work {
        void on(Workspace files) throws IOException;
    }

    static List<Operation> operations() {
        var store = new UploadMode.Store();
        return List.of(
                new Operation("list", Set.of(Action.LIST), w -> w.list(at("/in")).close()),
                new Operation("download", Set.of(Action.READ), w -> w.download(FILE, 0).close()),
                new Operation(
                        "checksum",
                        Set.of(Action.READ),
                        w -> w.checksum(FILE, Algorithm.SHA_256, Optional.empty()).close()),
                new Operation("create", Set.of(Action.CREATE), w -> upload(w, NEW, store, "x")),
                new Operation(
                        "create unique",
                        Set.of(Action.CREATE),
                        w -> upload(w, NEW, new UploadMode.StoreNew(), "x")),
                new Operation(
                        "overwrite", Set.of(Action.OVERWRITE), w -> upload(w, FILE, store, "x")),
                new Operation(
                        "append",
                        Set.of(Action.APPEND),
                        w -> upload(w, FILE, new UploadMode.Append(), "x")),
                new Operation(
                        "append to nothing",
                        Set.of(Action.CREATE),
                        w -> upload(w, NEW, new UploadMode.Append(), "x")),
                new Operation(
                        "resume at the end",
                        Set.of(Action.APPEND),
                        w -> upload(w, FILE, new UploadMode.Resume(7), "x")),
                new Operation(
                        "resume within",
                        Set.of(Action.OVERWRITE),
                        w -> upload(w, FILE, new UploadMode.Resume(3), "x")),
                new Operation("delete", Set.of(Action.DELETE), w -> w.delete(FILE)),
                new Operation(
                        "remove folder",
                        Set.of(Action.REMOVE_FOLDER),
                        w -> w.deleteFolder(at("/in/empty"))),
                new Operation(
                        "make folder", Set.of(Action.MAKE_FOLDER), w -> w.makeFolder(at("/in/f"))),
                new Operation(
                        "rename file",
                        Set.of(Action.RENAME, Action.CREATE),
                        w -> w.rename(FILE, NEW)),
                new Operation(
                        "rename folder",
                        Set.of(Action.RENAME, Action.MAKE_FOLDER),
                        w -> w.rename(at("/in/empty"), NEW)),
                new Operation("rename from", Set.of(Action.RENAME), w -> w.requireRenamable(FILE)),
                new Operation(
                        "set time",
                        Set.of(Action.CHANGE),
                        w -> w.setFacts(FILE, FactChanges.modified(Instant.EPOCH))));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationWorksWithItsActionsAlone(Operation operation) throws IOException {
        operation.work().on(workspace(Permissions.everywhere(operation.needs())));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationIsRefusedWhereOneOfItsActionsIsMissingAndTouchesNothing(Operation operation)
            throws IOException {
        for (Action missing : operation.needs()) {
            var others = EnumSet.allOf(Action.class);
            others.remove(missing);
            var before = contents();
            Workspace files = workspace(Permissions.everywhere(others));
            assertThatThrownBy(() -> operation.work().on(files))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(missing == Action.LIST ? "/in" : missing.word());
            assertThat(contents()).isEqualTo(before);
            assertThat(events).anyMatch(e -> e instanceof Event.Refused);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withoutAnyRuleNothingIsAllowed(Operation operation) {
        Workspace files = workspace(new Permissions(List.of()));
        assertThatThrownBy(() -> operation.work().on(files))
                .isInstanceOf(AccessDeniedException.class);
    }

    private List<String> contents() throws IOException {
        try (var all = Files.walk(home)) {
            return all.map(Path::toString).filter(p -> !p.contains(".ferry")).sorted().toList();
        }
    }

    // ---- who is told what

    @Test
    void aRefusalNamesTheRuleOnlyToWhoMaySeeThePlace() {
        Permissions see = only(Action.LIST);
        assertThatThrownBy(() -> workspace(see).delete(FILE))
                .hasMessageContaining("delete is not granted under /");
        assertThatThrownBy(() -> workspace(only(Action.CREATE)).delete(at("/in/secret")))
                .isInstanceOf(AccessDeniedException.class)
                .extracting(e -> ((AccessDeniedException) e).getReason())
                .isNull();
    }

    @Test
    void whoMayNotReadLearnsNotEvenWhetherAFileIsThere() {
        Workspace files = workspace(Permissions.everywhere(Action.writeOnly()));
        for (VirtualPath path : List.of(FILE, NEW)) {
            assertThatThrownBy(() -> files.download(path, 0))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> files.stat(path)).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> files.delete(path)).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void theDeepestRuleDecides() throws IOException {
        Permissions rules =
                Permissions.everywhere(Action.readOnly())
                        .granting(at("/in"), Action.all())
                        .denying(at("/in/folder"), Action.all());
        Workspace files = workspace(rules);
        upload(files, NEW, new UploadMode.Store(), "x");
        assertThatThrownBy(() -> upload(files, at("/x"), new UploadMode.Store(), "x"))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.list(at("/in/folder")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatCode(() -> files.enter(at("/in"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> files.enter(at("/in/folder")))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void theWayToAGrantedFolderCanBeWalked() throws IOException {
        Permissions deep = new Permissions(List.of()).granting(at("/in/folder"), Action.all());
        Workspace files = workspace(deep);
        assertThat(files.enter(at("/in")).isFolder()).isTrue();
        assertThatThrownBy(() -> files.list(at("/in"))).isInstanceOf(AccessDeniedException.class);
    }

    // ---- a drop box

    @Test
    void aDropBoxTakesFilesAndResumesItsOwnAndGivesNothingBack() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.writeOnly()));
        upload(files, NEW, new UploadMode.Store(), "whole");
        assertThatThrownBy(() -> upload(files, NEW, new UploadMode.Store(), "again"))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.stat(NEW)).isInstanceOf(AccessDeniedException.class);
        cut(files, at("/in/half"), "half");
        assertThat(files.stat(at("/in/half")).size()).isEqualTo(4);
        assertThatThrownBy(() -> files.download(at("/in/half"), 1))
                .isInstanceOf(AccessDeniedException.class);
        upload(files, at("/in/half"), new UploadMode.Resume(4), " done");
        assertThat(home.resolve("in/half")).hasContent("half done");
    }

    // ---- moving

    @Test
    void whatMayNotBeReadCannotBeMovedToWhereItMay() {
        Permissions rules =
                only(Action.LIST, Action.RENAME, Action.CREATE).granting(at("/out"), Action.all());
        Workspace files = workspace(rules);
        assertThatThrownBy(() -> files.rename(FILE, at("/out/file")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("read is granted at /out/file and not at /in/file");
    }

    @Test
    void aFolderWithARuleOfItsOwnBelowItStays() {
        Permissions rules =
                Permissions.everywhere(Action.all()).denying(at("/in/folder/secret"), Action.all());
        Workspace files = workspace(rules);
        assertThatThrownBy(() -> files.rename(at("/in"), at("/other")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("/in/folder/secret");
    }

    @Test
    void aRenameOverAFileNeedsOverwriteToo() throws IOException {
        Files.writeString(home.resolve("in/other"), "other");
        var all = EnumSet.allOf(Action.class);
        all.remove(Action.OVERWRITE);
        assertThatThrownBy(
                        () -> workspace(Permissions.everywhere(all)).rename(FILE, at("/in/other")))
                .isInstanceOf(AccessDeniedException.class);
        workspace(Permissions.everywhere(Action.all())).rename(FILE, at("/in/other"));
        assertThat(home.resolve("in/other")).hasContent("content");
    }

    // ---- interrupted uploads

    @Test
    void anInterruptedUploadIsItsAccountsAlone() throws IOException {
        Workspace ann = workspace("ann", Permissions.everywhere(Action.all()), false);
        Optional<Account> annNow = now;
        cut(ann, NEW, "half");
        assertThat(ann.stat(NEW).partial()).isTrue();
        assertThat(names(ann)).contains("new");
        assertThatThrownBy(() -> ann.download(NEW, 0))
                .isInstanceOf(FileBusyException.class)
                .hasMessageContaining("interrupted upload");
        try (Download tail = ann.download(NEW, 2)) {
            var into = ByteBuffer.allocate(10);
            assertThat(tail.read(into)).isEqualTo(2);
        }
        Workspace bob = workspace("bob", Permissions.everywhere(Action.all()), false);
        assertThatThrownBy(() -> bob.stat(NEW)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> bob.delete(NEW)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> bob.download(NEW, 1)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> bob.upload(NEW, new UploadMode.Resume(4)))
                .isInstanceOf(OffsetPastEndException.class);
        assertThat(names(bob)).doesNotContain("new");
        now = annNow;
        ann.delete(NEW);
        assertThatThrownBy(() -> ann.stat(NEW)).isInstanceOf(NoSuchFileException.class);
    }

    private static List<String> names(Workspace files) throws IOException {
        var names = new ArrayList<String>();
        try (var listing = files.list(at("/in"))) {
            for (Entry e = listing.next(); e != null; e = listing.next()) names.add(e.name());
        }
        return names;
    }

    @Test
    void anonymousKeepsNoInterruptedUpload() throws IOException {
        Workspace files = workspace("anonymous", Permissions.everywhere(Action.all()), true);
        cut(files, NEW, "half");
        assertThatThrownBy(() -> files.stat(NEW)).isInstanceOf(NoSuchFileException.class);
        assertThat(names(files)).doesNotContain("new");
    }

    @Test
    void bothOutcomesOfAnUploadAreTold() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        upload(files, NEW, new UploadMode.Store(), "whole");
        assertThat(events)
                .anySatisfy(e -> {
                    assertThat(e).isInstanceOf(Event.Uploaded.class);
                    assertThat(((Event.Uploaded) e).size()).isEqualTo(5);
                });
        cut(files, at("/in/half"), "half");
        assertThat(events)
                .anySatisfy(e -> {
                    assertThat(e).isInstanceOf(Event.UploadCut.class);
                    var it = (Event.UploadCut) e;
                    assertThat(it.kept()).isEqualTo(4);
                    assertThat(it.why()).isEqualTo("the test wanted it");
                });
        cut(files, FILE, "over");
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        Event.UploadCut.class, it -> assertThat(it.kept()).isZero());
        assertThat(home.resolve("in/file")).hasContent("content");
    }

    @Test
    void aRestartPastTheEndIsRefusedBeforeAnythingIsTouched() {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        assertThatThrownBy(() -> files.upload(FILE, new UploadMode.Resume(8)))
                .isInstanceOf(OffsetPastEndException.class);
        assertThatThrownBy(() -> files.upload(NEW, new UploadMode.Resume(1)))
                .isInstanceOf(OffsetPastEndException.class);
        assertThatThrownBy(() -> files.download(FILE, 8))
                .isInstanceOf(OffsetPastEndException.class);
    }

    @Test
    void goingOnFromAMarkNeedsWhatTheUploadNeeded() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        UploadMode over = new UploadMode.FromMark(mark(files, FILE));
        UploadMode fresh = new UploadMode.FromMark(mark(files, NEW));
        now = Optional.of(account("ann", only(Action.CREATE, Action.APPEND), false));
        assertThatThrownBy(() -> files.upload(FILE, over))
                .isInstanceOf(AccessDeniedException.class);
        now = Optional.of(account("ann", only(Action.OVERWRITE, Action.APPEND), false));
        assertThatThrownBy(() -> files.upload(NEW, fresh))
                .isInstanceOf(AccessDeniedException.class);
        upload(files, FILE, over, "2");
        assertThat(home.resolve("in/file")).hasContent("12");
        now = Optional.of(account("ann", only(Action.CREATE), false));
        upload(files, NEW, fresh, "2");
        assertThat(home.resolve("in/new")).hasContent("12");
    }

    @Test
    void anonymousHasNoMarks() throws IOException {
        Workspace files = workspace("anonymous", Permissions.everywhere(Action.all()), true);
        try (Upload upload = files.upload(NEW, new UploadMode.Store())) {
            upload.begin();
            upload.write(ByteBuffer.wrap("1".getBytes(UTF_8)));
            assertThat(upload.mark()).isEmpty();
        }
        var made = new UploadMode.FromMark(new WriteMode.Mark("x", 1));
        assertThatThrownBy(() -> files.upload(NEW, made)).isInstanceOf(UnknownMarkException.class);
    }

    private static WriteMode.Mark mark(Workspace files, VirtualPath path) throws IOException {
        try (Upload upload = files.upload(path, new UploadMode.Store())) {
            upload.begin();
            upload.write(ByteBuffer.wrap("1".getBytes(UTF_8)));
            return upload.mark().orElseThrow();
        }
    }

    @Test
    void aFolderIsNoFileToUploadTo() {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        for (String folder : List.of("/", "/in", "/in/empty")) {
            assertThatThrownBy(() -> files.upload(at(folder), new UploadMode.Store()))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("is a folder");
        }
    }

    // ---- modes

    @Test
    void anAccountsOwnUmaskHolds() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        upload(files, NEW, new UploadMode.Store(), "x");
        files.makeFolder(at("/in/f"));
        assertThat(files.stat(NEW).mode()).isEqualTo(0600);
        assertThat(files.stat(at("/in/f")).mode()).isEqualTo(0700);
    }

    // ---- facts

    private static FactChanges facts(Instant modified, Instant created, int mode) {
        return new FactChanges(Optional.of(modified), Optional.of(created), OptionalInt.of(mode));
    }

    /// `storage`, where each of `calls` works `good` times and fails from then on.
    private static Storage failing(Storage storage, int good, String... calls) {
        var counts = new HashMap<String, Integer>();
        return (Storage)
                Proxy.newProxyInstance(
                        Storage.class.getClassLoader(),
                        new Class<?>[] {Storage.class},
                        (_, method, arguments) -> {
                            String call = method.getName();
                            if (List.of(calls).contains(call)
                                    && counts.merge(call, 1, Integer::sum) > good) {
                                throw new IOException(call + " fails");
                            }
                            try {
                                return method.invoke(storage, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private Workspace inMemory(MemoryStorage memory) throws IOException {
        Workspace files = workspace(memory);
        files.makeFolder(at("/in"));
        upload(files, FILE, new UploadMode.Store(), "content");
        events.clear();
        return files;
    }

    @Test
    void whenTheLastFactCannotBeSetThoseBeforeItArePutBack() throws IOException {
        var memory = new MemoryStorage();
        Entry before = inMemory(memory).stat(FILE);
        Workspace files = workspace(failing(memory, 0, "setModified"));
        assertThatThrownBy(() -> files.setFacts(FILE, facts(Instant.EPOCH, Instant.EPOCH, 0640)))
                .isInstanceOf(IOException.class)
                .hasMessage("setModified fails")
                .hasNoSuppressedExceptions();
        assertThat(files.stat(FILE)).isEqualTo(before);
        assertThat(before.mode()).isNotEqualTo(0640);
        assertThat(events).isEmpty();
    }

    @Test
    void whenTheSecondFactCannotBeSetTheFirstIsPutBackAndTheThirdIsNotTried() throws IOException {
        var memory = new MemoryStorage();
        Entry before = inMemory(memory).stat(FILE);
        Workspace files = workspace(failing(memory, 0, "setMode"));
        assertThatThrownBy(() -> files.setFacts(FILE, facts(Instant.EPOCH, Instant.EPOCH, 0640)))
                .hasMessage("setMode fails");
        assertThat(files.stat(FILE)).isEqualTo(before);
        assertThat(events).isEmpty();
    }

    @Test
    void whatCannotBePutBackIsToldWithWhatCouldNotBeSetAndTheRestIsPutBack() throws IOException {
        var memory = new MemoryStorage();
        Entry before = inMemory(memory).stat(FILE);
        var calls = new String[] {"setMode", "setModified"};
        Workspace files = workspace(failing(memory, 1, calls));
        files.setFacts(FILE, FactChanges.modified(before.modified())); // the good call
        assertThatThrownBy(() -> files.setFacts(FILE, facts(Instant.EPOCH, Instant.EPOCH, 0640)))
                .hasMessage("setModified fails")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .singleElement()
                                .satisfies(one -> assertThat(one).hasMessage("setMode fails")));
        assertThat(files.stat(FILE).mode()).isEqualTo(0640);
        assertThat(files.stat(FILE).created()).isEqualTo(before.created());
    }

    /// How many bytes were read to say the checksum of [#FILE].
    private long read(Workspace files) throws IOException {
        try (var hashing = files.checksum(FILE, Algorithm.SHA_256, Optional.empty())) {
            hashing.compute(() -> {});
        }
        return ((Event.Hashed) events.getLast()).bytes();
    }

    @Test
    void aChangeOfModeKeepsTheChecksum() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        assertThat(read(files)).isEqualTo(7);
        files.setFacts(FILE, FactChanges.mode(0640));
        assertThat(read(files)).isZero();
        files.setFacts(FILE, FactChanges.mode(0600));
        assertThat(read(files)).isZero();
        files.setFacts(FILE, FactChanges.modified(Instant.EPOCH));
        assertThat(read(files)).isEqualTo(7);
    }

    @Test
    void aChangeOfModeKeepsNoChecksumOfWhatStoodThereBefore() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        assertThat(read(files)).isEqualTo(7);
        Path file = home.resolve("in/file");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "CONTENT");
        Files.setLastModifiedTime(file, time);
        files.setFacts(FILE, FactChanges.mode(0640));
        assertThat(read(files)).isEqualTo(7);
    }

    @Test
    void aTimeThatIsSetToWhatItWasKeepsNoChecksum() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        assertThat(read(files)).isEqualTo(7);
        Instant time = files.stat(FILE).modified();
        files.setFacts(
                FILE, new FactChanges(Optional.of(time), Optional.empty(), OptionalInt.of(0640)));
        assertThat(read(files)).isEqualTo(7);
    }

    // ---- the account changes under the session

    @Test
    void aChangeOfTheRulesHoldsFromTheNextCallOn() throws IOException {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        files.list(at("/in")).close();
        now = Optional.of(account("ann", only(Action.READ), false));
        assertThatThrownBy(() -> files.list(at("/in"))).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void aRemovedAccountCanDoNothingMore() {
        Workspace files = workspace(Permissions.everywhere(Action.all()));
        now = Optional.empty();
        for (Operation operation : operations()) {
            assertThatThrownBy(() -> operation.work().on(files))
                    .as(operation.name())
                    .isInstanceOf(AccountChangedException.class);
        }
    }
}
