package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.work.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An upload is whole or not there, however its client ends (HOUSE: Verdict).
final class VerdictTest {

    private static final String PART = "a part";

    /// Long enough for a client that is held up between the ends of its two connections.
    private static final FtpSettings SETTINGS = TestServer.pausing(Duration.ofSeconds(1));

    /// How a client dies in the middle of an upload.
    enum Death {
        DATA_RESET {
            @Override
            void die(Client client) throws IOException {
                Client.reset(client.data());
                client.expect("426");
            }
        },
        BOTH_RESET {
            @Override
            void die(Client client) throws IOException {
                Client.reset(client.data());
                Client.reset(client.control);
            }
        },
        CONTROL_RESET_THEN_DATA_CLOSED {
            @Override
            void die(Client client) throws IOException {
                Client.reset(client.control);
                client.data().close();
            }
        },
        BOTH_CLOSED_DATA_FIRST {
            @Override
            void die(Client client) throws IOException {
                client.data().close();
                client.control.close();
            }
        },
        BOTH_CLOSED_CONTROL_FIRST {
            @Override
            void die(Client client) throws IOException {
                client.control.close();
                client.data().close();
            }
        },
        BOTH_HALF_CLOSED {
            @Override
            void die(Client client) throws IOException {
                client.data().shutdownOutput();
                client.control.shutdownOutput();
            }
        },
        CONTROL_CLOSED_ALONE {
            @Override
            void die(Client client) throws IOException {
                client.control.close();
            }
        },
        ABORTED {
            @Override
            void die(Client client) throws IOException {
                client.send("ABOR");
                client.expect("426");
                client.expect("226");
            }
        },
        COMMANDS_SENT_AHEAD {
            @Override
            void die(Client client) throws IOException {
                client.send("NOOP\r\nNOOP");
                client.data().close();
                client.control.close();
            }
        };

        abstract void die(Client client) throws IOException;
    }

    /// What an upload is on its way to.
    private enum Way {
        STOR("STOR %s"),
        STOU("STOU %s"),
        APPE("APPE %s"),
        REST_STOR("STOR %s");

        private final String command;

        Way(String command) {
            this.command = command;
        }

        void begin(Client client, String name) throws IOException {
            client.ask("EPSV", "229");
            if (this == REST_STOR) client.ask("REST 3", "350");
            client.ask(command.formatted(name), "150");
            client.writeData(PART.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void theOldFileStaysAndNoNewOneAppears(Death death) throws Exception {
        try (var server = new TestServer(SETTINGS)) {
            var names = new ArrayList<String>();
            var clients = new ArrayList<Client>();
            for (Way way : Way.values()) {
                for (String type : List.of("I", "A")) {
                    String name = way + "-" + type;
                    server.file("/" + name, "the old file");
                    Client client = Client.loggedIn(server);
                    client.ask("TYPE " + type, "200");
                    way.begin(client, name);
                    names.add(name);
                    clients.add(client);
                }
            }
            dieAll(death, clients, server);
            for (String name : names) {
                assertThat(server.content("/" + name)).as(name).contains("the old file");
            }
            assertThat(names(server)).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void whatCameOfANewFileIsItsOwnersAlone(Death death) throws Exception {
        try (var server = new TestServer(SETTINGS)) {
            server.desk.add("other", Permissions.everywhere(Action.all()));
            try (var client = Client.loggedIn(server)) {
                client.ask("TYPE I", "200");
                Way.STOR.begin(client, "new");
                awaitSize(server, PART.length());
                death.die(client);
                Await.until(() -> !server.events.isEmpty());
            }
            assertThat(server.events)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.UploadCut.class,
                            cut -> assertThat(cut.kept()).isEqualTo(PART.length()));
            assertThat(server.content("/new")).isEmpty();
            try (var other = Client.loggedIn(server, "other")) {
                other.ask("TYPE I", "200");
                other.ask("SIZE new", "550");
            }
        }
    }

    /// The partial is seen to grow by its owner's own second session.
    private static void awaitSize(TestServer server, int size) throws IOException {
        try (var look = Client.loggedIn(server)) {
            look.ask("TYPE I", "200");
            Await.until(() -> {
                look.send("SIZE new");
                return ("213 " + size).equals(look.line());
            });
        }
    }

    @Test
    @DisplayName("upload called complete when cut: dying clients")
    void twoHundredClientsThatDieInGoodOrderPublishNothing() throws Exception {
        try (var server = new TestServer(SETTINGS)) {
            var clients = new ArrayList<Client>();
            for (int i = 0; i < 200; i++) {
                Client client = Client.loggedIn(server);
                Way.STOR.begin(client, "new" + i);
                clients.add(client);
            }
            dieAll(Death.BOTH_CLOSED_DATA_FIRST, clients, server);
            assertThat(names(server)).isEmpty();
        }
    }

    /// One after the other; the server's pauses for all of them are at the same time.
    private static void dieAll(Death death, List<Client> clients, TestServer server)
            throws IOException {
        try {
            for (Client client : clients) death.die(client);
            Await.until(() -> server.events.size() >= clients.size());
        } finally {
            for (Client client : clients) client.close();
        }
        assertThat(server.events)
                .hasSameSizeAs(clients)
                .hasOnlyElementsOfType(Event.UploadCut.class);
    }

    @Test
    void aDeviceThatIsTrustedMayCloseBothAtOnce() throws Exception {
        try (var server = new TestServer(SETTINGS)) {
            server.desk.change("admin", account -> account.withTrustsClose(true));
            for (Death death :
                    List.of(Death.BOTH_CLOSED_DATA_FIRST, Death.BOTH_CLOSED_CONTROL_FIRST)) {
                server.events.clear();
                try (var client = Client.loggedIn(server)) {
                    Way.STOR.begin(client, "new");
                    death.die(client);
                    Await.until(() -> !server.events.isEmpty());
                }
                assertThat(server.events).hasOnlyElementsOfType(Event.Uploaded.class);
                assertThat(server.content("/new")).contains(PART);
            }
        }
    }

    @Test
    void aDeviceThatIsTrustedIsNotTrustedWithAReset() throws Exception {
        try (var server = new TestServer(SETTINGS)) {
            server.desk.change("admin", account -> account.withTrustsClose(true));
            try (var client = Client.loggedIn(server)) {
                Way.STOR.begin(client, "new");
                Death.BOTH_RESET.die(client);
                Await.until(() -> !server.events.isEmpty());
            }
            assertThat(server.content("/new")).isEmpty();
        }
    }

    private static List<String> names(TestServer server) throws IOException {
        List<String> names = new ArrayList<>();
        try (var listing = server.storage.list(dev.ferry.files.VirtualPath.ROOT)) {
            for (var entry = listing.next(); entry != null; entry = listing.next()) {
                names.add(entry.name());
            }
        }
        return names;
    }
}
