package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.work.Event;
import dev.ferry.files.VirtualPath;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What clients say and hear, as transcripts.
final class ConversationTest {

    @Test
    void theVersionOffersWhatTheStorageCanDo() throws Exception {
        try (var house = SftpHouse.open();
                var talk = new Talk(house)) {
            talk.play(
                    """
                    > INIT 6
                    < VERSION 3 posix-rename@openssh.com=1 statvfs@openssh.com=2 fstatvfs@openssh.com=2 fsync@openssh.com=1 lsetstat@openssh.com=1 limits@openssh.com=1 expand-path@openssh.com=1 copy-data=1 check-file=1 check-file-handle=1 check-file-name=1 vendor-id=\0\0\0\5Ferry\0\0\0\5Ferry\0\0\0\0\0\0\0\0\0\0\0\0
                    """);
        }
    }

    @Test
    void aFileIsThereOnceItIsClosed() throws Exception {
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /new write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 hello
                    < OK
                    > WRITE 1 5  world
                    < OK
                    > FSTAT 1
                    < ATTRS size=11 *
                    """);
            assertThat(house.content("/new")).isEmpty();
            talk.play(
                    """
                    > CLOSE 1
                    < OK
                    > STAT new
                    < ATTRS size=11 mode=100644 *
                    > CLOSE 1
                    < FAILURE No handle "1" is open
                    """);
            assertThat(house.content("/new")).contains("hello world");
            assertThat(house.events).last().isInstanceOf(Event.Uploaded.class);
        }
    }

    @Test
    void whoWritesANewFileSeesItBeforeItIsThere() throws Exception {
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /new write+create
                    < HANDLE 1
                    > LSTAT /new
                    < ATTRS size=0 *
                    > WRITE 1 0 hello
                    < OK
                    > STAT /new
                    < ATTRS size=5 *
                    > STAT /none
                    < NO_SUCH_FILE *
                    """);
            assertThat(house.content("/new")).isEmpty();
            talk.play(
                    """
                    > CLOSE 1
                    < OK
                    > STAT /new
                    < ATTRS size=5 mode=100644 *
                    """);
        }
    }

    @Test
    void aFileIsReadInAnyOrder() throws Exception {
        try (var house = SftpHouse.open().file("/old", "0123456789");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN old read
                    < HANDLE 1
                    > READ 1 5 100
                    < DATA 56789
                    > READ 1 0 5
                    < DATA 01234
                    > READ 1 10 1
                    < EOF
                    > READ 1 18446744073709551615 1
                    < EOF
                    > READ 1 3 0
                    < DATA\s
                    > WRITE 1 0 x
                    < PERMISSION_DENIED /old: was opened to be read, not to be written
                    > CLOSE 1
                    < OK
                    """);
            assertThat(house.events).last().isInstanceOf(Event.Downloaded.class);
        }
    }

    @Test
    void whoeverDoesNotReadToTheEndHasNotDownloadedTheFile() throws Exception {
        try (var house = SftpHouse.open().file("/old", "0123456789");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN old read
                    < HANDLE 1
                    > READ 1 0 5
                    < DATA 01234
                    > CLOSE 1
                    < OK
                    """);
            assertThat(house.events).last().isInstanceOf(Event.DownloadCut.class);
        }
    }

    @Test
    void whoeverOpenedAFileKeepsThatVersion() throws Exception {
        try (var house = SftpHouse.open().file("/old", "0123456789");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN old read
                    < HANDLE 1
                    > OPEN old write+create+truncate
                    < HANDLE 2
                    > WRITE 2 0 new
                    < OK
                    > READ 1 0 10
                    < DATA 0123456789
                    > CLOSE 2
                    < OK
                    > READ 1 0 10
                    < DATA 0123456789
                    > CLOSE 1
                    < OK
                    """);
            assertThat(house.content("/old")).contains("new");
        }
    }

    @Test
    void writesThatComeTooEarlyWaitForTheirPlace() throws Exception {
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN new write+create+truncate
                    < HANDLE 1
                    > WRITE 1 6 6789
                    < OK
                    > WRITE 1 3 345
                    < OK
                    > WRITE 1 4 x
                    < OP_UNSUPPORTED /new: 3 bytes at 3 are there already, and cannot be written again at 4
                    > WRITE 1 0 012
                    < OK
                    > WRITE 1 2 x
                    < OP_UNSUPPORTED /new: the bytes before 10 are stored already, and cannot be written again at 2
                    > CLOSE 1
                    < OK
                    """);
            assertThat(house.content("/new")).contains("0123456789");
        }
    }

    @Test
    void aFileWithAGapIsNotPublishedAndIsKeptUpToIt() throws Exception {
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN new write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 abc
                    < OK
                    > WRITE 1 5 fgh
                    < OK
                    > CLOSE 1
                    < FAILURE /new: not stored: the bytes from 3 to 4 never came
                    """);
            assertThat(house.content("/new")).isEmpty();
            assertThat(house.partial("/new")).contains(3L);
            assertThat(house.bounds.budget().left()).isEqualTo(SftpBounds.EARLY_IN_ALL);
        }
    }

    @Test
    @DisplayName("memory, handles: what comes out of order is bounded")
    void whatComesTooEarlyIsBounded() throws Exception {
        var bounds = new SftpBounds(10, 2 * (InOrder.A_PART + 3), new Budget(1_000_000));
        try (var house = new SftpHouse(Action.all(), bounds);
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN new write+create+truncate
                    < HANDLE 1
                    > WRITE 1 10 abc
                    < OK
                    > WRITE 1 20 abc
                    < OK
                    > WRITE 1 30 abc
                    < FAILURE /new: the bytes at 30 come too early: those from 0 on are missing*
                    > WRITE 1 18446744073709551615 abc
                    < FAILURE /new: no file is 18446744073709551615 bytes long
                    """);
        }
    }

    @Test
    @DisplayName("upload called complete when cut: a lost connection never publishes")
    void aLostConnectionLeavesThePartialToItsOwnerWhoGoesOnWithIt() throws Exception {
        try (var house = SftpHouse.open()) {
            try (var talk = Talk.with(house)) {
                talk.play(
                        """
                        > OPEN new write+create+truncate
                        < HANDLE 1
                        > WRITE 1 0 01234
                        < OK
                        """);
                talk.leave();
            }
            assertThat(house.content("/new")).isEmpty();
            assertThat(house.partial("/new")).contains(5L);
            assertThat(house.events).last().isInstanceOf(Event.UploadCut.class);
            try (var talk = Talk.with(house)) {
                talk.play(
                        """
                        > STAT new
                        < ATTRS size=5 *
                        > OPEN new write+create
                        < HANDLE 1
                        > CLOSE 1
                        < OK
                        > STAT new
                        < ATTRS size=5 *
                        > OPEN new write+create
                        < HANDLE 2
                        > WRITE 2 5 56789
                        < OK
                        > CLOSE 2
                        < OK
                        """);
            }
            assertThat(house.content("/new")).contains("0123456789");
        }
    }

    @Test
    void aCutOverwriteLeavesTheOldFile() throws Exception {
        try (var house = SftpHouse.open().file("/old", "old")) {
            try (var talk = Talk.with(house)) {
                talk.play(
                        """
                        > OPEN old write+create+truncate
                        < HANDLE 1
                        > WRITE 1 0 new
                        < OK
                        """);
                talk.leave();
            }
            assertThat(house.content("/old")).contains("old");
        }
    }

    @Test
    void aFileThatIsUpdatedKeepsWhatStandsBeforeTheFirstByteWritten() throws Exception {
        try (var house = SftpHouse.open().file("/a", "0123456789").file("/b", "0123456789");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN a write
                    < HANDLE 1
                    > WRITE 1 10 more
                    < OK
                    > CLOSE 1
                    < OK
                    > OPEN b write+create
                    < HANDLE 2
                    > WRITE 2 4 efghijkl
                    < OK
                    > CLOSE 2
                    < OK
                    """);
            assertThat(house.content("/a")).contains("0123456789more");
            assertThat(house.content("/b")).contains("0123efghijkl");
        }
    }

    @Test
    void aPartInTheMiddleIsNotReplacedAndTheFileStaysAsItIs() throws Exception {
        try (var house = SftpHouse.open().file("/a", "0123456789");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN a write
                    < HANDLE 1
                    > WRITE 1 4 xx
                    < OK
                    > CLOSE 1
                    < OP_UNSUPPORTED /a: not stored: it is 10 bytes long, and what was written ends at 6: a part of a file cannot be replaced*
                    > OPEN a write
                    < HANDLE 2
                    > WRITE 2 0 xx
                    < OK
                    > CLOSE 2
                    < OP_UNSUPPORTED /a: not stored: it is 10 bytes long*
                    > OPEN a write
                    < HANDLE 3
                    > FSETSTAT 3 size=0
                    < OK
                    > WRITE 3 0 xx
                    < OK
                    > CLOSE 3
                    < OK
                    """);
            assertThat(house.content("/a")).contains("xx");
        }
    }

    @Test
    void appendedIsWhateverTheOffsetsSay() throws Exception {
        try (var house = SftpHouse.open().file("/a", "01234");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN a write+append
                    < HANDLE 1
                    > WRITE 1 0 567
                    < OK
                    > WRITE 1 0 89
                    < OK
                    > CLOSE 1
                    < OK
                    """);
            assertThat(house.content("/a")).contains("0123456789");
        }
    }

    @Test
    void filesAreOpenedAsTheFlagsSay() throws Exception {
        try (var house = SftpHouse.open().file("/old", "0123456789").folder("/d");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN none read
                    < NO_SUCH_FILE /none: no such file or folder
                    > OPEN none write
                    < NO_SUCH_FILE /none: no such file or folder
                    > OPEN none write+truncate
                    < NO_SUCH_FILE /none: no such file or folder
                    > OPEN none write+append
                    < NO_SUCH_FILE /none: no such file or folder
                    > OPEN old write+create+exclusive
                    < FAILURE /old: is there already
                    > OPEN old create
                    < FAILURE /old: was to be opened neither to be read nor to be written
                    > OPEN d write+create+truncate
                    < FAILURE /d: is a folder
                    > OPEN old read+write
                    < HANDLE 1
                    > READ 1 0 1
                    < OP_UNSUPPORTED /old: is being written, and cannot be read until it is closed
                    > CLOSE 1
                    < OK
                    > OPEN empty write+create+exclusive
                    < HANDLE 2
                    > CLOSE 2
                    < OK
                    > OPEN old write+truncate
                    < HANDLE 3
                    > CLOSE 3
                    < OK
                    """);
            assertThat(house.content("/empty")).contains("");
            assertThat(house.content("/old")).contains("");
        }
    }

    @Test
    void ofTwoWritersTheLastToCloseIsTheFile() throws Exception {
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN f write+create+truncate
                    < HANDLE 1
                    > OPEN f write+create+truncate
                    < HANDLE 2
                    > WRITE 1 0 one
                    < OK
                    > WRITE 2 0 two
                    < OK
                    > CLOSE 2
                    < OK
                    > CLOSE 1
                    < OK
                    """);
            assertThat(house.content("/f")).contains("one");
        }
    }

    @Test
    void aNameThatIsBeingWrittenIsNotRenamedAndOnceItIsRemovedItsFileNeverComes() throws Exception {
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN /a write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 some
                    < OK
                    > RENAME /a /b
                    < FAILURE /a: is being uploaded right now
                    > POSIX-RENAME /a /b
                    < FAILURE /a: is being uploaded right now
                    > REMOVE /a
                    < OK
                    > CLOSE 1
                    < FAILURE *
                    > STAT /a
                    < NO_SUCH_FILE *
                    """);
            assertThat(house.partial("/a")).isEmpty();
        }
    }

    @Test
    void factsOfAnOpenFileAreSetWhenItIsClosed() throws Exception {
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN f write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 abc
                    < OK
                    > FSETSTAT 1 mode=600,modified=1000
                    < OK
                    > FSETSTAT 1 size=3
                    < OK
                    > FSETSTAT 1 size=2
                    < OP_UNSUPPORTED /f: 3 bytes are written, and it cannot be made 2 bytes long; write it again
                    > FSETSTAT 1 owner=1000
                    < OP_UNSUPPORTED Files here belong to the server; owner and group cannot be set
                    > CLOSE 1
                    < OK
                    > STAT f
                    < ATTRS size=3 mode=100600 modified=1000
                    """);
        }
    }

    @Test
    void factsAreSetAndFilesMadeShorterByPath() throws Exception {
        try (var house = SftpHouse.open().file("/f", "0123456789").folder("/d");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > SETSTAT f size=4
                    < OK
                    > SETSTAT f size=4,modified=1000
                    < OK
                    > STAT f
                    < ATTRS size=4 mode=100644 modified=1000
                    > SETSTAT f size=5
                    < OP_UNSUPPORTED /f: is 4 bytes long, and is not made 5 bytes long*
                    > SETSTAT d mode=700
                    < OK
                    > LSETSTAT d modified=7
                    < OK
                    > STAT d
                    < ATTRS *
                    > SETSTAT f mode=4755
                    < PERMISSION_DENIED /f: permission denied (set-user-id*
                    > SETSTAT f none
                    < OK
                    > SETSTAT none mode=600
                    < NO_SUCH_FILE *
                    > SETSTAT f size=0
                    < OK
                    """);
            assertThat(house.content("/f")).contains("");
        }
    }

    @Test
    void namesAreChangedAndRemoved() throws Exception {
        try (var house = SftpHouse.open().file("/a", "a").file("/b", "b").folder("/d");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > RENAME a b
                    < FAILURE /b: is there already
                    > POSIX-RENAME a b
                    < OK
                    > RENAME b d/c
                    < OK
                    > RMDIR d
                    < FAILURE /d: the folder is not empty
                    > REMOVE d
                    < *
                    > REMOVE d/c
                    < OK
                    > RMDIR d
                    < OK
                    > REMOVE d
                    < NO_SUCH_FILE *
                    > MKDIR e
                    < OK
                    > MKDIR e
                    < FAILURE /e: is there already
                    > MKDIR x/y
                    < NO_SUCH_FILE *
                    """);
        }
    }

    @Test
    void aFolderIsReadToItsEnd() throws Exception {
        try (var house = SftpHouse.open().file("/b", "b").file("/a", "a").folder("/d");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPENDIR /
                    < HANDLE 1
                    > READDIR 1
                    < NAMES a b d
                    > READDIR 1
                    < EOF
                    > READDIR 1
                    < EOF
                    > FSTAT 1
                    < ATTRS *
                    > READ 1 0 1
                    < FAILURE /: is a folder
                    > CLOSE 1
                    < OK
                    > OPENDIR a
                    < FAILURE /a: is not a folder
                    > OPENDIR none
                    < NO_SUCH_FILE *
                    > OPEN a read
                    < HANDLE 2
                    > READDIR 2
                    < FAILURE /a: was not opened as a folder
                    """);
        }
    }

    @Test
    @DisplayName("path traversal: every path stays inside")
    void pathsStayInside() throws Exception {
        try (var house = SftpHouse.open().file("/a", "a");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > REALPATH .
                    < NAMES /
                    > REALPATH ../../../etc/passwd
                    < NAMES /etc/passwd
                    > REALPATH /x/./y/../z//
                    < NAMES /x/z
                    > OPEN ../../../a read
                    < HANDLE 1
                    > EXPAND ~/x
                    < NAMES /x
                    > EXPAND ~
                    < NAMES /
                    > EXPAND ~root/x
                    < FAILURE "~root/x": only one's own home can be named, as ~
                    """);
        }
    }

    @Test
    void dataIsCopiedHereWithoutGoingOverTheWire() throws Exception {
        try (var house = SftpHouse.open().file("/a", "0123456789");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN a read
                    < HANDLE 1
                    > OPEN b write+create+truncate
                    < HANDLE 2
                    > COPY 1 0 0 2 0
                    < OK
                    > COPY 1 2 3 2 10
                    < OK
                    > COPY 2 0 0 1 0
                    < OP_UNSUPPORTED /b: is being written*
                    > CLOSE 2
                    < OK
                    """);
            assertThat(house.content("/b")).contains("0123456789234");
        }
    }

    @Test
    void checksumsAreOfTheWholeOrOfBlocks() throws Exception {
        try (var house = SftpHouse.open().file("/a", "x".repeat(600));
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > CHECK a whirlpool,sha256,md5 0 0 0
                    < REPLY 56
                    > CHECK a md5 0 0 256
                    < REPLY 69
                    > CHECK a md5 0 0 10
                    < FAILURE /a: a block of sums has 256 bytes at least, or 0
                    > CHECK a whirlpool 0 0 0
                    < OP_UNSUPPORTED /a: of these sums none is known*
                    > CHECK a md5 1000 0 0
                    < FAILURE *
                    """);
        }
    }

    @Test
    void whatIsNotDoneHereIsRefusedWithAReason() throws Exception {
        try (var house = SftpHouse.open().file("/a", "a");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > HARDLINK a b
                    < OP_UNSUPPORTED /b: hard links are not made here*
                    > SYMLINK a b
                    < OP_UNSUPPORTED /b: this storage has no symbolic links
                    > READLINK a
                    < FAILURE /a: is not a symbolic link
                    > USERS
                    < OP_UNSUPPORTED Owners and groups are numbers here*
                    > EXTENDED vendor-id
                    < OP_UNSUPPORTED The extension "vendor-id" is not known here
                    > TYPE 21
                    < OP_UNSUPPORTED SFTP 3 has no request of type 21
                    > TYPE 3
                    < BAD_MESSAGE Not understood: the packet ends where*
                    > LIMITS
                    < REPLY 32
                    > STATVFS /
                    < REPLY 88
                    """);
        }
    }

    @Test
    @DisplayName("memory, handles: handles are bounded")
    void handlesAreBounded() throws Exception {
        var bounds = new SftpBounds(2, 1000, new Budget(1000));
        try (var house = new SftpHouse(Action.all(), bounds).file("/a", "a");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN a read
                    < HANDLE 1
                    > OPENDIR /
                    < HANDLE 2
                    > OPEN a read
                    < FAILURE 2 files and folders are open, the most at one time in a session; close some
                    > OPENDIR /
                    < FAILURE 2 files*
                    > CLOSE 1
                    < OK
                    > OPEN a read
                    < HANDLE 3
                    """);
        }
    }

    @Test
    @DisplayName("memory, handles: handles are bounded over all channels of a session")
    void handlesAreBoundedOverAllChannelsOfASession() throws Exception {
        var bounds = new SftpBounds(2, 1_000, new Budget(10_000));
        try (var house = new SftpHouse(Action.all(), bounds).file("/a", "a");
                var talk = Talk.with(house);
                var other = Talk.with(house)) {
            talk.play("> OPEN /a read\n< HANDLE 1");
            other.play("> OPENDIR /\n< HANDLE 1");
            for (Talk one : List.of(talk, other)) {
                one.play("> OPEN /a read\n< FAILURE 2 files and folders are open, the most*");
            }
            other.leave();
            talk.play("> OPEN /a read\n< HANDLE 2");
            talk.play("> CLOSE 1\n< OK\n> CLOSE 2\n< OK");
            assertThat(house.handles).hasValue(0);
        }
    }

    @Test
    @DisplayName("memory, handles: lengths that lie end the conversation")
    void aPacketOfAnImpossibleLengthEndsTheConversation() throws Exception {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, 256 * 1024 + 1}) {
            try (var house = SftpHouse.open();
                    var talk = Talk.with(house)) {
                talk.send(new Talk.Bytes().number(length).octet(1).all());
                assertThat(talk.isOver()).isTrue();
            }
        }
    }

    @Test
    void aRequestBeforeInitEndsTheConversation() throws Exception {
        try (var house = SftpHouse.open();
                var talk = new Talk(house)) {
            talk.play("> STAT /");
            assertThat(talk.isOver()).isTrue();
        }
    }

    @Test
    void aLargePacketIsReadWhole() throws Exception {
        String much = "x".repeat(200_000);
        try (var house = SftpHouse.open();
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > OPEN f write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 %s
                    < OK
                    > CLOSE 1
                    < OK
                    > OPEN f read
                    < HANDLE 2
                    > READ 2 0 4000000000
                    < DATA %s
                    """
                            .formatted(much, much));
        }
    }

    @Test
    void aDropBoxTakesFilesAndShowsNone() throws Exception {
        Set<Action> dropping = EnumSet.of(Action.CREATE);
        try (var house = new SftpHouse(dropping).folder("/in").file("/in/old", "old");
                var talk = Talk.with(house)) {
            talk.play(
                    """
                    > STAT in
                    < ATTRS *
                    > STAT in/old
                    < PERMISSION_DENIED /in/old: permission denied
                    > OPENDIR in
                    < PERMISSION_DENIED *
                    > OPEN in/new write+create+truncate
                    < HANDLE 1
                    > WRITE 1 0 abc
                    < OK
                    > CLOSE 1
                    < OK
                    > OPEN in/new read
                    < PERMISSION_DENIED *
                    > OPEN in/old write+create+truncate
                    < PERMISSION_DENIED *
                    """);
            assertThat(house.content("/in/new")).contains("abc");
            assertThat(house.content("/in/old")).contains("old");
        }
    }

    @Test
    @DisplayName("prefix without boundary: a rule holds below whole names")
    void aRuleHoldsBelowWholeNames() throws Exception {
        var rules =
                Permissions.everywhere(EnumSet.noneOf(Action.class))
                        .granting(VirtualPath.of("/a/doc"), Action.all());
        try (var house = SftpHouse.open().folder("/a").folder("/a/doc").folder("/a/doc-secret");
                var talk = Talk.with(house.account(it -> it.withPermissions(rules)))) {
            talk.play(
                    """
                    > OPENDIR /a/doc
                    < HANDLE 1
                    > OPENDIR /a/doc-secret
                    < PERMISSION_DENIED *
                    > STAT /a/doc-secret
                    < PERMISSION_DENIED *
                    """);
        }
    }
}
