package dev.ferry.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.NewFile;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.memory.MemoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What [Workspace#foresee] says is what the operation does.
class ForesightTest {

    private static final List<String> PATHS =
            List.of(
                    "/",
                    "/in",
                    "/in/file",
                    "/in/new",
                    "/in/folder",
                    "/in/none/new",
                    "/in/file/new");

    private final List<Event> events = new ArrayList<>();

    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    private Workspace workspace(Set<Action> allowed) throws IOException {
        var storage = new MemoryStorage();
        storage.makeFolder(VirtualPath.of("/in"), 0755);
        storage.makeFolder(VirtualPath.of("/in/folder"), 0755);
        var fresh = new dev.ferry.files.WriteMode.Fresh(true);
        try (Sink sink =
                storage.write(VirtualPath.of("/in/file"), fresh, "x", new NewFile(0644, false))) {
            sink.begin();
            sink.write(ByteBuffer.wrap(new byte[5]));
            sink.commit(Sink.LastCheck.NONE);
        }
        var account = account(allowed);
        return new Workspace(
                account,
                () -> Optional.of(account),
                storage,
                FileSettings.defaults(),
                new Checksums(ChecksumSettings.defaults(), new MemoryChecksums()),
                new Event.Who("ann", "test-1", "127.0.0.1"),
                events::add,
                InstantSource.system());
    }

    private static Account account(Set<Action> allowed) {
        return Account.of("id", "ann", "/home", Permissions.everywhere(allowed));
    }

    private static String outcome(Deed deed) {
        try {
            deed.run();
            return "done";
        } catch (IOException | UnsupportedOperationException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static void act(Workspace files, Action action, VirtualPath path) throws IOException {
        switch (action) {
            case LIST -> {
                if (files.stat(path).isFolder()) files.list(path).close();
            }
            case READ -> files.download(path, 0).close();
            case CREATE -> store(files, path, new UploadMode.StoreNew());
            case OVERWRITE -> store(files, path, new UploadMode.Store());
            case APPEND -> store(files, path, new UploadMode.Append());
            case DELETE -> files.delete(path);
            case RENAME -> files.requireRenamable(path);
            case MAKE_FOLDER -> files.makeFolder(path);
            case REMOVE_FOLDER -> files.deleteFolder(path);
            case CHANGE -> files.setFacts(path, FactChanges.modified(Instant.EPOCH));
            case LINK -> files.makeLink(path, VirtualPath.of("/in/file"));
        }
    }

    private static void store(Workspace files, VirtualPath path, UploadMode mode)
            throws IOException {
        try (Upload upload = files.upload(path, mode)) {
            upload.begin();
            upload.write(ByteBuffer.wrap(new byte[1]));
            upload.commit(Sink.LastCheck.NONE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsForeseenIsWhatHappens(Action action) throws IOException {
        for (Set<Action> allowed :
                List.of(
                        Action.all(),
                        EnumSet.of(action),
                        EnumSet.complementOf(EnumSet.of(action)))) {
            for (String text : PATHS) {
                VirtualPath path = VirtualPath.of(text);
                // OVERWRITE and APPEND of what is not there are CREATE, which is asked for apart.
                boolean other =
                        (action == Action.OVERWRITE || action == Action.APPEND)
                                && text.endsWith("new");
                if (other) continue;
                Workspace files = workspace(allowed);
                String foreseen = outcome(() -> files.foresee(action, path));
                assertThat(foreseen)
                        .as(action + " of " + path + " with " + allowed)
                        .isEqualTo(outcome(() -> act(files, action, path)));
            }
        }
    }

    @Test
    void foreseeingDoesNothing() throws IOException {
        Workspace files = workspace(Action.all());
        events.clear();
        for (Action action : Action.values()) {
            for (String path : PATHS) {
                var _ = outcome(() -> files.foresee(action, VirtualPath.of(path)));
            }
        }
        assertThat(events).isEmpty();
        assertThat(files.stat(VirtualPath.of("/in/file")).size()).isEqualTo(5);
        assertThat(files.stat(VirtualPath.of("/in/folder")).isFolder()).isTrue();
    }
}
