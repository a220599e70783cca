package dev.ferry.client.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.ferry.client.Site;
import dev.ferry.client.Transfer;
import dev.ferry.client.TransferClient;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferResult;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.KnownHosts;
import dev.ferry.client.net.Trust;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.remote.Space;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.NameBytes;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever an SFTP server says, each call ends with what it promises, or with an exception that
/// says why, in time.
@Timeout(60)
final class SftpRemoteTest {

    private static final VirtualPath F = VirtualPath.of("/f");
    private static final int SIZE = 1_500_000;

    @TempDir private Path folder;

    private ScriptedSftp server;
    private TransferClient client;
    private Site site;
    private final byte[] content = bytes(1, SIZE);

    private static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedSftp();
        server.files.put("/f", content);
        client = client(20_000, 2, 1_000);
        site = client.open(server.url(""));
    }

    private static TransferClient client(long millis, int retries, int entries) {
        return TransferClient.builder(InstantSource.system())
                .trust(new Trust.FirstUse(KnownHosts.NONE))
                .patience(Duration.ofMillis(millis))
                .maxEntries(entries)
                .retries(
                        new Retries(
                                retries,
                                Duration.ofMillis(5),
                                Duration.ofMillis(10),
                                (_, _, _) -> {}))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    /// Ends with this, as the exit code says, and the same client goes on afterwards.
    private <F extends Failure> F fails(Class<F> how, ThrowingCallable call) {
        F failure = catchThrowableOfType(how, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private byte[] read() throws IOException {
        try (Incoming in = site.read(F)) {
            var got = new java.io.ByteArrayOutputStream();
            byte[] chunk = new byte[50_000];
            for (int n = in.read(chunk, 0, chunk.length);
                    n >= 0;
                    n = in.read(chunk, 0, chunk.length)) {
                got.write(chunk, 0, n);
            }
            return got.toByteArray();
        }
    }

    private List<Item> list(VirtualPath where) throws IOException {
        try (Stream<Item> items = site.list(where)) {
            return items.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<String> names() throws IOException {
        return list(VirtualPath.ROOT).stream().map(Item::name).sorted().toList();
    }

    // In order

    @Test
    void aFileIsReadWithManyRequestsUnderWay() throws IOException {
        var most = new AtomicInteger();
        var pending = new ArrayList<Request.Read>();
        // Answers come when three are asked for, the last first.
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.Read it)) return false;
                    pending.add(it);
                    most.accumulateAndGet(pending.size(), Math::max);
                    boolean last = it.offset() + it.length() >= SIZE;
                    if (pending.size() < 3 && !last) return true;
                    for (Request.Read one : pending.reversed()) out.say(part(one, SIZE));
                    pending.clear();
                    return true;
                };
        assertThat(read()).isEqualTo(content);
        assertThat(most.get()).isEqualTo(3);
    }

    private Response part(Request.Read it, int most) {
        if (it.offset() >= SIZE) return Response.Status.eof(it.id());
        int from = (int) it.offset();
        int to = Math.min(SIZE, from + (int) Math.min(it.length(), most));
        return new Response.Data(it.id(), ByteBuffer.wrap(Arrays.copyOfRange(content, from, to)));
    }

    @Test
    void whatAServerGivesTooFewOfIsAskedForAgain() throws IOException {
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.Read it)) return false;
                    out.say(part(it, 1 + (int) (it.offset() % 9_000)));
                    return true;
                };
        assertThat(read()).isEqualTo(content);
    }

    @Test
    void aSizeThatLiesCutsNothingAndAddsNothing() throws IOException {
        for (long said : new long[] {0, 7, SIZE - 1, SIZE + 1, 1L << 40}) {
            server.script =
                    (request, out) -> {
                        if (!(request instanceof Request.HandleStat it)) return false;
                        out.say(
                                new Response.Attrs(
                                        it.id(), ScriptedSftp.facts(Attributes.FILE | 0644, said)));
                        return true;
                    };
            assertThat(read()).isEqualTo(content);
        }
    }

    @Test
    void smallAndEmptyFilesAreReadToo() throws IOException {
        for (int size : new int[] {0, 1, 32_767, 32_768, 32_769}) {
            server.files.put("/f", Arrays.copyOf(content, size));
            assertThat(read()).isEqualTo(Arrays.copyOf(content, size));
        }
    }

    @Test
    void aPartIsReadAndNoFurther() throws IOException {
        try (Incoming in = site.remote().read(F, 100_000, 300_000)) {
            byte[] got = new byte[300_000];
            assertThat(in.fill(got)).isEqualTo(200_000);
            assertThat(Arrays.copyOf(got, 200_000))
                    .isEqualTo(Arrays.copyOfRange(content, 100_000, 300_000));
        }
        assertThat(read()).isEqualTo(content);
        assertThat(server.sessions.get()).isEqualTo(1);
    }

    @Test
    void limitsOfTheServerAreHeeded() throws IOException {
        server.first = ScriptedSftp.version("limits@openssh.com", "1");
        var longest = new AtomicInteger();
        server.script =
                (request, out) -> {
                    switch (request) {
                        case Request.Limits it ->
                                out.say(new Response.Limits(it.id(), 9_000, 5_000, 6_000, 0));
                        case Request.Read it -> {
                            longest.accumulateAndGet((int) it.length(), Math::max);
                            return false;
                        }
                        case Request.Write it -> {
                            longest.accumulateAndGet(it.bytes().remaining(), Math::max);
                            return false;
                        }
                        default -> {
                            return false;
                        }
                    }
                    return true;
                };
        assertThat(read()).isEqualTo(content);
        assertThat(longest.get()).isEqualTo(5_000);
        try (Outgoing out = site.remote().write(VirtualPath.of("/g"), 0)) {
            out.write(content, 0, SIZE);
            out.finish();
        }
        assertThat(longest.get()).isEqualTo(6_000);
        assertThat(server.files.get("/g")).isEqualTo(content);
    }

    @Test
    void foldersAreListedWithWhatIsKnown() throws IOException {
        server.files.put("/d/a", new byte[7]);
        server.files.put("/d/e/x", new byte[1]);
        server.links.put("/d/l", "a");
        for (int i = 0; i < 120; i++) server.files.put("/d/n" + i, new byte[0]);
        List<Item> items = list(VirtualPath.of("/d"));
        assertThat(items).hasSize(123);
        Item a = items.stream().filter(it -> it.name().equals("a")).findFirst().orElseThrow();
        assertThat(a.kind()).isEqualTo(Kind.FILE);
        assertThat(a.size()).hasValue(7);
        assertThat(a.facts().mode()).hasValue(0644);
        assertThat(a.facts().owner()).hasValue("1000");
        assertThat(a.modified().orElseThrow().time())
                .isEqualTo(Instant.parse("2020-01-02T03:04:05Z"));
        Item e = items.stream().filter(it -> it.name().equals("e")).findFirst().orElseThrow();
        assertThat(e.isFolder()).isTrue();
        Item l = items.stream().filter(it -> it.name().equals("l")).findFirst().orElseThrow();
        assertThat(l.kind()).isEqualTo(Kind.LINK);
        assertThat(l.facts().target()).hasValue("a");
    }

    @Test
    void aLinkIsWhatItLeadsTo() throws IOException {
        server.links.put("/l", "/f");
        server.links.put("/nowhere", "/none");
        Item there = site.stat(VirtualPath.of("/l"));
        assertThat(there.kind()).isEqualTo(Kind.FILE);
        assertThat(there.size()).hasValue(SIZE);
        assertThat(there.facts().target()).hasValue("/f");
        Item nowhere = site.stat(VirtualPath.of("/nowhere"));
        assertThat(nowhere.kind()).isEqualTo(Kind.LINK);
        assertThat(nowhere.facts().target()).hasValue("/none");
        fails(Failure.NotFound.class, () -> site.stat(VirtualPath.of("/none")));
    }

    @Test
    void filesAndFoldersAreMadeMovedAndRemoved() throws IOException {
        VirtualPath d = VirtualPath.of("/d");
        site.makeFolder(d);
        fails(Failure.AlreadyThere.class, () -> site.makeFolder(d));
        site.makeFolders(VirtualPath.of("/d/e/f"));
        site.rename(F, VirtualPath.of("/d/g"));
        assertThat(server.files).containsKey("/d/g");
        server.files.put("/h", new byte[0]);
        fails(
                Failure.AlreadyThere.class,
                () -> site.rename(VirtualPath.of("/h"), VirtualPath.of("/d/g")));
        site.replace(VirtualPath.of("/h"), VirtualPath.of("/d/g"));
        assertThat(server.files.get("/d/g")).isEmpty();
        site.changeMode(VirtualPath.of("/d/g"), 0600);
        site.delete(VirtualPath.of("/d/g"));
        Failure missing = fails(Failure.NotFound.class, () -> site.delete(VirtualPath.of("/d/g")));
        assertThat(missing.answer()).hasValue(new Failure.Answer(2, ""));
        site.removeFolder(VirtualPath.of("/d/e/f"));
    }

    @Test
    void namesThatTryToEscapeAreLeftOut() throws IOException {
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.ReadFolder it)) return false;
                    if (server.heard.stream().filter("ReadFolder"::equals).count() > 1)
                        return false;
                    var names = new ArrayList<Response.Name>();
                    for (String name :
                            List.of(
                                    "../x",
                                    "..",
                                    "/etc/passwd",
                                    "a/b",
                                    "",
                                    "good",
                                    "\u0007\u001b[m")) {
                        names.add(
                                new Response.Name(
                                        name, "", ScriptedSftp.facts(Attributes.FILE, 1)));
                    }
                    out.say(new Response.Names(it.id(), names));
                    return true;
                };
        List<String> names = names();
        assertThat(names).hasSizeGreaterThanOrEqualTo(2).contains("good");
        assertThat(names)
                .noneMatch(name -> name.contains("/") || name.contains("..") || name.isEmpty());
        assertThat(names).noneMatch(name -> name.chars().anyMatch(c -> c < ' '));
    }

    // Uploads

    private TransferResult upload(VirtualPath to) throws IOException {
        Path file = folder.resolve("up");
        Files.write(file, content);
        return site.upload(file, to, TransferOptions.standard(), Transfer.Listener.NONE).run();
    }

    @Test
    void anUploadWaitsUnderAnotherNameAndReplacesAtOnce() throws IOException {
        TransferResult result = upload(F);
        assertThat(server.files.get("/f")).isEqualTo(content);
        assertThat(result.verified()).isEqualTo("size");
        assertThat(server.heard)
                .anyMatch(it -> it.matches("PosixRename /\\.f\\.[0-9a-f]+\\.ferry-part /f"))
                .noneMatch(it -> it.equals("Open /f"))
                .noneMatch(it -> it.equals("Remove /f"));
    }

    @Test
    void withoutAReplacingRenameTheOldFileGoesFirst() throws IOException {
        server.first = ScriptedSftp.version();
        upload(F);
        assertThat(server.files.get("/f")).isEqualTo(content);
        assertThat(server.heard).contains("Remove /f");
        assertThat(server.files.keySet()).containsExactly("/f");
    }

    @Test
    void ourOwnServerNeedsNoOtherName() throws IOException {
        server.first = ours();
        upload(VirtualPath.of("/g"));
        assertThat(server.files.get("/g")).isEqualTo(content);
        assertThat(server.heard).contains("Open /g").noneMatch(it -> it.startsWith("PosixRename"));
        assertThat(site.remote().abilities()).contains(Ability.WHOLE_FILES);
    }

    private static Response ours() {
        return ScriptedSftp.version(Response.Version.VENDOR, Response.Version.vendor("Ferry"));
    }

    /// To close the file there would say that it is whole.
    @Test
    void whatIsGivenUpIsNotClosedWhereClosingPublishes() throws IOException {
        for (boolean ferry : new boolean[] {false, true}) {
            server.first = ferry ? ours() : ScriptedSftp.version();
            server.heard.clear();
            try (TransferClient other = client(20_000, 0, 10)) {
                try (Outgoing out =
                        other.open(server.url("")).remote().write(VirtualPath.of("/g"), 0)) {
                    out.write(content, 0, 100);
                }
                await().until(() -> server.heard.contains("Open /g"));
                if (!ferry) await().until(() -> server.heard.contains("Close"));
            }
            if (ferry) assertThat(server.heard).doesNotContain("Close");
        }
    }

    @Test
    void aCutUploadIsGoneOnWith() throws IOException {
        var cuts = new AtomicInteger(2);
        server.script =
                (request, out) -> {
                    boolean now =
                            request instanceof Request.Write it
                                    && it.offset() > SIZE / 3L * (3 - cuts.get())
                                    && cuts.get() > 0;
                    if (now) {
                        cuts.decrementAndGet();
                        out.cut();
                    }
                    return now;
                };
        TransferResult result = upload(F);
        assertThat(cuts.get()).isZero();
        assertThat(result.resumedFrom()).isPositive();
        assertThat(result.attempts()).isEqualTo(3);
        assertThat(server.files.get("/f")).isEqualTo(content);
    }

    @Test
    void aCutDownloadIsGoneOnWith() throws IOException {
        var cuts = new AtomicInteger(2);
        server.script =
                (request, out) -> {
                    boolean now =
                            request instanceof Request.Read it
                                    && it.offset() > SIZE / 2
                                    && cuts.getAndDecrement() > 0;
                    if (now) out.cut();
                    return now;
                };
        Path to = folder.resolve("down");
        TransferResult result =
                site.download(F, to, TransferOptions.standard(), Transfer.Listener.NONE).run();
        assertThat(result.resumedFrom()).isPositive();
        assertThat(to).hasBinaryContent(content);
    }

    @Test
    void segmentsAreOfOneFile() throws IOException {
        byte[] large = bytes(5, 5_000_000);
        server.files.put("/f", large);
        Path to = folder.resolve("down");
        site.download(F, to, TransferOptions.standard().in(3), Transfer.Listener.NONE).run();
        assertThat(to).hasBinaryContent(large);
        assertThat(server.sessions.get()).isGreaterThan(1);
    }

    @Test
    void aFullDiskIsSeenWithoutWords() {
        server.first =
                ScriptedSftp.version("fstatvfs@openssh.com", "2", "statvfs@openssh.com", "2");
        for (long free : new long[] {0, 5}) {
            server.script =
                    (request, out) -> {
                        switch (request) {
                            case Request.Write it -> out.say(ScriptedSftp.failure(it.id()));
                            case Request.HandleStatVfs it -> out.say(disk(it.id(), free));
                            case Request.StatVfs it -> out.say(disk(it.id(), free));
                            default -> {
                                return false;
                            }
                        }
                        return true;
                    };
            if (free == 0) fails(Failure.QuotaReached.class, () -> upload(F));
            else fails(Failure.Other.class, () -> upload(F));
        }
    }

    /// A small file with the time that this server says of all, which it is to keep.
    private TransferResult uploadSmall(VirtualPath to) throws IOException {
        Path file = folder.resolve("small");
        Files.write(file, new byte[] {1, 2, 3});
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
        TransferOptions options = TransferOptions.standard().preserving(true);
        return site.upload(file, to, options, Transfer.Listener.NONE).run();
    }

    private static Response disk(int id, long free) {
        return new Response.FileSystem(id, 4096, 10, free, 10, 5, 255);
    }

    @Test
    void roomIsToldWhereItIsOffered() throws IOException {
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.StatVfs it)) return false;
                    switch (it.path()) {
                        case "/d" -> out.say(disk(it.id(), 7));
                        case "/bad" ->
                                out.say(new Response.FileSystem(it.id(), 4096, -1, 3, 0, 0, 255));
                        case "/worse" -> // two wrongs
                                out.say(new Response.FileSystem(it.id(), -1, -5, -3, 0, 0, 255));
                        default -> out.say(ScriptedSftp.failure(it.id()));
                    }
                    return true;
                };
        fails(Failure.Unsupported.class, () -> site.space(VirtualPath.of("/d")));
        client.close();
        server.first = ScriptedSftp.version("statvfs@openssh.com", "2");
        client = client(20_000, 2, 1_000);
        site = client.open(server.url(""));
        assertThat(site.space(VirtualPath.of("/d")))
                .isEqualTo(new Space(7 * 4096, OptionalLong.of(40_960)));
        fails(Failure.Other.class, () -> site.space(VirtualPath.of("/none")));
        fails(Failure.ProtocolBroken.class, () -> site.space(VirtualPath.of("/bad")));
        fails(Failure.ProtocolBroken.class, () -> site.space(VirtualPath.of("/worse")));
    }

    /// Only the new name is given once it is known what is there.
    @Test
    void aSmallUploadEndsInOneGo() throws IOException {
        uploadSmall(F);
        assertThat(server.heard)
                .map(it -> it.replaceAll("\\.f\\.\\w+", "part"))
                .containsSubsequence(
                        "Open /part.ferry-part",
                        "Write",
                        "HandleSetStat",
                        "Close",
                        "Stat /part.ferry-part",
                        "PosixRename /part.ferry-part /f")
                .doesNotContain("SetStat /part.ferry-part");
        assertThat(server.heard.stream().filter(it -> it.startsWith("Stat "))).hasSize(1);
    }

    @Test
    void whatAServerMakesOfAnEndInOneGoIsLookedAt() throws IOException {
        var looked = new AtomicInteger();
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.Stat it) || looked.getAndIncrement() > 0) {
                        return false;
                    }
                    out.say(
                            new Response.Attrs(
                                    it.id(),
                                    new Attributes(
                                            OptionalLong.of(1),
                                            Optional.empty(),
                                            OptionalInt.of(Attributes.FILE | 0644),
                                            Optional.empty())));
                    return true;
                };
        assertThat(uploadSmall(F).verified()).isEqualTo("size");
        assertThat(server.heard.stream().filter(it -> it.startsWith("Stat "))).hasSize(2);
        assertThat(server.heard).anyMatch(it -> it.startsWith("SetStat /.f."));
    }

    /// A file there is whole once it is closed, so what was written is waited for.
    @Test
    void aWriteThatFailsClosesNothingWhereClosingPublishes() throws IOException {
        server.first = ours();
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.Write it)) return false;
                    out.say(ScriptedSftp.failure(it.id()));
                    return true;
                };
        fails(Failure.Other.class, () -> uploadSmall(VirtualPath.of("/g")));
        assertThat(server.heard).doesNotContain("Close");
    }

    @Test
    void sumsAreAskedForWhereTheyAreOffered() throws Exception {
        server.first = ScriptedSftp.version("check-file-name", "1");
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.CheckFile it)) return false;
                    out.say(new Response.Sums(it.id(), "sha256", sha256));
                    return true;
                };
        assertThat(site.sum(F, Optional.of(HashFunction.SHA_256)).hex()).isEqualTo(sha256);
        assertThat(upload(F).verified()).isEqualTo("sha-256");
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.CheckFile it)) return false;
                    out.say(new Response.Sums(it.id(), "sha256", sha256.replace('a', 'b')));
                    return true;
                };
        fails(Failure.NotVerified.class, () -> upload(F));
    }

    // What is wrong

    /// Answers that are none.
    enum Wrong {
        NUMBER {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.say(Response.Status.ok(id + 1_000_000));
            }
        },
        TWICE {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.say(ScriptedSftp.missing(id));
                out.say(ScriptedSftp.missing(id));
            }
        },
        KIND {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.say(new Response.Handle(id, "h"));
            }
        },
        DONE {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.say(Response.Status.ok(id));
            }
        },
        VERSION {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.say(ScriptedSftp.version());
            }
        },
        GIANT {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.packet(ByteBuffer.wrap(new byte[] {0x7f, -1, -1, -1, 101}));
            }
        },
        EMPTY {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.packet(ByteBuffer.wrap(new byte[4]));
            }
        },
        CUT_SHORT {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                byte[] packet = new byte[9];
                ByteBuffer.wrap(packet).putInt(5).put((byte) 105).putInt(id);
                out.packet(ByteBuffer.wrap(packet));
            }
        },
        NO_ANSWER_AT_ALL {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                byte[] packet = new byte[9];
                ByteBuffer.wrap(packet).putInt(5).put((byte) 3).putInt(id);
                out.packet(ByteBuffer.wrap(packet));
            }
        },
        NEGATIVE_SIZE {
            @Override
            void say(int id, ScriptedSftp.Out out) throws IOException {
                out.say(new Response.Attrs(id, ScriptedSftp.facts(Attributes.FILE, -5)));
            }
        };

        abstract void say(int id, ScriptedSftp.Out out) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsNoneBreaksTheProtocol(Wrong wrong) throws IOException {
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.LinkStat it)) return false;
                    wrong.say(it.id(), out);
                    return true;
                };
        Failure why = fails(Failure.ProtocolBroken.class, () -> site.stat(F));
        assertThat(why.exitCode()).isEqualTo(15);
        server.script = (_, _) -> false;
        assertThat(read()).isEqualTo(content); // over another session
    }

    @Test
    void bytesNobodyAskedForBreakTheProtocol() {
        for (int more : new int[] {-1, 1}) {
            server.script =
                    (request, out) -> {
                        if (!(request instanceof Request.Read it)) return false;
                        int count = more < 0 ? 0 : (int) it.length() + more;
                        out.say(new Response.Data(it.id(), ByteBuffer.allocate(count)));
                        return true;
                    };
            fails(Failure.ProtocolBroken.class, this::read);
        }
    }

    @Test
    void aListingWithoutEndIsBounded() {
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.ReadFolder it)) return false;
                    var names = new ArrayList<Response.Name>();
                    for (int i = 0; i < 100; i++) {
                        names.add(new Response.Name("n" + i, "", Attributes.NONE));
                    }
                    out.say(new Response.Names(it.id(), names));
                    return true;
                };
        Failure why = fails(Failure.ProtocolBroken.class, this::names);
        assertThat(why).hasMessageContaining("more than 1000 entries");
    }

    @Test
    void anotherVersionIsNotSpoken() {
        for (int version : new int[] {2, 4, -1}) {
            server.first = new Response.Version(version, new java.util.LinkedHashMap<>());
            fails(Failure.Unsupported.class, () -> site.stat(F));
        }
        server.first = Response.Status.ok(3);
        fails(Failure.ProtocolBroken.class, () -> site.stat(F));
    }

    @Test
    void aServerThatSaysNothingMoreTimesOut() throws IOException {
        try (TransferClient hasty = client(2_000, 0, 10)) {
            server.script = (request, _) -> request instanceof Request.LinkStat;
            Site there = hasty.open(server.url(""));
            Failure why = fails(Failure.TimedOut.class, () -> there.stat(F));
            assertThat(why.exitCode()).isEqualTo(11);
        }
    }

    /// A sum of a large file takes longer than anybody should be silent.
    @Test
    void aSumTakesItsTimeWhereTheServerIsThere() throws IOException {
        server.first = ScriptedSftp.version("check-file-name", "1");
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.CheckFile it)) return false;
                    try {
                        Thread.sleep(4_500);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    out.say(new Response.Sums(it.id(), "crc32", "00112233"));
                    return true;
                };
        try (TransferClient hasty = client(3_000, 0, 10)) {
            Site there = hasty.open(server.url(""));
            assertThat(there.sum(F, Optional.empty()).hex()).isEqualTo("00112233");
        }
    }

    @Test
    void aLostConnectionIsSaid() throws IOException {
        server.script =
                (request, out) -> {
                    if (request instanceof Request.LinkStat) out.cut();
                    return request instanceof Request.LinkStat;
                };
        Failure why = fails(Failure.ConnectionLost.class, () -> site.stat(F));
        assertThat(why.exitCode()).isEqualTo(14);
        assertThat(server.sessions.get()).isEqualTo(3); // tried again twice
    }

    @Test
    void whoeverWaitsCanBeCancelled() throws Exception {
        var failure = new AtomicReference<Throwable>();
        var asked = new java.util.concurrent.CountDownLatch(1);
        server.script =
                (request, _) -> {
                    if (request instanceof Request.LinkStat) asked.countDown();
                    return request instanceof Request.LinkStat;
                };
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                site.stat(F);
                            } catch (IOException e) {
                                failure.set(e);
                            }
                        });
        asked.await();
        site.cancel();
        waiting.join();
        assertThat(failure.get()).isInstanceOf(Failure.Interrupted.class);
    }

    @Test
    void statusesAreWhatTheySay() {
        record Said(StatusCode code, String words, Class<? extends Failure> failure) {}
        var all =
                List.of(
                        new Said(StatusCode.NO_SUCH_FILE, "", Failure.NotFound.class),
                        new Said(StatusCode.PERMISSION_DENIED, "no", Failure.NotAllowed.class),
                        new Said(StatusCode.OP_UNSUPPORTED, "", Failure.Unsupported.class),
                        new Said(StatusCode.FAILURE, "Failure", Failure.Other.class),
                        new Said(
                                StatusCode.FAILURE,
                                "/f: not stored: the disk is full",
                                Failure.QuotaReached.class),
                        new Said(
                                StatusCode.FAILURE,
                                "not stored: the quota of 5 bytes is used up",
                                Failure.QuotaReached.class),
                        new Said(
                                StatusCode.FAILURE,
                                "/f: is there already",
                                Failure.AlreadyThere.class));
        for (Said one : all) {
            server.script =
                    (request, out) -> {
                        if (!(request instanceof Request.SetStat it)) return false;
                        out.say(new Response.Status(it.id(), one.code(), one.words()));
                        return true;
                    };
            Failure why = fails(one.failure(), () -> site.changeMode(F, 0600));
            assertThat(why.answer()).isPresent();
            assertThat(why.answer().get().code()).isEqualTo(one.code().number());
        }
    }

    // Logins

    @Test
    void aWrongPasswordIsRefused() throws IOException {
        try (TransferClient other = client(20_000, 0, 10)) {
            Site there = other.open(server.url("").replace(":secret@", ":wrong@"));
            Failure why = fails(Failure.LoginRefused.class, () -> there.stat(F));
            assertThat(why.exitCode()).isEqualTo(4);
        }
    }

    @Test
    void aPasswordGoesThroughQuestionsToo() throws IOException {
        try (var asking = new ScriptedSftp("keyboard-interactive");
                TransferClient other = client(20_000, 0, 10)) {
            asking.files.put("/f", new byte[1]);
            assertThat(other.open(asking.url("")).stat(F).size()).hasValue(1);
        }
    }

    @Test
    void aServerWithoutSftpSaysSo() throws IOException {
        server.withoutSftp();
        Failure why = fails(Failure.Unsupported.class, () -> site.stat(F));
        assertThat(why).hasMessageContaining("has no SFTP");
    }

    /// Says something else than a version of SSH, and hangs up.
    private <F extends Failure> F fails(Class<F> how, String words) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TransferClient other = client(20_000, 0, 10)) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (Socket socket = listener.accept()) {
                            socket.getOutputStream()
                                    .write(words.getBytes(StandardCharsets.US_ASCII));
                            socket.shutdownOutput();
                            socket.getInputStream().readAllBytes();
                        } catch (IOException _) {
                            // the test is over
                        }
                    });
            Site there = other.open("sftp://anna:x@127.0.0.1:" + listener.getLocalPort());
            return fails(how, () -> there.stat(F));
        }
    }

    @Test
    void whatIsNoSshServerIsSaid() throws IOException {
        assertThat(fails(Failure.ProtocolBroken.class, "220 FTP here\r\n"))
                .hasMessageContaining("220 FTP here");
        var _ = fails(Failure.TooManySessions.class, "Exceeded MaxStartups\r\n");
        var _ = fails(Failure.ConnectionLost.class, "");
    }

    @Test
    void nobodyThereIsSaid() throws IOException {
        try (var nobodys = new Socket(); // ours, and nothing listens there
                TransferClient other = client(20_000, 0, 10)) {
            nobodys.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Site there = other.open("sftp://anna:x@127.0.0.1:" + nobodys.getLocalPort());
            fails(Failure.NotConnected.class, () -> there.stat(F));
        }
    }

    @Test
    void whoIsNotKnownIsRefusedBeforeAnyPassword() throws IOException {
        try (TransferClient strict =
                TransferClient.builder(InstantSource.system()).trust(Trust.system()).build()) {
            Site there = strict.open(server.url(""));
            Failure why = fails(Failure.NotTrusted.class, () -> there.stat(F));
            assertThat(why.exitCode()).isEqualTo(5);
            assertThat(server.sessions.get()).isZero();
        }
    }

    @Test
    void namesGoAsTheyCame() throws IOException {
        // Bytes that are no UTF-8, as the server has them.
        byte[] raw = {'n', (byte) 0xe9};
        server.script =
                (request, out) -> {
                    if (!(request instanceof Request.ReadFolder it)) return false;
                    if (server.heard.stream().filter("ReadFolder"::equals).count() > 1)
                        return false;
                    var names = List.of(new Response.Name("x", "", Attributes.NONE));
                    ByteBuffer packet =
                            new Response.Names(it.id(), names)
                                    .wire(
                                            new NameBytes() {
                                                @Override
                                                public String text(byte[] bytes) {
                                                    throw new AssertionError();
                                                }

                                                @Override
                                                public byte[] bytes(String text) {
                                                    return text.isEmpty() ? new byte[0] : raw;
                                                }
                                            });
                    out.packet(packet);
                    return true;
                };
        assertThat(names()).contains("n\ufffdE9");
        assertThat(new SftpNames(StandardCharsets.UTF_8).bytes("n\ufffdE9")).isEqualTo(raw);
    }

    @Test
    void timesAreSetInSeconds() throws IOException {
        var set = new AtomicReference<Attributes>();
        server.script =
                (request, _) -> {
                    if (request instanceof Request.SetStat it) set.set(it.attributes());
                    return false;
                };
        assertThat(site.remote().setModified(F, Instant.parse("2001-02-03T04:05:06.7Z"))).isTrue();
        long seconds = Instant.parse("2001-02-03T04:05:06Z").getEpochSecond();
        assertThat(set.get())
                .isEqualTo(
                        new Attributes(
                                OptionalLong.empty(),
                                Optional.empty(),
                                OptionalInt.empty(),
                                Optional.of(new Attributes.Times(seconds, seconds))));
    }
}
