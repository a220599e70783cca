package dev.ferry.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A small, correct FTP server over files in memory, each of whose answers a test can replace: for
/// one time ([#once]) or for good ([#on]). What a replacement does is written with [Talk], which
/// can be as wrong as it likes.
public final class ScriptedServer implements AutoCloseable {

    /// What is done at a command.
    @FunctionalInterface
    public interface Act {
        void play(Talk talk, String argument) throws Exception;
    }

    /// A file and when it was changed.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Content(byte[] bytes, Instant modified) {}

    /// The files by their path; a folder ends in `/`.
    public final Map<String, Content> files = Collections.synchronizedMap(new TreeMap<>());

    /// Every line that a client said.
    public final List<String> heard = new CopyOnWriteArrayList<>();

    public volatile List<String> features =
            List.of("SIZE", "MDTM", "MFMT", "MLST type*;size*;modify*;", "REST STREAM", "UTF8");

    /// How often somebody connected.
    public final AtomicInteger connections = new AtomicInteger();

    private final Map<String, Deque<Act>> once = new ConcurrentHashMap<>();
    private final Map<String, Act> always = new ConcurrentHashMap<>();
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final @Nullable SSLContext tls;

    public ScriptedServer() throws IOException {
        this(null);
    }

    /// @param tls what AUTH TLS begins with; null where there is none
    public ScriptedServer(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        defaults();
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public ScriptedServer file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public ScriptedServer file(String path, byte[] content) {
        files.put(path, new Content(content, Instant.parse("2024-01-02T03:04:05Z")));
        return this;
    }

    public ScriptedServer on(String verb, Act act) {
        always.put(verb, act);
        return this;
    }

    public ScriptedServer on(String verb, String reply) {
        return on(verb, (talk, _) -> talk.say(reply));
    }

    public ScriptedServer once(String verb, Act act) {
        once.computeIfAbsent(verb, _ -> new ArrayDeque<>()).add(act);
        return this;
    }

    public ScriptedServer once(String verb, String reply) {
        return once(verb, (talk, _) -> talk.say(reply));
    }

    /// Takes back what was to be done once at `verb`.
    public void forget(String verb) {
        once.remove(verb);
    }

    /// What the server does of itself at `verb`, for acts that go wrong later.
    public void usual(Talk talk, String verb, String argument) throws Exception {
        act(verb).play(talk, argument);
    }

    private final Map<String, Act> usual = new HashMap<>();

    private Act act(String verb) {
        return usual.getOrDefault(verb, (talk, _) -> talk.say("502 not here"));
    }

    /// One client's conversation.
    public final class Talk {
        Socket socket;
        InputStream in;
        OutputStream out;
        public @Nullable ServerSocket door;
        public long rest;
        String renamed = "";
        boolean secureData;
        boolean open = true;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /// @param reply lines parted by `\n`, each sent with CRLF
        public void say(String reply) throws IOException {
            raw(reply.replace("\n", "\r\n") + "\r\n");
        }

        public void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /// The data connection that the client made.
        public Socket data() throws IOException {
            Socket data = plainData();
            if (!secureData || tls == null) return data;
            SSLSocket secure =
                    (SSLSocket)
                            tls.getSocketFactory().createSocket(data, null, data.getPort(), true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            return secure;
        }

        public Socket plainData() throws IOException {
            ServerSocket from = door;
            if (from == null) throw new IOException("no PASV");
            from.setSoTimeout(5_000);
            Socket data = from.accept();
            sockets.add(data);
            from.close();
            door = null;
            return data;
        }

        public int listen() throws IOException {
            ServerSocket old = door;
            if (old != null) old.close();
            var made = new ServerSocket();
            made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            door = made;
            return made.getLocalPort();
        }

        /// Sends all of it, as RETR and the listings do.
        public void send(byte[] bytes) throws IOException {
            say("150 here it comes");
            try (Socket data = data()) {
                data.getOutputStream().write(bytes);
            }
            say("226 done");
        }

        public byte[] receive() throws IOException {
            say("150 go on");
            try (Socket data = data()) {
                return data.getInputStream().readAllBytes();
            }
        }

        public void hangUp() throws IOException {
            open = false;
            socket.close();
        }

        /// The next line the client says; null at its end.
        @Nullable String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') return line.toString(StandardCharsets.UTF_8).stripTrailing();
                line.write(next);
            }
            return null;
        }

        void converse() throws Exception {
            perform("CONNECT", "");
            while (open) {
                String line = line();
                if (line == null) return;
                heard.add(line);
                int blank = line.indexOf(' ');
                String verb =
                        (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
                perform(verb, blank < 0 ? "" : line.substring(blank + 1));
            }
        }

        private void perform(String verb, String argument) throws Exception {
            Deque<Act> next = once.get(verb);
            Act act = null;
            if (next != null) {
                synchronized (next) {
                    act = next.poll();
                }
            }
            if (act == null) act = always.get(verb);
            if (act == null) act = act(verb);
            act.play(this, argument);
        }
    }

    private void defaults() {
        usual.put("CONNECT", (talk, _) -> talk.say("220 ready"));
        usual.put("USER", (talk, _) -> talk.say("331 password"));
        usual.put("PASS", (talk, _) -> talk.say("230 in"));
        usual.put(
                "QUIT",
                (talk, _) -> {
                    talk.say("221 bye");
                    talk.hangUp();
                });
        usual.put("PWD", (talk, _) -> talk.say("257 \"/\" is here"));
        usual.put("NOOP", (talk, _) -> talk.say("200 yes"));
        usual.put("SYST", (talk, _) -> talk.say("215 UNIX Type: L8"));
        usual.put("TYPE", (talk, _) -> talk.say("200 so be it"));
        usual.put("OPTS", (talk, _) -> talk.say("200 so be it"));
        usual.put(
                "FEAT",
                (talk, _) -> {
                    var lines = new ArrayList<String>();
                    lines.add("211-Features:");
                    for (String feature : features) lines.add(" " + feature);
                    if (tls != null) lines.add(" AUTH TLS");
                    lines.add("211 End");
                    talk.say(String.join("\n", lines));
                });
        usual.put(
                "AUTH",
                (talk, argument) -> {
                    if (tls == null || !argument.equals("TLS")) {
                        talk.say("502 no TLS here");
                        return;
                    }
                    talk.say("234 go on");
                    SSLSocket secure =
                            (SSLSocket)
                                    tls.getSocketFactory()
                                            .createSocket(
                                                    talk.socket, null, talk.socket.getPort(), true);
                    secure.setUseClientMode(false);
                    talk.socket = secure;
                    talk.in = new BufferedInputStream(secure.getInputStream());
                    talk.out = secure.getOutputStream();
                });
        usual.put("PBSZ", (talk, _) -> talk.say("200 0"));
        usual.put(
                "PROT",
                (talk, argument) -> {
                    talk.secureData = argument.equals("P");
                    talk.say("200 so be it");
                });
        usual.put("EPSV", (talk, _) -> talk.say("229 call (|||" + talk.listen() + "|)"));
        usual.put(
                "PASV",
                (talk, _) -> {
                    int port = talk.listen();
                    talk.say("227 call (127,0,0,1," + port / 256 + "," + port % 256 + ")");
                });
        usual.put(
                "REST",
                (talk, argument) -> {
                    talk.rest = Long.parseLong(argument);
                    talk.say("350 from there");
                });
        usual.put(
                "SIZE",
                (talk, argument) -> {
                    Content file = files.get(argument);
                    talk.say(file == null ? "550 no such file" : "213 " + file.bytes().length);
                });
        usual.put(
                "MDTM",
                (talk, argument) -> {
                    Content file = files.get(argument);
                    talk.say(file == null ? "550 no such file" : "213 " + stamp(file.modified()));
                });
        usual.put(
                "MFMT",
                (talk, argument) -> {
                    String path = argument.substring(15);
                    Content file = files.get(path);
                    if (file == null) {
                        talk.say("550 no such file");
                        return;
                    }
                    Instant time =
                            dev.ferry.wire.ftp.TimeVal.parse(argument.substring(0, 14))
                                    .orElseThrow();
                    files.put(path, new Content(file.bytes(), time));
                    talk.say("213 Modify=" + argument);
                });
        usual.put(
                "MLST",
                (talk, argument) -> {
                    if (argument.equals("/") || files.containsKey(argument + "/")) {
                        talk.say("250-Here\n type=dir; " + argument + "\n250 End");
                    } else if (files.containsKey(argument)) {
                        talk.say("250-Here\n " + facts(argument, argument) + "\n250 End");
                    } else {
                        talk.say("550 no such file or folder");
                    }
                });
        usual.put(
                "MLSD",
                (talk, argument) -> {
                    String folder = argument.endsWith("/") ? argument : argument + "/";
                    if (!folder.equals("/") && !files.containsKey(folder)) {
                        talk.say("550 no such folder");
                        return;
                    }
                    var lines = new StringBuilder("type=cdir; .\r\n");
                    for (String path : List.copyOf(files.keySet())) {
                        if (!path.startsWith(folder) || path.equals(folder)) continue;
                        String name = path.substring(folder.length());
                        int slash = name.indexOf('/');
                        if (slash < 0) lines.append(facts(path, name)).append("\r\n");
                        else if (slash == name.length() - 1) {
                            lines.append("type=dir; ").append(name, 0, slash).append("\r\n");
                        }
                    }
                    talk.send(lines.toString().getBytes(StandardCharsets.UTF_8));
                });
        usual.put(
                "RETR",
                (talk, argument) -> {
                    Content file = files.get(argument);
                    long from = talk.rest;
                    talk.rest = 0;
                    if (file == null) talk.say("550 no such file");
                    else if (from > file.bytes().length) talk.say("554 past the end");
                    else
                        talk.send(
                                Arrays.copyOfRange(file.bytes(), (int) from, file.bytes().length));
                });
        usual.put(
                "STOR",
                (talk, argument) -> {
                    long from = talk.rest;
                    talk.rest = 0;
                    Content old = files.get(argument);
                    byte[] begun =
                            old == null || from == 0
                                    ? new byte[0]
                                    : Arrays.copyOf(old.bytes(), (int) from);
                    put(argument, begun, talk.receive());
                    talk.say("226 have it");
                });
        usual.put(
                "APPE",
                (talk, argument) -> {
                    Content old = files.get(argument);
                    put(argument, old == null ? new byte[0] : old.bytes(), talk.receive());
                    talk.say("226 have it");
                });
        usual.put(
                "DELE",
                (talk, argument) ->
                        talk.say(files.remove(argument) == null ? "550 no such file" : "250 gone"));
        usual.put(
                "MKD",
                (talk, argument) -> {
                    String above = argument.substring(0, argument.lastIndexOf('/') + 1);
                    if (!above.equals("/") && !files.containsKey(above)) {
                        talk.say("550 no such folder");
                        return;
                    }
                    boolean there =
                            files.containsKey(argument + "/") || files.containsKey(argument);
                    if (!there) files.put(argument + "/", new Content(new byte[0], Instant.EPOCH));
                    talk.say(there ? "550 exists" : "257 \"" + argument + "\"");
                });
        usual.put(
                "RMD",
                (talk, argument) ->
                        talk.say(
                                files.remove(argument + "/") == null
                                        ? "550 no such folder"
                                        : "250 gone"));
        usual.put(
                "CWD",
                (talk, argument) ->
                        talk.say(
                                argument.equals("/") || files.containsKey(argument + "/")
                                        ? "250 there"
                                        : "550 no such folder"));
        usual.put(
                "RNFR",
                (talk, argument) -> {
                    talk.renamed = argument;
                    talk.say(files.containsKey(argument) ? "350 to what" : "550 no such file");
                });
        usual.put(
                "RNTO",
                (talk, argument) -> {
                    Content moved = files.remove(talk.renamed);
                    if (moved != null) files.put(argument, moved);
                    talk.say(moved == null ? "550 no such file" : "250 moved");
                });
    }

    public void put(String path, byte[] begun, byte[] more) {
        byte[] all = Arrays.copyOf(begun, begun.length + more.length);
        System.arraycopy(more, 0, all, begun.length, more.length);
        files.put(path, new Content(all, Instant.parse("2024-05-06T07:08:09Z")));
    }

    private String facts(String path, String name) {
        Content file = files.get(path);
        if (file == null) return "type=file; " + name;
        return "type=file;size="
                + file.bytes().length
                + ";modify="
                + stamp(file.modified())
                + "; "
                + name;
    }

    private static String stamp(Instant time) {
        return dev.ferry.wire.ftp.TimeVal.of(time);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                threads.execute(() -> talk(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            var talk = new Talk(socket);
            try {
                talk.converse();
            } finally {
                if (talk.door != null) talk.door.close();
            }
        } catch (Exception _) {
            // the client has gone, or the act wanted it so
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) socket.close();
        threads.shutdownNow();
    }
}
