package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.work.Event;
import dev.ferry.server.net.Allowed;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Every verb under every permission: none goes past `Workspace`. A command without a row fails.
final class EveryVerbTest {

    private static final String OLD = "0123456789";

    /// @param before lines said first, with the answers they get whatever is allowed
    /// @param line the command
    /// @param allowed with which permissions it works; it is refused with all others
    private record Row(String before, String line, Predicate<Set<Action>> allowed) {

        static Row of(String line, Predicate<Set<Action>> allowed) {
            return new Row("", line, allowed);
        }

        static Row needing(String line, Action... needed) {
            return of(line, set -> set.containsAll(List.of(needed)));
        }

        static Row free(String line) {
            return of(line, _ -> true);
        }

        static Row moving(String line, Action... needed) {
            return new Row("EPSV", line, set -> set.containsAll(List.of(needed)));
        }

        Row after(String said) {
            return new Row(said, line, allowed);
        }
    }

    private static final List<Row> ROWS =
            List.of(
                    Row.free("USER other"),
                    Row.free("PASS secret"),
                    Row.free("ACCT x"),
                    Row.free("REIN"),
                    Row.free("QUIT"),
                    Row.of("CWD d", Allowed::anything),
                    Row.of("CDUP", Allowed::anything),
                    Row.free("PWD"),
                    Row.free("PORT 127,0,0,1,200,200"),
                    Row.free("EPRT |1|127.0.0.1|51400|"),
                    Row.free("EPRT |3|x|51400|"),
                    Row.free("PASV"),
                    Row.free("EPSV"),
                    Row.free("EPSV ALL"),
                    Row.free("TYPE I"),
                    Row.free("TYPE E"),
                    Row.free("STRU F"),
                    Row.free("MODE S"),
                    Row.moving("RETR old", Action.READ),
                    Row.moving("RETR old", Action.READ).after("TYPE I\nEPSV"),
                    Row.moving("RETR old", Action.READ).after("TYPE I\nREST 3\nEPSV"),
                    new Row(
                            "REST 3\nEPSV", // TYPE A: the file is read to find the place
                            "RETR old",
                            set -> set.contains(Action.READ)),
                    Row.moving("RETR old", Action.READ).after("TYPE I\nRANG 3 5\nEPSV"),
                    Row.moving("STOR new", Action.CREATE),
                    Row.moving("STOR old", Action.OVERWRITE),
                    Row.moving("STOR old", Action.OVERWRITE).after("TYPE I\nREST 3\nEPSV"),
                    Row.moving("STOR old", Action.APPEND).after("TYPE I\nREST 10\nEPSV"),
                    new Row(
                            "REST 3\nEPSV",
                            "STOR old",
                            set -> set.contains(Action.OVERWRITE) && Allowed.seeing(set)),
                    Row.moving("STOU", Action.CREATE),
                    Row.moving("STOU new", Action.CREATE),
                    Row.moving("APPE old", Action.APPEND),
                    Row.moving("APPE new", Action.CREATE),
                    Row.free("ALLO 10"),
                    Row.free("REST 3"),
                    Row.free("REST U5s.abc"),
                    Row.free("RANG 3 5"),
                    Row.needing("RNFR old", Action.RENAME),
                    Row.needing("RNTO moved", Action.RENAME, Action.CREATE).after("RNFR old"),
                    Row.needing("RNTO other", Action.RENAME, Action.CREATE, Action.OVERWRITE)
                            .after("RNFR old"),
                    Row.needing("RNTO moved", Action.RENAME, Action.MAKE_FOLDER).after("RNFR d"),
                    Row.free("ABOR"),
                    Row.needing("DELE old", Action.DELETE),
                    Row.needing("RMD d", Action.REMOVE_FOLDER),
                    Row.needing("MKD made", Action.MAKE_FOLDER),
                    Row.moving("LIST", Action.LIST),
                    Row.moving("LIST d", Action.LIST),
                    new Row("EPSV", "LIST old", Allowed::seeing),
                    Row.moving("LIST *", Action.LIST),
                    Row.moving("LIST -a /o*", Action.LIST),
                    Row.moving("LIST d/*", Action.LIST),
                    Row.moving("LIST -R", Action.LIST),
                    Row.moving("LIST -R d", Action.LIST),
                    Row.moving("NLST", Action.LIST),
                    Row.moving("NLST *", Action.LIST),
                    Row.moving("NLST *.x", Action.LIST),
                    Row.moving("NLST -R", Action.LIST),
                    Row.moving("MLSD", Action.LIST),
                    Row.of("MLST old", Allowed::seeing),
                    Row.of("SIZE old", Allowed::seeing),
                    Row.of("SIZE old", Allowed::seeing).after("TYPE I"),
                    Row.of("MDTM old", Allowed::seeing),
                    Row.needing("MFMT 20020717210715 old", Action.CHANGE),
                    Row.needing("MFCT 20020717210715 old", Action.CHANGE),
                    Row.needing("MFF Modify=20020717210715;UNIX.mode=600; old", Action.CHANGE),
                    Row.free("MFF Size=1; old"),
                    Row.needing("SITE CHMOD 600 old", Action.CHANGE),
                    Row.needing("SITE UTIME 20020717210715 old", Action.CHANGE),
                    Row.free("SITE IDLE"),
                    Row.free("SITE IDLE 20"),
                    Row.free("SITE QUOTA"),
                    Row.free("SITE HELP"),
                    Row.free("SITE NONSENSE old"),
                    Row.of("AVBL", Allowed::anything),
                    Row.of("AVBL d", Allowed::anything),
                    Row.of("SMNT d", Allowed::anything),
                    Row.free("HOST 127.0.0.1"),
                    Row.free("LANG en"),
                    Row.free("CLNT test"),
                    Row.free("CSID Name=test;"),
                    Row.free("SYST"),
                    Row.free("STAT"),
                    Row.needing("STAT d", Action.LIST),
                    Row.of("STAT old", Allowed::seeing),
                    Row.needing("STAT *", Action.LIST),
                    Row.needing("STAT -R .", Action.LIST),
                    Row.needing("STAT /o*", Action.LIST),
                    Row.free("HELP"),
                    Row.free("NOOP"),
                    Row.free("FEAT"),
                    Row.free("OPTS UTF8 ON"),
                    Row.free("OPTS MLST size;"),
                    Row.free("OPTS HASH"),
                    Row.free("OPTS HASH MD5"),
                    Row.free("OPTS HASH CRC-37"),
                    Row.needing("HASH old", Action.READ),
                    Row.needing("HASH old", Action.READ).after("RANG 2 4"),
                    Row.needing("XCRC old", Action.READ),
                    Row.needing("XSHA256 old 2 4", Action.READ),
                    Row.free("OPTS MODE Z LEVEL 3"),
                    Row.free("OPTS X"),
                    Row.free("AUTH TLS"),
                    Row.free("PBSZ 0"),
                    Row.free("PROT P"),
                    Row.free("CCC"),
                    Row.free("COMB old new"),
                    Row.free("NONSENSE old"),
                    Row.free("RETR"),
                    Row.free("\0"));

    @Test
    @DisplayName("a verb forgets the rule: no verb without a row")
    void everyCommandHasARow() {
        Set<Class<?>> rows = new java.util.HashSet<>();
        for (Row row : ROWS) {
            rows.add(
                    row.line().equals("\0")
                            ? Command.BadLine.class
                            : CommandParser.parse(row.line()).getClass());
        }
        assertThat(commands(Command.class)).isNotEmpty().allMatch(rows::contains);
    }

    private static Stream<Class<?>> commands(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EveryVerbTest::commands)
                : Stream.of(type);
    }

    @Test
    @DisplayName("a verb forgets the rule: the matrix")
    void noVerbWorksWithoutItsPermissionAndEachDoesWithIt() throws Exception {
        for (Set<Action> allowed : Allowed.sets()) {
            for (Row row : ROWS) {
                String what = "'" + row.line() + "' allowed " + allowed;
                try (var server = new TestServer(TestServer.settings())) {
                    server.file("/old", OLD).file("/other", OLD).folder("/d");
                    server.desk.add("admin", Permissions.everywhere(allowed));
                    String answer = outcome(server, row);
                    boolean refused = answer.startsWith("550 ") && answer.contains("denied");
                    assertThat(refused)
                            .as(what + ": " + answer)
                            .isEqualTo(!row.allowed().test(allowed));
                    if (refused) {
                        assertThat(server.content("/old")).as(what).contains(OLD);
                        assertThat(server.content("/other")).as(what).contains(OLD);
                        assertThat(server.events)
                                .as(what)
                                .hasOnlyElementsOfType(Event.Refused.class)
                                .isNotEmpty();
                    }
                }
            }
        }
    }

    /// The last reply to the row's command, or to what comes before it where that is refused.
    private static String outcome(TestServer server, Row row) throws IOException {
        try (var client = Client.loggedIn(server)) {
            for (String line : row.before().lines().toList()) {
                String answer = client.ask(line, "");
                if (answer.startsWith("5")) return answer;
            }
            String answer = client.ask(row.line(), "");
            if (!answer.startsWith("150")) return answer;
            if (row.line().startsWith("STO") || row.line().startsWith("APPE")) {
                client.writeData("abc".getBytes(StandardCharsets.US_ASCII));
                client.closeData();
            } else {
                byte[] came = client.readData();
                assertThat(came).as(row.line()).isNotNull();
            }
            return client.expect("226");
        }
    }
}
