package dev.ferry.client.sftp;

import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.NameBytes;
import dev.ferry.wire.sftp.OpenFlags;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.RequestParser;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.StatusCode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.jspecify.annotations.Nullable;

/// An SFTP server that does what a test wants it to do, as wrong as that may be, and otherwise
/// serves files from memory. SSH below it is in order. A file's size is as many bytes as it has;
/// all times are 2020.
public final class ScriptedSftp implements AutoCloseable {

    public static final String USER = "anna";
    public static final String PASSWORD = "secret";

    private static final Instant CHANGED = Instant.parse("2020-01-02T03:04:05Z");

    /// What goes out.
    public interface Out {
        void packet(ByteBuffer bytes) throws IOException;

        default void say(Response response) throws IOException {
            packet(response.wire(NameBytes.UTF8));
        }

        /// Hangs up.
        void cut();
    }

    /// Does something with a request.
    @FunctionalInterface
    public interface Script {
        /// @return whether that was all; else the request is answered as usual
        boolean plays(Request.Numbered request, Out out) throws IOException;
    }

    public final NavigableMap<String, byte[]> files = new ConcurrentSkipListMap<>();
    public final NavigableMap<String, String> links = new ConcurrentSkipListMap<>();

    /// Requests as they came, each by its kind and path.
    public final List<String> heard = new CopyOnWriteArrayList<>();

    public final AtomicInteger sessions = new AtomicInteger();
    public volatile Script script = (_, _) -> false;
    public volatile Response first = version("posix-rename@openssh.com", "1");
    public volatile Optional<PublicKey> key = Optional.empty();

    private final SshServer server = SshServer.setUpDefaultServer();

    /// @param logins such as `password`, `keyboard-interactive`, `publickey`
    public ScriptedSftp(String... logins) throws IOException {
        this(made(), logins);
    }

    public ScriptedSftp(KeyPair hostKey, String... logins) throws IOException {
        server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        var ways = new ArrayList<UserAuthFactory>();
        for (String one : logins.length == 0 ? new String[] {"password"} : logins) {
            ways.add(
                    switch (one) {
                        case "password" -> UserAuthPasswordFactory.INSTANCE;
                        case "keyboard-interactive" -> UserAuthKeyboardInteractiveFactory.INSTANCE;
                        case "publickey" -> UserAuthPublicKeyFactory.INSTANCE;
                        default -> throw new IllegalArgumentException(one);
                    });
        }
        server.setUserAuthFactories(ways);
        server.setPasswordAuthenticator(
                (user, password, _) -> user.equals(USER) && password.equals(PASSWORD));
        server.setPublickeyAuthenticator(
                (_, shown, _) -> key.isPresent() && KeyUtils.compareKeys(key.get(), shown));
        server.setSubsystemFactories(List.of(new Sftp()));
        server.start();
    }

    public static KeyPair made() {
        try {
            return KeyUtils.generateKeyPair("ssh-ed25519", 256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static HostKey shown(KeyPair pair) {
        var wire = new ByteArrayBuffer();
        wire.putRawPublicKey(pair.getPublic());
        return HostKey.of(wire.getCompactData()).orElseThrow();
    }

    /// Has no SFTP from now on.
    public void withoutSftp() {
        server.setSubsystemFactories(List.of());
    }

    public static Response version(String... pairs) {
        var offered = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) offered.put(pairs[i], pairs[i + 1]);
        return new Response.Version(3, offered);
    }

    public int port() {
        return server.getPort();
    }

    public String url(String path) {
        return "sftp://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port() + "/" + path;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private final class Sftp implements SubsystemFactory {
        @Override
        public String getName() {
            return "sftp";
        }

        @Override
        public Command createSubsystem(ChannelSession channel) {
            return new Talk(channel);
        }
    }

    private final class Talk implements Command, Out {
        private final ChannelSession channel;
        private final Map<String, Opened> handles = new HashMap<>();
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private int opened;
        private boolean gone;

        Talk(ChannelSession channel) {
            this.channel = channel;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            // says nothing there
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            // ends when the client does
        }

        @Override
        public void start(ChannelSession session, Environment environment) {
            sessions.incrementAndGet();
            Thread.ofVirtual().start(this::talk);
        }

        @Override
        public void destroy(ChannelSession session) {
            // its thread sees it
        }

        private void talk() {
            var parser = new RequestParser(NameBytes.UTF8);
            try {
                var data = new DataInputStream(in);
                while (!gone) {
                    byte[] packet = new byte[data.readInt()];
                    data.readFully(packet);
                    Request request = parser.parse(ByteBuffer.wrap(packet));
                    switch (request) {
                        case Request.Init _ -> say(first);
                        case Request.Unreadable it -> throw new IOException(it.why());
                        case Request.Numbered it -> {
                            heard.add(name(it));
                            if (!script.plays(it, this)) say(answer(it));
                        }
                    }
                }
            } catch (IOException _) {
                // it is over
            }
        }

        private static String name(Request.Numbered request) {
            String kind = request.getClass().getSimpleName();
            return switch (request) {
                case Request.Rename it -> kind + " " + it.path() + " " + it.to();
                case Request.PosixRename it -> kind + " " + it.path() + " " + it.to();
                case Request.OfPath it -> kind + " " + it.path();
                case Request.Numbered _ -> kind;
            };
        }

        @Override
        public void packet(ByteBuffer bytes) throws IOException {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            out.flush();
        }

        @Override
        public void cut() {
            gone = true; // what came already is not heard any more
            var _ = channel.getSession().close(true);
        }

        // In order

        private record Opened(String path, ArrayDeque<Response.Name> entries) {}

        private Response answer(Request.Numbered request) {
            int id = request.id();
            return switch (request) {
                case Request.RealPath _ -> Response.Names.of(id, "/");
                case Request.Stat it -> stat(id, links.getOrDefault(it.path(), it.path()), false);
                case Request.LinkStat it -> stat(id, it.path(), true);
                case Request.HandleStat it -> stat(id, opened(it.handle()).path(), false);
                case Request.ReadLink it -> {
                    String target = links.get(it.path());
                    yield target == null ? missing(id) : Response.Names.of(id, target);
                }
                case Request.Open it -> open(it);
                case Request.Close it -> {
                    handles.remove(it.handle());
                    yield Response.Status.ok(id);
                }
                case Request.Read it -> read(it);
                case Request.Write it -> write(it);
                case Request.OpenFolder it -> {
                    if (!isFolder(it.path())) yield missing(id);
                    yield keep(id, new Opened(it.path(), entries(it.path())));
                }
                case Request.ReadFolder it -> {
                    ArrayDeque<Response.Name> entries = opened(it.handle()).entries();
                    if (entries.isEmpty()) yield Response.Status.endOfFolder(id);
                    var some = new ArrayList<Response.Name>();
                    while (some.size() < 50 && !entries.isEmpty()) some.add(entries.removeFirst());
                    yield new Response.Names(id, some);
                }
                case Request.Remove it -> {
                    boolean there =
                            links.remove(it.path()) != null || files.remove(it.path()) != null;
                    yield there ? Response.Status.ok(id) : missing(id);
                }
                case Request.Rename it -> {
                    if (files.containsKey(it.to())) yield failure(id);
                    yield renamed(id, it.path(), it.to());
                }
                case Request.PosixRename it -> renamed(id, it.path(), it.to());
                case Request.MakeFolder it -> {
                    if (isFolder(it.path())) yield failure(id);
                    files.put(it.path() + "/", new byte[0]);
                    yield Response.Status.ok(id);
                }
                case Request.RemoveFolder it ->
                        files.remove(it.path() + "/") == null
                                ? missing(id)
                                : Response.Status.ok(id);
                case Request.SetStat _ -> Response.Status.ok(id);
                case Request.Numbered _ ->
                        new Response.Status(id, StatusCode.OP_UNSUPPORTED, "not here");
            };
        }

        private Opened opened(String handle) {
            Opened one = handles.get(handle);
            if (one == null) throw new IllegalStateException("no handle " + handle);
            return one;
        }

        private Response keep(int id, Opened one) {
            String handle = "h" + ++opened;
            handles.put(handle, one);
            return new Response.Handle(id, handle);
        }

        private Response renamed(int id, String from, String to) {
            byte[] bytes = files.remove(from);
            if (bytes == null) return missing(id);
            files.put(to, bytes);
            return Response.Status.ok(id);
        }

        private Response stat(int id, String path, boolean itself) {
            @Nullable Attributes it = itself && links.containsKey(path) ? link() : attributes(path);
            return it == null ? missing(id) : new Response.Attrs(id, it);
        }

        private @Nullable Attributes attributes(String path) {
            byte[] bytes = files.get(path);
            if (bytes != null) return facts(Attributes.FILE | 0644, bytes.length);
            return isFolder(path) ? facts(Attributes.FOLDER | 0755, 4096) : null;
        }

        private boolean isFolder(String path) {
            String prefix = path.endsWith("/") ? path : path + "/";
            String next = files.ceilingKey(prefix);
            return path.equals("/") || (next != null && next.startsWith(prefix));
        }

        private ArrayDeque<Response.Name> entries(String folder) {
            String prefix = folder.endsWith("/") ? folder : folder + "/";
            var entries = new ArrayDeque<Response.Name>();
            for (String dots : List.of(".", "..")) {
                entries.add(new Response.Name(dots, dots, facts(Attributes.FOLDER | 0755, 0)));
            }
            var seen = new ArrayList<String>();
            for (Map.Entry<String, byte[]> one : files.tailMap(prefix, false).entrySet()) {
                String path = one.getKey();
                if (!path.startsWith(prefix)) break;
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                String name = slash < 0 ? rest : rest.substring(0, slash);
                if (seen.contains(name)) continue;
                seen.add(name);
                Attributes it =
                        slash < 0
                                ? facts(Attributes.FILE | 0644, one.getValue().length)
                                : facts(Attributes.FOLDER | 0755, 4096);
                entries.add(new Response.Name(name, name, it));
            }
            for (String path : links.tailMap(prefix, false).keySet()) {
                if (!path.startsWith(prefix)) break;
                String name = path.substring(prefix.length());
                entries.add(new Response.Name(name, name, link()));
            }
            return entries;
        }

        private Response open(Request.Open it) {
            OpenFlags flags = it.flags();
            String path = links.getOrDefault(it.path(), it.path());
            if (flags.write()) {
                if (flags.truncate() || !files.containsKey(path)) files.put(path, new byte[0]);
            } else if (!files.containsKey(path)) {
                return missing(it.id());
            }
            return keep(it.id(), new Opened(path, new ArrayDeque<>()));
        }

        private Response read(Request.Read it) {
            byte[] bytes = files.getOrDefault(opened(it.handle()).path(), new byte[0]);
            if (it.offset() >= bytes.length) return Response.Status.eof(it.id());
            int from = (int) it.offset();
            int to = (int) Math.min(bytes.length, it.offset() + it.length());
            return new Response.Data(it.id(), ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to)));
        }

        private Response write(Request.Write it) {
            String path = opened(it.handle()).path();
            byte[] before = files.getOrDefault(path, new byte[0]);
            int at = (int) it.offset();
            int end = at + it.bytes().remaining();
            byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
            it.bytes().get(after, at, end - at);
            files.put(path, after);
            return Response.Status.ok(it.id());
        }
    }

    public static Response missing(int id) {
        return new Response.Status(id, StatusCode.NO_SUCH_FILE, "No such file");
    }

    /// As OpenSSH says nearly everything.
    public static Response failure(int id) {
        return new Response.Status(id, StatusCode.FAILURE, "Failure");
    }

    public static Attributes facts(int mode, long size) {
        long changed = CHANGED.getEpochSecond();
        return new Attributes(
                OptionalLong.of(size),
                Optional.of(new Attributes.Owner(1000, 1000)),
                OptionalInt.of(mode),
                Optional.of(new Attributes.Times(changed, changed)));
    }

    private static Attributes link() {
        return facts(Attributes.LINK | 0777, 3);
    }
}
