package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A test whose text is the transcript, played over loopback:
///
/// - `> text` the client says it; `PORT *` and `EPRT *` name a port the client listens on
/// - `< text` the server says exactly this, `*` being whatever; `<...` skips lines up to the next
///   `<` that matches
/// - `<<text` all that comes over the data connection, `*` as before
/// - `>>text` all that goes over it, then its end; `>>+text` the same without the end
/// - `<EOF` the server hangs up
///
/// `\r`, `\n`, `\\` and `\xFF` are bytes. The client connects where PASV and EPSV say, at once.
final class Dialogue implements AutoCloseable {

    static final String LOGIN =
            """
            < 220 *
            > USER admin
            < 331 *
            > PASS secret
            < 230 *
            """;

    final TestServer server;
    private @Nullable Client client;

    Dialogue() throws IOException {
        this(TestServer.settings());
    }

    Dialogue(FtpSettings settings) throws IOException {
        this(new TestServer(settings));
    }

    Dialogue(TestServer server) {
        this.server = server;
    }

    Dialogue file(String path, String content) throws IOException {
        server.file(path, content);
        return this;
    }

    Dialogue folder(String path) throws IOException {
        server.folder(path);
        return this;
    }

    Client client() throws IOException {
        if (client == null) client = new Client(server.address());
        return client;
    }

    /// A client of its own for what is played next.
    Dialogue newClient() throws IOException {
        if (client != null) client.close();
        client = null;
        return this;
    }

    Dialogue play(String transcript) throws IOException {
        boolean skipping = false;
        for (String line : transcript.lines().toList()) {
            if (line.isBlank()) continue;
            if (line.equals("<...")) {
                skipping = true;
            } else if (line.equals("<EOF")) {
                assertThat(client().line()).isNull();
            } else if (line.startsWith("<<")) {
                String came = new String(client().readData(), StandardCharsets.ISO_8859_1);
                assertThat(came).matches(pattern(line.substring(2)));
            } else if (line.startsWith(">>+")) {
                client().writeData(bytes(line.substring(3)));
            } else if (line.startsWith(">>")) {
                client().writeData(bytes(line.substring(2)));
                client().closeData();
            } else if (line.startsWith("> ")) {
                say(line.substring(2));
            } else if (line.startsWith("< ")) {
                hear(line.substring(2), skipping);
                skipping = false;
            } else {
                throw new IllegalArgumentException(line);
            }
        }
        return this;
    }

    private void say(String text) throws IOException {
        String said = text;
        if (text.equals("PORT *")) said = "PORT " + comma(client().listen());
        if (text.equals("EPRT *")) said = "EPRT " + bars(client().listen());
        var line = new ByteArrayOutputStream();
        line.writeBytes(bytes(said));
        line.writeBytes(new byte[] {'\r', '\n'});
        client().raw(line.toByteArray());
    }

    private static String comma(InetSocketAddress at) {
        return at.getAddress().getHostAddress().replace('.', ',')
                + ","
                + at.getPort() / 256
                + ","
                + at.getPort() % 256;
    }

    private static String bars(InetSocketAddress at) {
        String host = at.getAddress().getHostAddress();
        return "|" + (host.contains(":") ? 2 : 1) + "|" + host + "|" + at.getPort() + "|";
    }

    private void hear(String expected, boolean skipping) throws IOException {
        Pattern pattern = pattern(expected);
        String line = client().line();
        while (skipping && line != null && !pattern.matcher(client().lastBytes()).matches()) {
            line = client().line();
        }
        assertThat(line).as("the server's answer, for: " + expected).isNotNull();
        assertThat(client().lastBytes()).matches(pattern);
    }

    private static Pattern pattern(String text) {
        var regex = new StringBuilder();
        String bytewise = new String(bytes(text), StandardCharsets.ISO_8859_1);
        for (String part : bytewise.split("(?<=\\*)|(?=\\*)")) {
            regex.append(part.equals("*") ? ".*" : Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            switch (text.charAt(++i)) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case 'x' -> {
                    bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> bytes.write(text.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        if (client != null) client.close();
        server.close();
    }
}
