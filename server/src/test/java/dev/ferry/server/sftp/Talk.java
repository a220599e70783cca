package dev.ferry.server.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.server.net.CommandMeter;
import dev.ferry.wire.sftp.RequestParser;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A conversation with a client that says what a transcript says: `>` the client, `<` the server;
/// `*` at the end of a line is whatever follows. Packets go over pipes in memory.
final class Talk implements AutoCloseable {

    private static final Map<String, Integer> FLAGS =
            Map.of(
                    "read",
                    1,
                    "write",
                    2,
                    "append",
                    4,
                    "create",
                    8,
                    "truncate",
                    16,
                    "exclusive",
                    32);

    private static final List<String> CODES =
            List.of(
                    "OK",
                    "EOF",
                    "NO_SUCH_FILE",
                    "PERMISSION_DENIED",
                    "FAILURE",
                    "BAD_MESSAGE",
                    "NO_CONNECTION",
                    "CONNECTION_LOST",
                    "OP_UNSUPPORTED");

    private final PipedOutputStream toServer = new PipedOutputStream();
    private final DataInputStream fromServer;
    private final Conversation conversation;
    private final Thread thread;
    private int id;

    Talk(SftpHouse house) throws IOException {
        var serverIn = new PipedInputStream(toServer, 1 << 20);
        var serverOut = new PipedOutputStream();
        fromServer = new DataInputStream(new PipedInputStream(serverOut, 1 << 20));
        conversation =
                new Conversation(
                        "sftp-1",
                        over ->
                                new Exchange(
                                        house.files(),
                                        house.bounds,
                                        house.handles,
                                        new SftpErrors("sftp-1"),
                                        InstantSource.system(),
                                        RequestParser.LONGEST,
                                        over),
                        RequestParser.LONGEST,
                        new CommandMeter(OptionalInt.empty(), Duration.ofSeconds(1)));
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try (serverIn;
                                    serverOut) {
                                var _ = conversation.run(serverIn, serverOut);
                            } catch (IOException _) {
                                // the pipe's other end is closed
                            }
                        });
    }

    /// Begins with INIT.
    static Talk with(SftpHouse house) throws IOException {
        var talk = new Talk(house);
        talk.play(
                """
                > INIT 3
                < VERSION 3 *
                """);
        return talk;
    }

    Talk play(String transcript) throws IOException {
        for (String line : transcript.lines().toList()) {
            if (line.isBlank()) continue;
            String words = line.substring(2);
            if (line.startsWith(">")) say(words);
            else hear(words);
        }
        return this;
    }

    private void hear(String expected) throws IOException {
        String said = answer();
        if (expected.endsWith("*")) {
            assertThat(said).startsWith(expected.substring(0, expected.length() - 1));
        } else {
            assertThat(said).isEqualTo(expected);
        }
    }

    /// The next one, in the words of a transcript.
    String answer() throws IOException {
        return shown(ByteBuffer.wrap(packet()));
    }

    /// The next one as it is.
    byte[] packet() throws IOException {
        byte[] bytes = new byte[fromServer.readInt()];
        fromServer.readFully(bytes);
        return bytes;
    }

    void send(byte[] raw) throws IOException {
        toServer.write(raw);
        toServer.flush();
    }

    /// The client is gone; returns when the server has seen it.
    void leave() throws IOException, InterruptedException {
        toServer.close();
        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }

    /// Whether the server has ended it.
    boolean isOver() throws InterruptedException {
        return thread.join(Duration.ofSeconds(20));
    }

    @Override
    public void close() throws IOException {
        toServer.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what the client says

    private void say(String line) throws IOException {
        String[] words = line.split(" ", -1);
        var out = new Bytes();
        switch (words[0]) {
            case "INIT" -> {
                send(framed(new Bytes().octet(1).number(Integer.parseInt(words[1]))));
                return;
            }
            case "OPEN" -> {
                int flags = 0;
                for (String flag : words[2].split("\\+")) flags |= FLAGS.getOrDefault(flag, 0);
                begin(out, 3).text(words[1]).number(flags).number(0);
            }
            case "CLOSE" -> begin(out, 4).text(words[1]);
            case "READ" ->
                    begin(out, 5)
                            .text(words[1])
                            .wide(Long.parseUnsignedLong(words[2]))
                            .number(Integer.parseUnsignedInt(words[3]));
            case "WRITE" ->
                    begin(out, 6)
                            .text(words[1])
                            .wide(Long.parseUnsignedLong(words[2]))
                            .text(rest(words, 3));
            case "LSTAT" -> begin(out, 7).text(words[1]);
            case "FSTAT" -> begin(out, 8).text(words[1]);
            case "SETSTAT" -> attributes(begin(out, 9).text(words[1]), words[2]);
            case "FSETSTAT" -> attributes(begin(out, 10).text(words[1]), words[2]);
            case "OPENDIR" -> begin(out, 11).text(words[1]);
            case "READDIR" -> begin(out, 12).text(words[1]);
            case "REMOVE" -> begin(out, 13).text(words[1]);
            case "MKDIR" -> begin(out, 14).text(words[1]).number(0);
            case "RMDIR" -> begin(out, 15).text(words[1]);
            case "REALPATH" -> begin(out, 16).text(words[1]);
            case "STAT" -> begin(out, 17).text(words[1]);
            case "RENAME" -> begin(out, 18).text(words[1]).text(words[2]);
            case "READLINK" -> begin(out, 19).text(words[1]);
            case "SYMLINK" -> begin(out, 20).text(words[1]).text(words[2]);
            case "POSIX-RENAME" ->
                    extended(out, "posix-rename@openssh.com").text(words[1]).text(words[2]);
            case "HARDLINK" -> extended(out, "hardlink@openssh.com").text(words[1]).text(words[2]);
            case "STATVFS" -> extended(out, "statvfs@openssh.com").text(words[1]);
            case "FSTATVFS" -> extended(out, "fstatvfs@openssh.com").text(words[1]);
            case "FSYNC" -> extended(out, "fsync@openssh.com").text(words[1]);
            case "LSETSTAT" ->
                    attributes(extended(out, "lsetstat@openssh.com").text(words[1]), words[2]);
            case "LIMITS" -> extended(out, "limits@openssh.com");
            case "EXPAND" -> extended(out, "expand-path@openssh.com").text(words[1]);
            case "COPY" ->
                    extended(out, "copy-data")
                            .text(words[1])
                            .wide(Long.parseLong(words[2]))
                            .wide(Long.parseLong(words[3]))
                            .text(words[4])
                            .wide(Long.parseLong(words[5]));
            case "CHECK" ->
                    extended(out, "check-file-name")
                            .text(words[1])
                            .text(words[2])
                            .wide(Long.parseLong(words[3]))
                            .wide(Long.parseLong(words[4]))
                            .number(Integer.parseInt(words[5]));
            case "USERS" ->
                    extended(out, "users-groups-by-id@openssh.com").number(4).number(0).number(0);
            case "EXTENDED" -> extended(out, words[1]);
            case "TYPE" -> begin(out, Integer.parseInt(words[1]));
            default -> throw new AssertionError("no such request: " + line);
        }
        send(framed(out));
    }

    private static String rest(String[] words, int from) {
        return String.join(" ", List.of(words).subList(from, words.length));
    }

    private Bytes begin(Bytes out, int type) {
        return out.octet(type).number(++id);
    }

    private Bytes extended(Bytes out, String name) {
        return begin(out, 200).text(name);
    }

    /// `size=5,mode=600,modified=7,owner=1000`, or `none`.
    private static void attributes(Bytes out, String text) {
        int flags = 0;
        var tail = new Bytes();
        for (String one : text.split(",")) {
            String[] pair = one.split("=");
            switch (pair[0]) {
                case "none" -> {}
                case "size" -> {
                    flags |= 1;
                    tail.wide(Long.parseUnsignedLong(pair[1]));
                }
                case "owner" -> {
                    flags |= 2;
                    tail.number(Integer.parseInt(pair[1])).number(Integer.parseInt(pair[1]));
                }
                case "mode" -> {
                    flags |= 4;
                    tail.number(Integer.parseInt(pair[1], 8));
                }
                case "modified" -> {
                    flags |= 8;
                    tail.number(1).number(Integer.parseInt(pair[1]));
                }
                default -> throw new AssertionError("no such attribute: " + one);
            }
        }
        out.number(flags).raw(tail.all());
    }

    static byte[] framed(Bytes packet) {
        byte[] all = packet.all();
        return new Bytes().number(all.length).raw(all).all();
    }

    /// A packet as it grows.
    static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes octet(int value) {
            out.write(value);
            return this;
        }

        Bytes number(int value) {
            return raw(ByteBuffer.allocate(4).putInt(value).array());
        }

        Bytes wide(long value) {
            return raw(ByteBuffer.allocate(8).putLong(value).array());
        }

        Bytes text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            return number(utf8.length).raw(utf8);
        }

        Bytes raw(byte[] value) {
            out.writeBytes(value);
            return this;
        }

        byte[] all() {
            return out.toByteArray();
        }
    }

    // ---- what the server says

    private static String shown(ByteBuffer in) {
        int type = in.get() & 0xff;
        if (type == 2) {
            var words = new StringBuilder("VERSION " + in.getInt());
            while (in.hasRemaining())
                words.append(' ').append(text(in)).append('=').append(text(in));
            return words.toString();
        }
        var _ = in.getInt();
        return switch (type) {
            case 101 -> {
                int code = in.getInt();
                yield code < 2 ? CODES.get(code) : CODES.get(code) + " " + text(in);
            }
            case 102 -> "HANDLE " + text(in);
            case 103 -> "DATA " + text(in);
            case 104 -> {
                var names = new ArrayList<String>();
                for (int left = in.getInt(); left > 0; left--) {
                    names.add(text(in));
                    var _ = text(in);
                    var _ = attributes(in);
                }
                names.sort(null);
                yield "NAMES " + String.join(" ", names);
            }
            case 105 -> "ATTRS " + attributes(in);
            case 201 -> "REPLY " + in.remaining();
            default -> throw new AssertionError("a packet of type " + type);
        };
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String attributes(ByteBuffer in) {
        int flags = in.getInt();
        var words = new ArrayList<String>();
        if ((flags & 1) != 0) words.add("size=" + in.getLong());
        if ((flags & 2) != 0) {
            var _ = in.getLong();
        }
        if ((flags & 4) != 0) words.add("mode=%o".formatted(in.getInt()));
        if ((flags & 8) != 0) {
            var _ = in.getInt();
            words.add("modified=" + in.getInt());
        }
        return String.join(" ", words);
    }
}
