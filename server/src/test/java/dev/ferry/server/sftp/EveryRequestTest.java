package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.work.Event;
import dev.ferry.server.net.Allowed;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.OpenFlags;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.StatusCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Every request under every permission: none goes past `Workspace`. A request without a row fails.
final class EveryRequestTest {

    private static final String OLD = "0123456789";

    private static final Attributes MODE =
            new Attributes(
                    OptionalLong.empty(), Optional.empty(), OptionalInt.of(0600), Optional.empty());

    private static final Attributes SIZE =
            new Attributes(
                    OptionalLong.of(4), Optional.empty(), OptionalInt.empty(), Optional.empty());

    private static final Request.Sums SUMS = new Request.Sums(List.of("md5"), 0, 0, 0);

    /// @param requests one after the other; handles are counted from 1, also where a request for
    ///   one is refused
    /// @param allowed with which permissions all of them work; one is refused with all others
    private record Row(List<Request.Numbered> requests, Predicate<Set<Action>> allowed) {

        static Row of(Predicate<Set<Action>> allowed, Request.Numbered... requests) {
            return new Row(List.of(requests), allowed);
        }

        static Row needing(Set<Action> needed, Request.Numbered... requests) {
            return of(set -> set.containsAll(needed), requests);
        }

        static Row free(Request.Numbered... requests) {
            return of(_ -> true, requests);
        }
    }

    private static Request.Open open(String path, int flags) {
        return new Request.Open(1, path, new OpenFlags(flags), Attributes.NONE);
    }

    private static Request.Write write(long offset) {
        return new Request.Write(2, "1", offset, ByteBuffer.wrap(new byte[12]));
    }

    private static Request.Close close() {
        return new Request.Close(3, "1");
    }

    private static final int READ = OpenFlags.READ;
    private static final int WRITE = OpenFlags.WRITE;
    private static final int WHOLE = WRITE | OpenFlags.CREATE | OpenFlags.TRUNCATE;
    private static final int UPDATE = WRITE | OpenFlags.CREATE;

    private static final List<Row> ROWS =
            List.of(
                    Row.needing(
                            Set.of(Action.READ),
                            open("/old", READ),
                            new Request.Read(1, "1", 0, 5),
                            close()),
                    Row.needing(
                            Set.of(Action.READ),
                            open("/old", READ),
                            new Request.HandleStat(1, "1")),
                    Row.needing(Set.of(Action.CREATE), open("/new", WHOLE), write(0), close()),
                    Row.needing(Set.of(Action.OVERWRITE), open("/old", WHOLE), write(0), close()),
                    Row.needing(
                            Set.of(Action.CREATE),
                            open("/new", UPDATE | OpenFlags.EXCLUSIVE),
                            write(0),
                            close()),
                    Row.needing(Set.of(Action.CREATE), open("/new", UPDATE), write(0), close()),
                    Row.needing(
                            Set.of(Action.APPEND),
                            open("/old", WRITE | OpenFlags.APPEND),
                            write(0),
                            close()),
                    Row.needing(Set.of(Action.APPEND), open("/old", UPDATE), write(10), close()),
                    Row.needing(Set.of(Action.OVERWRITE), open("/old", UPDATE), write(0), close()),
                    Row.needing(Set.of(Action.OVERWRITE), open("/old", UPDATE), write(4), close()),
                    Row.needing(
                            Set.of(Action.CREATE, Action.CHANGE),
                            open("/new", WHOLE),
                            new Request.HandleSetStat(1, "1", MODE),
                            close()),
                    Row.needing(
                            Set.of(Action.CREATE),
                            open("/new", WHOLE),
                            write(0),
                            new Request.Fsync(1, "1"),
                            close()),
                    Row.of(Allowed::seeing, new Request.Stat(1, "/old")),
                    Row.of(Allowed::seeing, new Request.LinkStat(1, "/old")),
                    Row.of(Allowed::anything, new Request.Stat(1, "/d")),
                    Row.of(Allowed::anything, new Request.LinkStat(1, "/d")),
                    Row.needing(Set.of(Action.CHANGE), new Request.SetStat(1, "/old", MODE)),
                    Row.needing(
                            Set.of(Action.CHANGE), new Request.SetStat(1, "/old", Attributes.NONE)),
                    Row.of(
                            set -> set.contains(Action.OVERWRITE) && Allowed.seeing(set),
                            new Request.SetStat(1, "/old", SIZE)),
                    Row.of(
                            set -> set.contains(Action.CHANGE) && Allowed.seeing(set),
                            new Request.LinkSetStat(1, "/old", MODE)),
                    Row.needing(
                            Set.of(Action.LIST),
                            new Request.OpenFolder(1, "/d"),
                            new Request.ReadFolder(1, "1")),
                    Row.needing(Set.of(Action.DELETE), new Request.Remove(1, "/old")),
                    Row.needing(
                            Set.of(Action.MAKE_FOLDER),
                            new Request.MakeFolder(1, "/made", Attributes.NONE)),
                    Row.needing(Set.of(Action.REMOVE_FOLDER), new Request.RemoveFolder(1, "/d")),
                    Row.free(new Request.RealPath(1, "/old")),
                    Row.needing(
                            Set.of(Action.RENAME, Action.CREATE),
                            new Request.Rename(1, "/old", "/moved")),
                    Row.needing(
                            Set.of(Action.RENAME, Action.MAKE_FOLDER),
                            new Request.Rename(1, "/d", "/moved")),
                    Row.needing(
                            Set.of(Action.RENAME, Action.CREATE, Action.OVERWRITE),
                            new Request.PosixRename(1, "/old", "/other")),
                    Row.needing(Set.of(Action.LIST), new Request.ReadLink(1, "/old")),
                    Row.needing(Set.of(Action.LINK), new Request.SymLink(1, "/old", "/link")),
                    Row.free(new Request.HardLink(1, "/old", "/link")),
                    Row.of(Allowed::anything, new Request.StatVfs(1, "/d")),
                    Row.needing(
                            Set.of(Action.LIST),
                            new Request.OpenFolder(1, "/d"),
                            new Request.HandleStatVfs(1, "1")),
                    Row.free(new Request.Limits(1)),
                    Row.free(new Request.ExpandPath(1, "~/old")),
                    Row.needing(
                            Set.of(Action.READ, Action.CREATE),
                            open("/old", READ),
                            open("/new", WHOLE),
                            new Request.CopyData(1, "1", 0, 0, "2", 0)),
                    Row.needing(Set.of(Action.READ), new Request.CheckFile(1, "/old", SUMS)),
                    Row.needing(
                            Set.of(Action.READ),
                            open("/old", READ),
                            new Request.CheckHandle(1, "1", SUMS)),
                    Row.free(new Request.UsersGroups(1, List.of(1), List.of())),
                    Row.free(new Request.Unsupported(1, "x")),
                    Row.free(new Request.Unknown(1, 99)),
                    Row.free(new Request.Malformed(1, "x")));

    @Test
    @DisplayName("a verb forgets the rule: no SFTP request without a row")
    void everyRequestHasARow() {
        Set<Class<?>> rows = new HashSet<>();
        for (Row row : ROWS) row.requests().forEach(it -> rows.add(it.getClass()));
        assertThat(requests(Request.Numbered.class)).isNotEmpty().allMatch(rows::contains);
    }

    private static Stream<Class<?>> requests(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EveryRequestTest::requests)
                : Stream.of(type);
    }

    @Test
    @DisplayName("a verb forgets the rule: the matrix over SFTP requests")
    void noRequestWorksWithoutItsPermissionAndEachDoesWithIt() throws Exception {
        for (Set<Action> allowed : Allowed.sets()) {
            for (Row row : ROWS) {
                String what = row.requests() + " allowed " + allowed;
                try (var house = new SftpHouse(allowed)) {
                    house.file("/old", OLD).file("/other", OLD).folder("/d");
                    boolean refused = isRefused(house.exchange(), row, what);
                    assertThat(refused).as(what).isEqualTo(!row.allowed().test(allowed));
                    if (refused) {
                        assertThat(house.content("/old")).as(what).contains(OLD);
                        assertThat(house.content("/other")).as(what).contains(OLD);
                        assertThat(house.events)
                                .as(what)
                                .hasAtLeastOneElementOfType(Event.Refused.class)
                                .doesNotHaveAnyElementsOfTypes(
                                        Event.Uploaded.class,
                                        Event.Downloaded.class,
                                        Event.Deleted.class,
                                        Event.Renamed.class,
                                        Event.Changed.class,
                                        Event.FolderMade.class,
                                        Event.FolderRemoved.class,
                                        Event.LinkMade.class);
                    }
                }
            }
        }
    }

    private static boolean isRefused(Exchange exchange, Row row, String what) {
        for (Request.Numbered request : row.requests()) {
            if (request instanceof Request.Write write) write.bytes().rewind();
            Response response = exchange.answer(request);
            if (!(response instanceof Response.Status(_, StatusCode code, String words))) continue;
            if (code == StatusCode.PERMISSION_DENIED) {
                exchange.abandon("refused");
                return true;
            }
            boolean expected =
                    code == StatusCode.OK
                            || code == StatusCode.EOF
                            || code == StatusCode.OP_UNSUPPORTED
                            || code == StatusCode.BAD_MESSAGE
                            || words.contains("is not a symbolic link");
            assertThat(expected).as(what + ": " + response).isTrue();
        }
        exchange.abandon("done");
        return false;
    }
}
