package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ListeningTest {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int UPLOADS = 20;

    /// Thousands of uploads at once have to do with the descriptors a process may have.
    @Test
    void aSessionThatTransfersListensWithOneSelector() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "descriptors are counted in /proc");
        var clients = new ArrayList<Client>();
        try (var server = new TestServer(TestServer.settings())) {
            try {
                long before = selectors();
                for (int i = 0; i < UPLOADS; i++) {
                    Client client = Client.loggedIn(server);
                    clients.add(client);
                    client.ask("EPSV", "229");
                    client.ask("STOR " + i, "150");
                    client.writeData(new byte[1]);
                    client.awaitMoved(1);
                }
                assertThat(selectors() - before).isLessThan(UPLOADS + 10);
                for (Client client : clients) {
                    client.closeData();
                    client.expect("226");
                }
            } finally {
                for (Client client : clients) client.close();
            }
        }
    }

    private static long selectors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(it -> leadsTo(it).contains("eventpoll")).count();
        }
    }

    private static String leadsTo(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }
}
