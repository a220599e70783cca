package dev.ferry.server.ftp;

import static dev.ferry.server.ftp.Dialogue.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.work.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// STRU R, MODE B and MODE Z: RETR, STOR and listings in them, refusals, wrong data, cuts, and
/// restarts by marker.
final class ModesTest {

    private static final String IMAGE = LOGIN + "> TYPE I\n< 200 *\n";
    private static final String RECORDS = "> STRU R\n< 200 *\n";
    private static final String BLOCKS = "> MODE B\n< 200 *\n";
    private static final Pattern MARK = Pattern.compile("110 MARK (\\S+) = (\\S+)");

    // ---- STRU R

    @Test
    void aRecordIsALineWithoutItsEnd() throws Exception {
        try (var talk = new Dialogue().file("/a", "one\n\ntw\u00ff\r\n").file("/b", "no end")) {
            talk.play(
                    IMAGE
                            + RECORDS
                            + """
                            > EPSV
                            < 229 *
                            > RETR a
                            < 150 Opening binary data connection for /a
                            <<one\\xFF\\x01\\xFF\\x01tw\\xC3\\xBF\\r\\xFF\\x01\\xFF\\x02
                            < 226 *
                            > EPSV
                            < 229 *
                            > RETR b
                            < 150 *
                            <<no end\\xFF\\x01\\xFF\\x02
                            < 226 10 bytes moved
                            > SIZE b
                            < 213 10
                            > EPSV
                            < 229 *
                            > STOR new
                            < 150 *
                            >>one\\xFF\\x01\\xFF\\xFFtwo\\xFF\\x03
                            < 226 *
                            """);
            assertThat(talk.server.content("/new").orElseThrow()).startsWith("one\n");
            assertThat(talk.server.content("/new").orElseThrow()).endsWith("two\n");
        }
    }

    @Test
    void inTypeAEitherEndOfLineIsTheRecords() throws Exception {
        try (var talk = new Dialogue().file("/a", "one\ntwo\r\n")) {
            talk.play(
                    LOGIN
                            + RECORDS
                            + """
                            > EPSV
                            < 229 *
                            > RETR a
                            < 150 *
                            <<one\\xFF\\x01two\\xFF\\x01\\xFF\\x02
                            < 226 *
                            > EPSV
                            < 229 *
                            > STOR new
                            < 150 *
                            >>one\\xFF\\x01\\xFF\\x01two\\xFF\\x01\\xFF\\x02
                            < 226 *
                            > SIZE new
                            < 213 14
                            """);
            assertThat(talk.server.content("/new")).contains("one\n\ntwo\n");
        }
    }

    @Test
    void aListingIsSentInRecordsToo() throws Exception {
        try (var talk = new Dialogue().file("/a", "1")) {
            talk.play(
                    IMAGE
                            + RECORDS
                            + """
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<a\\xFF\\x01\\xFF\\x02
                            < 226 *
                            """
                            + BLOCKS
                            + """
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<\\x80\\x00\\x01a\\x40\\x00\\x00
                            < 226 *
                            > STRU F
                            < 200 *
                            > EPSV
                            < 229 *
                            > NLST
                            < 150 *
                            <<\\x00\\x00\\x03a\\r\\n\\x40\\x00\\x00
                            < 226 *
                            """);
        }
    }

    // ---- MODE B

    @Test
    void aFileComesAndGoesInBlocks() throws Exception {
        try (var talk = new Dialogue().file("/a", "0123")) {
            talk.play(
                    IMAGE
                            + BLOCKS
                            + """
                            > EPSV
                            < 229 *
                            > RETR a
                            < 150 *
                            <<\\x40\\x00\\x040123
                            < 226 7 bytes moved
                            > EPSV
                            < 229 *
                            > STOR new
                            < 150 *
                            >>\\x00\\x00\\x0201\\x00\\x00\\x00\\x40\\x00\\x0223
                            < 226 *
                            > EPSV
                            < 229 *
                            > APPE new
                            < 150 *
                            >>\\x40\\x00\\x0145
                            < 451 /new: bytes follow the block that was marked as the last
                            > EPSV
                            < 229 *
                            > APPE new
                            < 150 *
                            >>\\x10\\x00\\x01x\\x40\\x00\\x0245
                            < 226 *
                            > EPSV
                            < 229 *
                            > STOU
                            < 150 FILE: *
                            >>\\x40\\x00\\x00
                            < 226 *
                            """);
            assertThat(talk.server.content("/new")).contains("012345");
        }
    }

    @Test
    void textInRecordsGoesInBlocks() throws Exception {
        try (var talk = new Dialogue().file("/a", "one\r\ntwo\n")) {
            talk.play(
                    LOGIN
                            + RECORDS
                            + BLOCKS
                            + """
                            > EPSV
                            < 229 *
                            > RETR a
                            < 150 *
                            <<\\x80\\x00\\x03one\\x80\\x00\\x03two\\x40\\x00\\x00
                            < 226 *
                            > EPSV
                            < 229 *
                            > STOR new
                            < 150 *
                            >>\\x00\\x00\\x02on\\x80\\x00\\x01e\\x10\\x00\\x04here\\xC0\\x00\\x03two
                            < 110 MARK here = U4s.*
                            < 226 *
                            """);
            assertThat(talk.server.content("/new")).contains("one\ntwo\n");
        }
    }

    @Test
    void anEmptyFileIsAnEnd() throws Exception {
        try (var talk = new Dialogue().file("/a", "")) {
            talk.play(
                    LOGIN
                            + BLOCKS
                            + """
                            > EPSV
                            < 229 *
                            > RETR a
                            < 150 *
                            <<\\x40\\x00\\x00
                            < 226 *
                            """
                            + RECORDS
                            + """
                            > MODE S
                            < 200 *
                            > EPSV
                            < 229 *
                            > RETR a
                            < 150 *
                            <<\\xFF\\x02
                            < 226 *
                            """);
        }
    }

    @Test
    void blocksTheSenderSuspectsAreStoredAndToldOf() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    IMAGE
                            + BLOCKS
                            + """
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>\\x20\\x00\\x01a\\x60\\x00\\x01b
                            < 226 8 bytes moved; their sender suspects errors in blocks: 2
                            """);
            assertThat(talk.server.content("/a")).contains("ab");
        }
    }

    /// The mode says where the file ends, so nothing is read out of how the connections do.
    @Test
    void aFileThatHasSaidItsEndIsWholeWhateverBecomesOfItsClient() throws Exception {
        try (var server = new TestServer(TestServer.settings())) {
            try (Client client = Client.loggedIn(server)) {
                client.ask("MODE B", "200");
                client.ask("EPSV", "229");
                client.ask("STOR a", "150");
                client.writeData(new byte[] {0x40, 0, 1, 'a'});
                client.control.close();
            }
            Await.until(() -> server.content("/a").isPresent());
            assertThat(server.content("/a")).contains("a");
        }
    }

    // ---- MODE Z

    @ParameterizedTest
    @CsvSource({"I, F", "I, R", "A, F", "A, R"})
    void aFileComesAndGoesDeflated(String type, String structure) throws Exception {
        String text = "line after line\n".repeat(10_000);
        String stream =
                switch (type + structure) {
                    case "IF" -> text;
                    case "AF" -> text.replace("\n", "\r\n");
                    default -> text.replace("\n", "\u00ff\u0001") + "\u00ff\u0002";
                };
        try (var server = new TestServer(TestServer.settings()).file("/a", text);
                Client client = Client.loggedIn(server)) {
            client.ask("TYPE " + type, "200");
            client.ask("STRU " + structure, "200");
            client.ask("OPTS MODE Z LEVEL 9", "200");
            client.ask("MODE Z", "200");
            client.ask("EPSV", "229");
            client.ask("RETR a", "150");
            byte[] came = client.readData();
            client.expect("226");
            assertThat(came.length).isLessThan(2_000);
            assertThat(inflated(came).equals(stream)).isTrue();
            client.ask("EPSV", "229");
            client.ask("STOR b", "150");
            client.writeData(deflated(stream));
            client.expect("226");
            assertThat(server.content("/b").orElseThrow().equals(text)).isTrue();
            client.ask("EPSV", "229");
            client.ask("NLST", "150");
            String names = inflated(client.readData());
            client.expect("226");
            assertThat(names).contains("a").contains("b");
        }
    }

    @Test
    void withoutModeZNobodyIsOfferedItOrGetsIt() throws Exception {
        var settings = TestServer.settings().withDeflating(false);
        try (var server = new TestServer(settings);
                Client client = Client.loggedIn(server)) {
            assertThat(client.ask("FEAT", "211")).doesNotContain("MODE Z");
            assertThat(client.ask("MODE Z", "504")).contains("use S or B");
            client.ask("OPTS MODE Z LEVEL 3", "504");
            client.ask("MODE S", "200");
        }
    }

    @Test
    void inModeZRestCountsWhatIsCompressed() throws Exception {
        try (var server = new TestServer(TestServer.settings()).file("/a", "0123456789");
                Client client = Client.loggedIn(server)) {
            client.ask("TYPE I", "200");
            client.ask("MODE Z", "200");
            client.ask("SIZE a", "213 10");
            client.ask("REST 6", "350");
            client.ask("EPSV", "229");
            client.ask("RETR a", "150");
            assertThat(inflated(client.readData())).isEqualTo("6789");
            client.expect("226");

            client.ask("EPSV", "229");
            client.ask("STOR b", "150");
            client.writeData(half(deflated("0123456789".repeat(10_000))));
            client.closeData();
            client.expect("426");
            long kept = Long.parseLong(client.ask("SIZE b", "213").substring(4));
            assertThat(kept).isBetween(1L, 99_999L);
            client.ask("REST " + kept, "350");
            client.ask("EPSV", "229");
            client.ask("STOR b", "150");
            client.writeData(deflated("0123456789".repeat(10_000).substring((int) kept)));
            client.expect("226");
            assertThat(server.content("/b").orElseThrow().equals("0123456789".repeat(10_000)))
                    .isTrue();
        }
    }

    // ---- no

    @Test
    void restNamesWhatTheModeKnows() throws Exception {
        try (var talk = new Dialogue().file("/a", "0123456789")) {
            talk.play(
                    IMAGE
                            + """
                            > REST U5s.abc
                            < 501 REST: a marker is for block mode; send MODE B first
                            """
                            + BLOCKS
                            + """
                            > REST 5
                            < 501 REST: numbers count *
                            > REST 0
                            < 350 *
                            > REST x1
                            < 501 REST: that is no marker of ours*
                            > REST U5s.abc
                            < 350 Restarting at marker U5s.abc
                            > EPSV
                            < 229 *
                            > STOR a
                            < 554 /a: no upload of yours waits at that marker; send REST 0 *
                            > REST U5s.abc
                            < 350 *
                            > RETR a
                            < 554 *
                            > REST D5s.abc
                            < 350 *
                            > STOR a
                            < 554 *
                            > REST D5s.abc
                            < 350 *
                            > RETR a
                            < 554 /a: was changed since that marker was sent; send REST 0 *
                            > REST D5s.abc
                            < 350 *
                            > MODE S
                            < 200 *
                            > RETR a
                            < 554 *
                            > REST 5
                            < 350 *
                            > STRU R
                            < 200 *
                            > RETR a
                            < 554 /a: in MODE B and STRU R *
                            > REST 5
                            < 501 *
                            """);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F, B, '\\x01\\x00\\x01a', mean nothing",
        "F, B, '\\x00\\x00\\x03abc\\x10\\x00\\x00', not 1 to 128",
        "F, B, '\\x00\\x00\\x03abc\\x10\\xFF\\xFF', not 1 to 128",
        "F, B, '\\x10\\x00\\x01\\n', not printable",
        "F, B, '\\x80\\x00\\x01a', the structure is F",
        "R, S, 'abc\\xFF\\x07', is no code",
        "R, S, 'abc\\xFF\\x02d', follow the code",
        "F, Z, 'this is no stream', is damaged",
        "R, Z, 'this is no stream', is damaged",
    })
    void wrongDataIsRefusedAndNothingIsLeftOfIt(
            String structure, String mode, String data, String why) throws Exception {
        try (var talk = new Dialogue().file("/a", "old")) {
            String setting =
                    IMAGE + "> STRU " + structure + "\n< 200 *\n> MODE " + mode + "\n< 200 *\n";
            for (String name : new String[] {"a", "new"}) {
                talk.newClient()
                        .play(
                                setting
                                        + "> EPSV\n< 229 *\n> STOR "
                                        + name
                                        + "\n< 150 *\n>>"
                                        + data
                                        + "\n< 451 /"
                                        + name
                                        + ": *"
                                        + why
                                        + "*\n> MLST new\n< 550 *\n");
            }
            assertThat(talk.server.content("/a")).contains("old");
            assertThat(talk.server.content("/new")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F, B, '\\x00\\x00\\x03abc'",
        "F, B, '\\x40\\x00\\x03ab'",
        "F, B, ''",
        "R, S, 'abc\\xFF\\x01'",
        "R, S, 'abc\\xFF'",
        "R, S, ''",
        "R, B, '\\x80\\x00\\x03abc'",
        "F, Z, ''",
        "F, Z, '\\x78\\x9c\\x4b\\x04'",
    })
    void anEndThatWasNotSaidIsACut(String structure, String mode, String data) throws Exception {
        try (var talk = new Dialogue().file("/a", "old")) {
            talk.play(
                    IMAGE
                            + "> STRU "
                            + structure
                            + "\n< 200 *\n> MODE "
                            + mode
                            + "\n< 200 *\n> EPSV\n< 229 *\n> STOR a\n< 150 *\n>>"
                            + data
                            + "\n< 426 Transfer cut: the data*ended before*\n> EPSV\n< 229 *\n"
                            + "> STOR new\n< 150 *\n>>"
                            + data
                            + "\n< 426 *\n");
            assertThat(talk.server.content("/a")).contains("old");
            assertThat(talk.server.content("/new")).isEmpty();
        }
    }

    @Test
    void anAbortedUploadIsNotPublishedThoughItSaidItsEnd() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    IMAGE
                            + BLOCKS
                            + """
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>+\\x00\\x00\\x01a
                            > ABOR
                            < 426 *
                            < 226 *
                            """);
            assertThat(talk.server.content("/a")).isEmpty();
        }
    }

    // ---- restarts by marker

    @ParameterizedTest
    @CsvSource({
        "I, F, true",
        "I, F, false",
        "A, F, true",
        "A, R, true",
        "A, R, false",
        "I, R, true"
    })
    void anUploadGoesOnFromItsMarker(String type, String structure, boolean over) throws Exception {
        try (var server = new TestServer(TestServer.settings())) {
            if (over) server.file("/a", "the old one");
            String marker;
            boolean records = structure.equals("R");
            String end = type.equals("A") ? "\r\n" : "\n";
            byte[] first = records ? block(128, "one") : block(0, "one" + end);
            byte[] second = records ? block(128, "two") : block(0, "two" + end);
            byte[] third = records ? block(128 + 64, "three") : block(64, "three" + end);
            try (Client client = client(server, type, structure)) {
                client.ask("EPSV", "229");
                client.ask("STOR a", "150");
                client.writeData(first);
                client.writeData(block(16, "mine"));
                marker = marker(client, "mine");
                client.writeData(second);
                Client.reset(client.data());
                client.expect("4");
            }
            assertThat(server.content("/a").isPresent()).isEqualTo(over);
            try (Client client = client(server, type, structure)) {
                client.ask("REST " + marker, "350");
                client.ask("EPSV", "229");
                client.ask("STOR a", "150");
                client.writeData(second);
                client.writeData(block(16, "again"));
                marker(client, "again");
                client.writeData(third);
                client.expect("226");
            }
            assertThat(server.content("/a")).contains("one\ntwo\nthree\n");
            assertThat(server.events).anyMatch(it -> it instanceof Event.UploadCut);
        }
    }

    @Test
    void aLineThatWasCutBetweenCrAndLfByAMarkerIsOneLine() throws Exception {
        try (var server = new TestServer(TestServer.settings()).file("/a", "old")) {
            String marker;
            try (Client client = client(server, "A", "F")) {
                client.ask("EPSV", "229");
                client.ask("STOR a", "150");
                client.writeData(block(0, "one\r"));
                client.writeData(block(16, "m"));
                marker = marker(client, "m");
                client.closeData();
                client.expect("426");
                client.ask("TYPE I", "200");
                client.ask("REST " + marker, "350");
                client.ask("EPSV", "229");
                client.ask("STOR a", "554");
                client.ask("TYPE A", "200");
                client.ask("REST " + marker, "350");
                client.ask("EPSV", "229");
                client.ask("APPE a", "150"); // as STOR, after REST
                client.writeData(block(64, "\ntwo"));
                client.expect("226");
            }
            assertThat(server.content("/a")).contains("one\ntwo");
        }
    }

    @ParameterizedTest
    @CsvSource({"I, F", "A, F", "I, R", "A, R"})
    void aDownloadGoesOnFromEachOfItsMarkers(String type, String structure) throws Exception {
        String text = "some line\nanother one\r\n\n".repeat(150_000);
        try (var server = new TestServer(TestServer.settings()).file("/a", text);
                Client client = client(server, type, structure)) {
            Blocks whole = download(client, "a");
            assertThat(whole.markers).hasSizeBetween(2, 4);
            for (var marker : whole.markers.entrySet()) {
                client.ask("REST " + marker.getKey(), "350");
                Blocks rest = download(client, "a");
                assertThat(rest.text.length() + marker.getValue()).isEqualTo(whole.text.length());
                assertThat(whole.text.toString().endsWith(rest.text.toString())).isTrue();
            }
            server.file("/a", text);
            client.ask("REST " + whole.markers.keySet().iterator().next(), "350");
            client.ask("EPSV", "229");
            client.ask("RETR a", "554");
        }
    }

    /// @param text the bytes, with `|` for a record's end
    private record Blocks(StringBuilder text, java.util.Map<String, Integer> markers) {}

    private static Blocks download(Client client, String name) throws IOException {
        client.ask("EPSV", "229");
        client.ask("RETR " + name, "150");
        byte[] came = client.readData();
        client.expect("226");
        var blocks = new Blocks(new StringBuilder(), new java.util.LinkedHashMap<>());
        for (int at = 0; at < came.length; ) {
            int count = (came[at + 1] & 0xff) << 8 | (came[at + 2] & 0xff);
            var bytes = new String(came, at + 3, count, StandardCharsets.ISO_8859_1);
            if ((came[at] & 16) != 0) blocks.markers.put(bytes, blocks.text.length());
            else blocks.text.append(bytes);
            if ((came[at] & 128) != 0) blocks.text.append('|');
            boolean last = (came[at] & 64) != 0;
            at += 3 + count;
            assertThat(last).isEqualTo(at == came.length);
        }
        return blocks;
    }

    private static Client client(TestServer server, String type, String structure)
            throws IOException {
        Client client = Client.loggedIn(server);
        client.ask("TYPE " + type, "200");
        client.ask("STRU " + structure, "200");
        client.ask("MODE B", "200");
        return client;
    }

    private static String marker(Client client, String theirs) throws IOException {
        Matcher said = MARK.matcher(client.expect("110"));
        assertThat(said.matches()).isTrue();
        assertThat(said.group(1)).isEqualTo(theirs);
        return said.group(2);
    }

    private static byte[] block(int descriptor, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var block = new ByteArrayOutputStream();
        block.write(descriptor);
        block.write(bytes.length >> 8);
        block.write(bytes.length);
        block.writeBytes(bytes);
        return block.toByteArray();
    }

    private static byte[] half(byte[] bytes) {
        return java.util.Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static byte[] deflated(String text) throws IOException {
        var all = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(all, new Deflater(1))) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toByteArray();
    }

    private static String inflated(byte[] bytes) throws IOException {
        try (var in = new InflaterInputStream(new java.io.ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
