package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.work.Event;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.local.LocalSettings;
import dev.ferry.files.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Symbolic links that clients make, on a disk.
final class LinksTest {

    @TempDir Path temp;
    private Path root;
    private LocalStorage storage;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temp.resolve("home"));
        storage = LocalStorage.open(root, LocalSettings.defaults(), InstantSource.system());
        Files.createDirectories(root.resolve("a/b"));
        Files.createDirectory(root.resolve("private"));
        Files.writeString(root.resolve("private/secret"), "secret");
        Files.writeString(root.resolve("a/file"), "0123456789");
        Files.writeString(root.resolveSibling("outside"), "outside");
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    private SftpHouse house(Set<Action> allowed) {
        return new SftpHouse(allowed, SftpBounds.usual(), storage);
    }

    @Test
    void aTargetIsSeenFromTheLinksFolderOrFromTheRoot() throws Exception {
        try (var house = house(Action.all());
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > SYMLINK file /a/near
                    < OK
                    > SYMLINK ../file /a/b/up
                    < OK
                    > SYMLINK /a/file /far
                    < OK
                    > SYMLINK a/b /folder
                    < OK
                    > READLINK /a/near
                    < NAMES file
                    > READLINK /a/b/up
                    < NAMES ../file
                    > READLINK /far
                    < NAMES a/file
                    > SYMLINK / /a/b/root
                    < OK
                    > READLINK /a/b/root
                    < NAMES ../..
                    > SYMLINK . /a/b/here
                    < OK
                    > READLINK /a/b/here
                    < NAMES .
                    > LSTAT /far
                    < ATTRS *
                    > STAT /folder/up
                    < ATTRS size=10 *
                    > SYMLINK file /a/near
                    < FAILURE /a/near: *
                    > SYMLINK file /none/link
                    < NO_SUCH_FILE *
                    > OPEN /far write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 new
                    < OK
                    > CLOSE 1
                    < OK
                    > REMOVE /a/near
                    < OK
                    """);
            assertThat(root.resolve("far")).isSymbolicLink();
            assertThat(root.resolve("a/file")).hasContent("new");
            assertThat(house.events)
                    .filteredOn(Event.LinkMade.class::isInstance)
                    .hasSize(6)
                    .first()
                    .isEqualTo(
                            new Event.LinkMade(
                                    new Event.Who("anna", "sftp-1", "127.0.0.1"),
                                    VirtualPath.of("/a/near"),
                                    VirtualPath.of("/a/file")));
        }
    }

    @Test
    @DisplayName("path traversal: no symbolic link is made that leads out, wherever it is moved")
    void noLinkLeadsOutWhereverItIsMoved() throws Exception {
        try (var house = house(Action.all());
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > SYMLINK ../../../../outside /a/b/up
                    < OK
                    > SYMLINK ../outside /a/b/one
                    < OK
                    > RENAME /a/b/one /one
                    < OK
                    > RENAME /a/b /b
                    < OK
                    > OPEN /one read
                    < NO_SUCH_FILE *
                    > OPEN /b/up read
                    < NO_SUCH_FILE *
                    > SYMLINK /.ferry-stage /stage
                    < FAILURE /.ferry-stage: the name .ferry-stage is reserved
                    """);
            Path home = root.toRealPath();
            assertThat(Files.readSymbolicLink(root.resolve("one"))).startsWithRaw(home);
            assertThat(Files.readSymbolicLink(root.resolve("b/up"))).startsWithRaw(home);
        }
    }

    @Test
    void aLinkGivesNothingThatIsNotGrantedAtItsTarget() throws Exception {
        Permissions rules =
                Permissions.everywhere(Action.all())
                        .denying(VirtualPath.of("/private"), Set.of(Action.READ));
        try (var house = house(Action.all()).account(it -> it.withPermissions(rules));
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > SYMLINK /private/secret /a/link
                    < PERMISSION_DENIED /a/link: permission denied (read is granted at /a/link and not at /private/secret)
                    > SYMLINK / /a/all
                    < PERMISSION_DENIED /a/all: permission denied (a rule stands at /private, below /)
                    > SYMLINK /private/secret /private/link
                    < OK
                    > OPEN /private/link read
                    < PERMISSION_DENIED *
                    > SYMLINK /a/file /private/to-a
                    < OK
                    """);
            assertThat(List.of(root.resolve("a/link"), root.resolve("a/all")))
                    .noneMatch(Files::isSymbolicLink);
        }
    }

    @Test
    void aLinkThatIsMovedGivesNoMoreThanWhereItWas() throws Exception {
        Permissions rules =
                Permissions.everywhere(Action.all())
                        .denying(VirtualPath.of("/a/b"), Set.of(Action.LIST));
        try (var house = house(Action.all()).account(it -> it.withPermissions(rules));
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > SYMLINK /private /a/b/link
                    < OK
                    > RENAME /a/b/link /link
                    < PERMISSION_DENIED /link: permission denied (list is granted at /link and not at /a/b/link)
                    > RENAME /a/b/link /a/b/other
                    < OK
                    """);
            assertThat(root.resolve("link")).doesNotExist();
        }
    }

    @Test
    void withoutItsRuleNoneIsMade() throws Exception {
        Permissions rules =
                Permissions.everywhere(Action.all()).denying(VirtualPath.ROOT, Set.of(Action.LINK));
        try (var house = house(Action.all()).account(it -> it.withPermissions(rules));
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > SYMLINK file /a/near
                    < PERMISSION_DENIED /a/near: permission denied (link is not granted under /)
                    """);
            assertThat(root.resolve("a/near")).doesNotExist();
        }
    }
}
