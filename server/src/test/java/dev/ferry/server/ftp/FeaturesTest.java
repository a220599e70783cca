package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.files.Capability;
import dev.ferry.files.storage.memory.MemoryStorage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// FEAT says what is then accepted, and all of it.
final class FeaturesTest {

    /// What a line promises, as a command that its session accepts if, and only if, it is there.
    /// Lines of words that hold whatever anybody may do are not here.
    private static final Map<String, String> PROMISES =
            Map.ofEntries(
                    Map.entry("AVBL", "AVBL"),
                    Map.entry("CLNT", "CLNT x"),
                    Map.entry("CSID", "CSID Name=x;"),
                    Map.entry("EPRT", "EPRT |1|127.0.0.1|51400|"),
                    Map.entry("EPSV", "EPSV"),
                    Map.entry("HASH", "HASH a"),
                    Map.entry("LANG EN*", "LANG EN"),
                    Map.entry("MDTM", "MDTM a"),
                    Map.entry("MFCT", "MFCT 20020717210715 a"),
                    Map.entry("MFMT", "MFMT 20020717210715 a"),
                    Map.entry("MLST", "MLST a"),
                    Map.entry("REST STREAM", "REST 1"),
                    Map.entry("SITE CHMOD", "SITE CHMOD 600 a"),
                    Map.entry("SITE IDLE", "SITE IDLE"),
                    Map.entry("SITE QUOTA", "SITE QUOTA"),
                    Map.entry("SITE UTIME", "SITE UTIME 20020717210715 a"),
                    Map.entry("SIZE", "SIZE a"),
                    Map.entry("UTF8", "OPTS UTF8 ON"),
                    Map.entry("XCRC", "XCRC a"),
                    Map.entry("XMD5", "XMD5 a"),
                    Map.entry("XSHA256", "XSHA256 a"));

    @Test
    void whatIsPromisedIsAcceptedAndWhatIsNotIsNot() throws Exception {
        var all = EnumSet.allOf(Capability.class);
        for (Set<Capability> can :
                List.of(
                        all,
                        EnumSet.noneOf(Capability.class),
                        EnumSet.of(Capability.SET_MODE),
                        EnumSet.complementOf(EnumSet.of(Capability.SET_CREATED)))) {
            check(can, Action.all());
        }
        check(all, Action.readOnly());
        check(all, EnumSet.complementOf(EnumSet.of(Action.READ)));
    }

    private static void check(Set<Capability> can, Set<Action> may) throws IOException {
        var storage = new MemoryStorage(InstantSource.system(), can);
        try (var server = new TestServer(TestServer.settings(), storage)) {
            server.desk.add("admin", Permissions.everywhere(may));
            server.file("/a", "x");
            for (var promise : PROMISES.entrySet()) {
                try (var client = Client.loggedIn(server)) {
                    boolean said =
                            features(client).stream()
                                    .anyMatch(line -> line.startsWith(promise.getKey()));
                    boolean accepted = client.ask(promise.getValue(), "").matches("[23].*");
                    assertThat(accepted)
                            .as(promise + " with " + can + ", allowed " + may)
                            .isEqualTo(said);
                }
            }
        }
    }

    @Test
    void theFactsOfMffAreThoseItTakes() throws Exception {
        var can = EnumSet.of(Capability.SET_MODE, Capability.SET_MODIFIED);
        var storage = new MemoryStorage(InstantSource.system(), can);
        try (var server = new TestServer(TestServer.settings(), storage)) {
            server.file("/a", "x");
            try (var client = Client.loggedIn(server)) {
                assertThat(features(client)).contains("MFF Modify;UNIX.mode;");
                client.ask("MFF Modify=20020717210715;UNIX.mode=600; a", "213");
                client.ask("MFF Create=20020717210715; a", "504");
            }
        }
    }

    @Test
    void beforeLoginItIsWhatAFolderOnADiskCan() throws Exception {
        try (var server = new TestServer(TestServer.settings());
                var client = new Client(server.address())) {
            client.expect("220");
            assertThat(features(client))
                    .contains("HOST", "MFMT", "UTF8", "WHOLE-UPLOADS", "SITE CHMOD")
                    .doesNotContain("MFCT")
                    .isSorted();
        }
    }

    static List<String> features(Client client) throws IOException {
        client.send("FEAT");
        var lines = new ArrayList<String>();
        for (String line = client.line(); ; line = client.line()) {
            if (line == null) throw new AssertionError("hung up");
            if (line.startsWith("211 ")) return lines;
            if (line.startsWith(" ")) lines.add(line.substring(1));
        }
    }
}
