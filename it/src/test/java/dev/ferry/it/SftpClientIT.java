package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.Main;
import dev.ferry.client.TestProxy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The client's commands over SFTP: against OpenSSH's server, and ours.
@Execution(ExecutionMode.CONCURRENT)
final class SftpClientIT {

    private static final int TREE = Settings.FULL ? 10_000 : 60;
    private static final int ENTRIES = Settings.FULL ? 100_000 : 1_500;
    private static final long LARGE = Settings.FULL ? 2_500_000_000L : 12_000_000;
    private static final int CUTS = Settings.FULL ? 5 : 1;

    @TempDir private Path here;
    @TempDir private Path there;

    /// What a command came to.
    private record Ran(int code, String out, String err) {
        Ran ok() {
            assertThat(code).as(out + err).isZero();
            return this;
        }
    }

    private Ran ferry(String command, String... more) {
        var words = new ArrayList<String>();
        words.add(command);
        List<String> given = List.of(more);
        if (!given.contains("--trust")) words.addAll(List.of("--trust", "new"));
        if (!given.contains("--known-hosts")) words.addAll(List.of("--known-hosts", known()));
        if (!given.contains("--ssh-config")) words.addAll(List.of("--ssh-config", "none"));
        if (!given.contains("-i") && Files.exists(there.resolve("id"))) {
            words.addAll(List.of("-i", there.resolve("id").toString()));
        }
        words.addAll(List.of("--timeout", "20"));
        if (!given.contains("--proxy")) words.addAll(List.of("--proxy", "none"));
        words.addAll(Arrays.asList(more));
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    private String known() {
        return here.resolve("known").toString();
    }

    /// A process of its own, which has an environment.
    private Ran process(Map<String, String> environment, String... words) throws Exception {
        var all = new ArrayList<>(List.of("../ferry"));
        all.addAll(List.of(words));
        var builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().put("FERRY_BUILD", "never");
        builder.environment().remove("SSH_AUTH_SOCK");
        builder.environment().putAll(environment);
        Path said = here.resolve("said");
        Process process = builder.redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(said), "");
    }

    private static FerryProcess server;
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    @BeforeAll
    static void start() {
        server = FerryProcess.serve("--sftp-port", "0");
        server.addUser("anna", "secret");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// A new folder of ours, by its name with a slash.
    private static String folder() throws IOException {
        String name = "t" + FOLDERS.incrementAndGet();
        Files.createDirectories(server.home("anna").resolve(name));
        return name + "/";
    }

    private static String ours(String path) {
        return "sftp://anna:secret@127.0.0.1:" + server.sftpPort() + "/" + path;
    }

    @Test
    void everyCommandWorksWithOpenssh() throws Exception {
        try (Sshd sshd = Sshd.start(there)) {
            everyCommand(sshd.url(""), "verified: size");
            Files.writeString(sshd.data().resolve("f"), "contents of f");
            Ran cat =
                    process(
                            Map.of(),
                            "cat",
                            "--ssh-config",
                            "none",
                            "--known-hosts",
                            known(),
                            "-i",
                            sshd.id().toString(),
                            sshd.url("f"));
            assertThat(cat.ok().out()).isEqualTo("contents of f");
            Files.delete(sshd.data().resolve("f"));
            assertThat(names(sshd.data())).isEmpty();
        }
    }

    @Test
    void everyCommandWorksWithOurs() throws IOException {
        everyCommand(ours(folder()), "verified: sha-256");
    }

    private void everyCommand(String url, String verified) throws IOException {
        Path file = here.resolve("a file.bin");
        Files.write(file, content(3, 4_000_003));

        assertThat(ferry("put", file.toString(), url).ok().out()).contains(verified);
        assertThat(ferry("ls", url).ok().out()).isEqualTo("a file.bin\n");
        assertThat(ferry("ls", "-l", url).ok().out()).contains("4000003");
        Path back = here.resolve("back.bin");
        assertThat(ferry("get", url + "a%20file.bin", back.toString()).ok().out())
                .contains(verified);
        assertThat(back).hasSameBinaryContentAs(file);
        Files.delete(back);
        ferry("get", "--segments", "3", url + "a*", back.toString()).ok();
        assertThat(back).hasSameBinaryContentAs(file);
        assertThat(ferry("hash", url + "a%20file.bin").ok().out()).startsWith(sha256(file));

        ferry("mkdir", "-p", url + "x/y/z").ok();
        assertThat(ferry("mkdir", url + "x").code()).isEqualTo(7);
        ferry("mv", url + "a%20file.bin", url + "x/y/").ok();
        assertThat(ferry("find", "--type", "file", url).ok().out())
                .isEqualTo(url.replace(":secret", "") + "x/y/a file.bin\n");
        assertThat(ferry("du", url).ok().out()).startsWith("4000003 ");
        long total = Files.getFileStore(here).getTotalSpace();
        assertThat(ferry("df", url).ok().out()).containsPattern("^[1-9][0-9]* of " + total + "  ");
        assertThat(ferry("get", url + "none", back.toString()).code()).isEqualTo(6);
        assertThat(ferry("rm", url + "none").code()).isEqualTo(6);
        assertThat(ferry("ls", url + "none/").code()).isEqualTo(6);
        assertThat(ferry("get", url + "*.none", back.toString()).code()).isEqualTo(12);
        ferry("rm", "-r", url + "x").ok();
        assertThat(ferry("ls", url).ok().out()).isEmpty();

        Path tree = here.resolve("tree");
        grow(tree);
        String all = TREE + " to copy, 0 to delete, 0 left";
        String none = "0 to copy, 0 to delete, " + TREE + " left";
        assertThat(ferry("mirror", tree.toString(), url + "t").ok().out()).contains(all);
        assertThat(ferry("mirror", tree.toString(), url + "t").ok().out()).contains(none);
        Path down = here.resolve("down");
        assertThat(ferry("mirror", url + "t", down.toString()).ok().out()).contains(all);
        assertThat(contents(down)).isEqualTo(contents(tree));
        assertThat(ferry("mirror", url + "t", down.toString()).ok().out()).contains(none);
        Files.writeString(down.resolve("fresh"), "fresh");
        assertThat(ferry("sync", down.toString(), url + "t").ok().out()).contains("1 to copy");
        ferry("rm", "-r", url + "t").ok();
    }

    /// What the protocol can say, as the other side has it on disk.
    @Test
    void oddNamesAreNamesLikeAnyOther() throws IOException {
        List<String> odd =
                List.of("-x", "#", "%41", "a\nb", "ü ö", "'q' \"d\"", "*", "back\\slash", "日本");
        try (Sshd sshd = Sshd.start(there)) {
            Path tree = Files.createDirectory(here.resolve("odd"));
            for (String name : odd) Files.writeString(tree.resolve(name), name);
            ferry("mirror", tree.toString(), sshd.url("odd")).ok();
            assertThat(contents(sshd.data().resolve("odd"))).isEqualTo(contents(tree));
            Path back = here.resolve("back");
            ferry("mirror", sshd.url("odd"), back.toString()).ok();
            assertThat(contents(back)).isEqualTo(contents(tree));
            ferry("mirror", back.toString(), sshd.url("again")).ok();
            assertThat(contents(sshd.data().resolve("again"))).isEqualTo(contents(tree));
            ferry("rm", "-r", sshd.url("odd"), sshd.url("again")).ok();
            assertThat(names(sshd.data())).isEmpty();
        }
    }

    @Test
    void linksAreShownAndOnlyTheyAreDeleted() throws IOException {
        try (Sshd sshd = Sshd.start(there)) {
            Path kept = Files.createDirectory(sshd.data().resolve("kept"));
            Files.writeString(kept.resolve("f"), "f");
            Files.createSymbolicLink(sshd.data().resolve("link"), kept);
            assertThat(ferry("ls", "--json", sshd.url("")).ok().out())
                    .contains("\"type\":\"link\"")
                    .contains("\"target\":\"" + kept + "\"");
            assertThat(ferry("ls", sshd.url("link/")).ok().out()).isEqualTo("f\n");
            ferry("rm", "-r", sshd.url("link")).ok();
            assertThat(names(sshd.data())).containsExactly("kept");
            assertThat(kept.resolve("f")).exists();
        }
    }

    @Test
    void manyEntriesAreListed() throws IOException {
        try (Sshd sshd = Sshd.start(there)) {
            Path many = Files.createDirectory(sshd.data().resolve("many"));
            for (int i = 0; i < ENTRIES; i++) Files.createFile(many.resolve("f" + i));
            assertThat(ferry("ls", sshd.url("many/")).ok().out().lines()).hasSize(ENTRIES);
        }
    }

    @Test
    @ResourceLock(providers = ClientIT.Disk.class)
    void cutsDoNotMatterToOpenssh() throws IOException {
        try (Sshd sshd = Sshd.start(there)) {
            cut(sshd.url(""));
        }
    }

    @Test
    @ResourceLock(providers = ClientIT.Disk.class)
    void cutsDoNotMatterToOurs() throws IOException {
        cut(ours(folder()));
    }

    private void cut(String url) throws IOException {
        Path file = here.resolve("large");
        fill(file);
        try (var proxy = new TestProxy().cutting(CUTS, LARGE / (CUTS + 2))) {
            String through = "socks5://127.0.0.1:" + proxy.port();
            Ran up = ferry("put", "--json", "--proxy", through, file.toString(), url).ok();
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(up.out())
                    .contains("\"event\":\"retry\"")
                    .containsPattern("\"resumed_from\":[1-9]");
        }
        // Another one, since what the first still carries is not to be cut instead.
        try (var proxy = new TestProxy().cutting(CUTS, LARGE / (CUTS + 2))) {
            String through = "socks5://127.0.0.1:" + proxy.port();
            Path back = here.resolve("large.back");
            Ran down =
                    ferry("get", "--json", "--proxy", through, url + "large", back.toString()).ok();
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(down.out()).containsPattern("\"resumed_from\":[1-9]");
            assertThat(sha256(back)).isEqualTo(sha256(file));
        }
        ferry("rm", url + "large").ok();
    }

    /// Through this machine, with no file in between.
    @Test
    void filesGoBetweenSftpAndFtp() throws IOException {
        Path file = here.resolve("f");
        Files.write(file, content(6, 1_000_000));
        String folder = folder();
        String ftp = "ftp://anna:secret@127.0.0.1:" + server.port() + "/" + folder;
        ferry("put", "--tls", "off", file.toString(), ftp + "one").ok();
        ferry("get", "--tls", "off", ftp + "one", ours(folder) + "two").ok();
        assertThat(ferry("get", "--tls", "off", ours(folder) + "two", ftp + "three").ok().out())
                .contains("verified: sha-256");
        assertThat(server.home("anna").resolve(folder + "three")).hasSameBinaryContentAs(file);
    }

    @Test
    void theShellSpeaksIt() throws IOException {
        Files.writeString(here.resolve("f"), "f");
        Ran ran =
                ferry(
                        "shell",
                        "-c",
                        "lcd " + here + "; mkdir d; cd d; put f; ls; mv f g; reget g; rm g",
                        ours(folder()));
        assertThat(ran.ok().out()).contains("f\n");
        assertThat(here.resolve("g")).hasContent("f");
    }

    // Who, and whom to trust

    @Test
    void keysOpenInEachFormat() throws Exception {
        try (Sshd sshd = Sshd.start(there)) {
            Files.writeString(sshd.data().resolve("f"), "f");
            Path open = sshd.key("open", "ecdsa", "");
            Path rsa = sshd.key("rsa", "rsa", "", "-m", "PEM");
            Path sealed = sshd.key("sealed", "ed25519", "open sesame");
            Path pem = sshd.key("pem", "rsa", "open sesame", "-m", "PEM");
            Path pkcs8 = sshd.key("pkcs8", "ecdsa", "open sesame", "-m", "PKCS8");
            sshd.allow("open", "rsa", "sealed", "pem", "pkcs8");
            for (Path key : List.of(open, rsa)) {
                assertThat(ferry("ls", "-i", key.toString(), sshd.url("")).ok().out())
                        .isEqualTo("f\n");
            }
            assertThat(ferry("ls", "-i", sshd.id().toString(), sshd.url("")).code()).isEqualTo(4);
            assertThat(ferry("ls", "-i", sealed.toString(), sshd.url("")).code()).isEqualTo(4);
            Files.delete(there.resolve("pem.pub"));
            for (Path key : List.of(sealed, pem, pkcs8)) {
                assertThat(
                                process(
                                                Map.of("FERRY_KEY_PASSPHRASE", "open sesame"),
                                                "ls",
                                                "--ssh-config",
                                                "none",
                                                "--known-hosts",
                                                known(),
                                                "-i",
                                                key.toString(),
                                                sshd.url(""))
                                        .ok()
                                        .out())
                        .isEqualTo("f\n");
            }
        }
    }

    @Test
    void anAgentOpens() throws Exception {
        try (Sshd sshd = Sshd.start(there)) {
            Files.writeString(sshd.data().resolve("f"), "f");
            Path socket = there.resolve("agent");
            Process agent =
                    Stranger.SSH_AGENT.start(there, there.resolve("said"), "-D", "-a", "agent");
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (!Files.exists(socket) && System.nanoTime() < end) Thread.sleep(10);
                Stranger.ENV
                        .run(
                                there,
                                "SSH_AUTH_SOCK=" + socket,
                                "ssh-add",
                                "-q",
                                sshd.id().toString())
                        .ok();
                ferry("ls", sshd.url("")).ok(); // so that the server is known
                Ran ran =
                        process(
                                Map.of("SSH_AUTH_SOCK", socket.toString()),
                                "ls",
                                "--ssh-config",
                                "none",
                                "--known-hosts",
                                known(),
                                sshd.url(""));
                assertThat(ran.ok().out()).isEqualTo("f\n");
            } finally {
                agent.descendants().forEach(ProcessHandle::destroy);
                agent.destroy();
            }
        }
    }

    @Test
    void namesOfTheConfigurationAreKnown() throws IOException {
        try (Sshd sshd = Sshd.start(there)) {
            Files.writeString(sshd.data().resolve("f"), "f");
            Path config = here.resolve("config");
            Files.write(
                    config,
                    List.of(
                            "Host work",
                            "  HostName 127.0.0.1",
                            "  Port " + sshd.port(),
                            "  User " + Sshd.user(),
                            "  IdentityFile " + sshd.id(),
                            "  IdentitiesOnly yes",
                            "  StrictHostKeyChecking accept-new",
                            "Host far",
                            "  ProxyJump work"));
            String[] words = {"--ssh-config", config.toString(), "--trust", "ask", "-i"};
            var all = new ArrayList<>(List.of(words));
            all.add(sshd.id().toString());
            all.add("sftp://work/");
            assertThat(ferry("ls", all.toArray(String[]::new)).ok().out()).isEqualTo("f\n");
            assertThat(Files.readString(Path.of(known())))
                    .isEqualTo("[127.0.0.1]:" + sshd.port() + " " + sshd.hostKey() + "\n");
            all.set(all.size() - 1, "sftp://far/");
            Ran far = ferry("ls", all.toArray(String[]::new));
            assertThat(far.code()).isEqualTo(2);
            assertThat(far.err()).contains("ProxyJump work");
        }
    }

    @Test
    void hostsAreKnownAsOpensshKnowsThem() throws IOException {
        try (Sshd sshd = Sshd.start(there)) {
            Files.writeString(sshd.data().resolve("f"), "f");
            Path known = here.resolve("hosts");
            String[] list = {"--trust", "system", "--known-hosts", known.toString(), sshd.url("")};

            Ran unknown = ferry("ls", list);
            assertThat(unknown.code()).isEqualTo(5);
            String shown = Stranger.SSH_KEYGEN.run(there, "-lf", "host.pub").ok().split(" ", -1)[1];
            assertThat(unknown.err()).contains(shown);
            ferry("ls", "--trust", shown, "--known-hosts", known.toString(), sshd.url("")).ok();
            assertThat(known).doesNotExist();

            // What we write, OpenSSH reads.
            ferry("ls", "--trust", "new", "--known-hosts", known.toString(), sshd.url("")).ok();
            String batch = here.resolve("batch").toString();
            Files.writeString(Path.of(batch), "ls\n");
            Stranger.SFTP
                    .run(
                            here,
                            "-F",
                            "none",
                            "-o",
                            "StrictHostKeyChecking=yes",
                            "-o",
                            "UserKnownHostsFile=" + known,
                            "-i",
                            sshd.id().toString(),
                            "-b",
                            batch,
                            "-P",
                            Integer.toString(sshd.port()),
                            Sshd.user() + "@127.0.0.1")
                    .ok();

            // And what it makes of that, we read.
            Stranger.SSH_KEYGEN.run(here, "-q", "-H", "-f", "hosts").ok();
            assertThat(Files.readString(known)).startsWith("|1|");
            ferry("ls", list).ok();

            sshd.key("other", "ed25519", "");
            String[] other = Files.readString(there.resolve("other.pub")).split(" ", -1);
            String was = Stranger.SSH_KEYGEN.run(there, "-lf", "other.pub").ok().split(" ", -1)[1];
            String name = "[127.0.0.1]:" + sshd.port() + " ";
            Files.writeString(known, name + other[0] + " " + other[1] + "\n");
            for (String trust : List.of("system", "new", "ask")) {
                list[1] = trust;
                Ran changed = ferry("ls", list);
                assertThat(changed.code()).isEqualTo(5);
                assertThat(changed.err()).contains("has changed", shown, was);
            }
            Files.writeString(known, "@revoked * " + sshd.hostKey() + "\n");
            assertThat(ferry("ls", list).err()).contains("revoked");
        }
    }

    @Test
    void theConversationIsShownWithoutSecrets() throws IOException {
        Files.writeString(here.resolve("f"), "contents of f");
        Ran ran = ferry("put", "--debug", here.resolve("f").toString(), ours(folder()));
        assertThat(ran.ok().err())
                .contains("key exchange", "host key", "OPEN", "WRITE", "STATUS")
                .doesNotContain(":secret", "contents of");
    }

    // Files

    private static byte[] content(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            var random = new Random(11);
            byte[] chunk = new byte[1_000_000];
            for (long left = LARGE; left > 0; left -= chunk.length) {
                random.nextBytes(chunk);
                out.write(chunk);
            }
        }
    }

    private static void grow(Path tree) throws IOException {
        var random = new Random(8);
        for (int i = 0; i < TREE; i++) {
            Path folder = tree.resolve("d" + i % 7).resolve("e" + i % 3);
            Files.createDirectories(folder);
            byte[] bytes = new byte[random.nextInt(3_000)];
            random.nextBytes(bytes);
            Files.write(folder.resolve(i % 5 == 0 ? "ü " + i : ".f" + i), bytes);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static Map<String, String> contents(Path tree) throws IOException {
        var all = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                all.put(tree.relativize(path).toString(), sha256(path));
            }
        }
        return all;
    }

    private static String sha256(Path file) throws IOException {
        try {
            var digest = java.security.MessageDigest.getInstance("SHA-256");
            try (var in = new java.security.DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return java.util.HexFormat.of().formatHex(digest.digest());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
