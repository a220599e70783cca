package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.Main;
import dev.ferry.client.TestProxy;
import dev.ferry.client.local.LocalName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The client's commands against servers that are not ours, and ours, in the clear and over TLS.
/// Side by side, because they mostly wait.
@Execution(ExecutionMode.CONCURRENT)
final class ClientIT {

    private static final int TREE = Settings.FULL ? 5_000 : 60;
    private static final long LARGE = Settings.FULL ? 3_000_000_000L : 24_000_000;
    private static final int CUTS = 5;

    /// Held by whoever fills it; small files fit all at once.
    static final class Disk implements ResourceLocksProvider {
        @Override
        public Set<Lock> provideForMethod(
                List<Class<?>> enclosing, Class<?> testClass, Method testMethod) {
            return Settings.FULL ? Set.of(new Lock("disk")) : Set.of();
        }
    }

    @TempDir private Path here;

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
        words.addAll(List.of("--trust", "new", "--known-hosts", here + "/known"));
        words.addAll(List.of("--timeout", "20"));
        if (!List.of(more).contains("--proxy")) words.addAll(List.of("--proxy", "none"));
        words.addAll(Arrays.asList(more));
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "VSFTPD, false",
        "VSFTPD, true",
        "PROFTPD, false",
        "PROFTPD, true",
        "PURE_FTPD, false",
        "PURE_FTPD, true",
        "PYFTPDLIB, false",
        "PYFTPDLIB, true",
    })
    void everyCommandWorksWithStrangers(Peer.Kind kind, boolean tls, @TempDir Path folder)
            throws IOException {
        try (Peer peer = Peer.start(kind, tls, folder)) {
            everyCommand(peer.url(""), tls);
        }
    }

    @ParameterizedTest
    @CsvSource({"off", "required"})
    void everyCommandWorksWithOurs(String tls) throws IOException {
        try (FerryProcess server = FerryProcess.serve()) {
            server.addUser("anna", "secret");
            String url = "ftp://anna:secret@127.0.0.1:" + server.port() + "/";
            everyCommand(url, tls.equals("required"));
        }
    }

    /// TLS from the first byte, and TLS or nothing.
    @Test
    void eachSchemeIsSpokenWithOurs() throws IOException {
        int implicit = Peer.free();
        try (FerryProcess server = FerryProcess.serve("--ftps-port", Integer.toString(implicit))) {
            server.addUser("anna", "secret");
            Path file = here.resolve("f");
            Files.write(file, content(9, 300_000));
            String ftps = "ftps://anna:secret@127.0.0.1:" + implicit + "/";
            String ftpes = "ftpes://anna:secret@127.0.0.1:" + server.port() + "/";
            assertThat(ferry("put", file.toString(), ftps + "one").ok().out())
                    .contains("verified: sha-256");
            ferry("get", ftps + "one", ftpes + "two").ok();
            ferry("get", ftpes + "two", here + "/back").ok();
            assertThat(here.resolve("back")).hasSameBinaryContentAs(file);
            assertThat(ferry("ls", "--trust", "system", ftpes).code()).isEqualTo(5);
        }
    }

    private void everyCommand(String url, boolean secure) throws IOException {
        String tls = secure ? "required" : "off";
        Path file = here.resolve("a file.bin");
        Files.write(file, content(3, 2_000_003));

        assertThat(ferry("put", "--tls", tls, file.toString(), url).ok().out())
                .contains("verified: ");
        assertThat(ferry("ls", "--tls", tls, url).ok().out()).isEqualTo("a file.bin\n");
        assertThat(ferry("ls", "--tls", tls, "-l", url).ok().out()).contains("2000003");
        Path back = here.resolve("back.bin");
        ferry("get", "--tls", tls, url + "a%20file.bin", back.toString()).ok();
        assertThat(back).hasSameBinaryContentAs(file);
        Files.delete(back);
        ferry("get", "--tls", tls, "--segments", "2", url + "a*", back.toString()).ok();
        assertThat(back).hasSameBinaryContentAs(file);
        assertThat(ferry("hash", "--tls", tls, url + "a%20file.bin").ok().out())
                .startsWith(sha256(file));

        ferry("mkdir", "--tls", tls, "-p", url + "x/y/z").ok();
        ferry("mv", "--tls", tls, url + "a%20file.bin", url + "x/y/").ok();
        assertThat(ferry("find", "--tls", tls, "--type", "file", url).ok().out())
                .isEqualTo(url.replace(":secret", "") + "x/y/a file.bin\n");
        assertThat(ferry("du", "--tls", tls, url).ok().out()).startsWith("2000003 ");
        assertThat(ferry("get", "--tls", tls, url + "none", back.toString()).code()).isEqualTo(6);
        assertThat(ferry("rm", "--tls", tls, url + "none").code()).isEqualTo(6);
        assertThat(ferry("ls", "--tls", tls, url + "none/").code()).isEqualTo(6);
        assertThat(ferry("get", "--tls", tls, url + "*.none", back.toString()).code())
                .isEqualTo(12);
        ferry("rm", "--tls", tls, "-r", url + "x").ok();
        assertThat(ferry("ls", "--tls", tls, url).ok().out()).isEmpty();

        Path tree = here.resolve("tree");
        grow(tree);
        String all = TREE + " to copy, 0 to delete, 0 left";
        String none = "0 to copy, 0 to delete, " + TREE + " left";
        assertThat(ferry("mirror", "--tls", tls, tree.toString(), url + "t").ok().out())
                .contains(all);
        assertThat(ferry("mirror", "--tls", tls, tree.toString(), url + "t").ok().out())
                .contains(none);
        Path down = here.resolve("down");
        assertThat(ferry("mirror", "--tls", tls, url + "t", down.toString()).ok().out())
                .contains(all);
        assertThat(contents(down)).isEqualTo(contents(tree));
        assertThat(ferry("mirror", "--tls", tls, url + "t", down.toString()).ok().out())
                .contains(none);
        ferry("rm", "--tls", tls, "-r", url + "t").ok();
    }

    /// Whatever bytes a name has, it is the same name on both sides, and nothing is deleted because
    /// of how it is written in between.
    @Test
    void oddNamesAreMirroredByteForByte() throws IOException {
        try (FerryProcess server = FerryProcess.serve()) {
            server.addUser("anna", "secret");
            String url = "ftp://anna:secret@127.0.0.1:" + server.port() + "/";
            Path tree = odd();
            mirrored(tree, url + "odd");
            assertThat(names(server.home("anna").resolve("odd"))).isEqualTo(names(tree));
            Path got = Files.createDirectory(here.resolve("got"));
            ferry("get", "--tls", "off", "-r", url + "odd", got + "/").ok();
            assertThat(names(got.resolve("odd"))).isEqualTo(names(tree));
            ferry("rm", "--tls", "off", "-r", url + "odd").ok();
            assertThat(server.home("anna").resolve("odd")).doesNotExist();
        }
    }

    @Test
    void oddNamesAreMirroredByteForByteWithStrangers(@TempDir Path folder) throws IOException {
        try (Peer peer = Peer.start(Peer.Kind.PROFTPD, false, folder)) {
            Path tree = odd();
            Files.delete(tree.resolve("line\nbreak")); // a line of FTP to others has no such name
            mirrored(tree, peer.url("odd"));
        }
    }

    private Path odd() throws IOException {
        Path tree = Files.createDirectories(here.resolve("tree"));
        Files.createDirectory(tree.resolve("t\tb"));
        Files.writeString(tree.resolve("t\tb").resolve("a\tb"), "1");
        Files.writeString(tree.resolve("line\nbreak"), "2");
        Files.writeString(tree.resolve(LocalName.path("caf\uFFFDE9")), "3");
        Files.writeString(tree.resolve(LocalName.path("caf\uFFFDE8")), "4");
        Files.writeString(tree.resolve("\uFFFD"), "5");
        Files.writeString(tree.resolve("a\uFFFD09b"), "looks like an escape and is none");
        return tree;
    }

    private void mirrored(Path tree, String url) throws IOException {
        int files = names(tree).size() - 1; // one is a folder
        ferry("mirror", "--tls", "off", tree.toString(), url).ok();
        String none = "0 to copy, 0 to delete, " + files + " left";
        assertThat(ferry("mirror", "--delete", "--tls", "off", tree.toString(), url).ok().out())
                .contains(none);
        Path back = here.resolve("odd back");
        ferry("mirror", "--tls", "off", url, back.toString()).ok();
        assertThat(names(back)).isEqualTo(names(tree));
        assertThat(ferry("mirror", "--delete", "--tls", "off", url, back.toString()).ok().out())
                .contains(none);
    }

    /// All below, by the bytes of their names.
    private static Set<String> names(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            String root = tree.toUri().getRawPath();
            var all = new TreeSet<String>();
            paths.filter(path -> !path.equals(tree))
                    .forEach(path -> all.add(path.toUri().getRawPath().substring(root.length())));
            return all;
        }
    }

    @ParameterizedTest
    @CsvSource({"VSFTPD, false", "PROFTPD, true", "PURE_FTPD, false"})
    @ResourceLock(providers = Disk.class)
    void fiveCutsDoNotMatterToStrangers(Peer.Kind kind, boolean tls, @TempDir Path folder)
            throws IOException {
        try (Peer peer = Peer.start(kind, tls, folder)) {
            cut(peer.url(""), tls ? "required" : "off");
        }
    }

    @Test
    @ResourceLock(providers = Disk.class)
    void fiveCutsDoNotMatterToOurs() throws IOException {
        try (FerryProcess server = FerryProcess.servePatiently()) {
            server.addUser("anna", "secret");
            cut("ftp://anna:secret@127.0.0.1:" + server.port() + "/", "off");
        }
    }

    private void cut(String url, String tls) throws IOException {
        Path file = here.resolve("large");
        fill(file);
        try (var proxy = new TestProxy()) {
            String through = "socks5://127.0.0.1:" + proxy.port();
            proxy.cutting(CUTS, LARGE / (CUTS + 2));
            Ran up =
                    ferry("put", "--json", "--tls", tls, "--proxy", through, file.toString(), url)
                            .ok();
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(up.out())
                    .contains("\"event\":\"retry\"")
                    .containsPattern("\"resumed_from\":[1-9]");
            proxy.cutting(CUTS, LARGE / (CUTS + 2));
            Path back = here.resolve("large.back");
            Ran down =
                    ferry(
                                    "get",
                                    "--json",
                                    "--tls",
                                    tls,
                                    "--proxy",
                                    through,
                                    url + "large",
                                    back.toString())
                            .ok();
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(down.out()).contains("\"attempts\":" + (CUTS + 1));
            assertThat(sha256(back)).isEqualTo(sha256(file));
        }
        ferry("rm", "--tls", tls, url + "large").ok();
        Files.delete(file);
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

    /// Whichever side is cut, within one command and from one to the next, both servers say the
    /// same checksum at the end.
    @Test
    @ResourceLock(providers = Disk.class)
    void cutsDoNotMatterBetweenTwoOfOurs() throws IOException {
        try (FerryProcess first = FerryProcess.servePatiently();
                FerryProcess second = FerryProcess.servePatiently();
                var proxy = new TestProxy()) {
            first.addUser("anna", "secret");
            second.addUser("bert", "secret");
            Path file = Files.createDirectories(first.home("anna")).resolve("large");
            fill(file);
            String from = "ftp://anna:secret@127.0.0.1:" + first.port() + "/large";
            String to = "ftp://bert:secret@127.0.0.1:" + second.port() + "/";
            var through = List.of("--tls", "off", "--proxy", "socks5://127.0.0.1:" + proxy.port());

            proxy.cutting(CUTS, LARGE / (CUTS + 2));
            assertThat(copied(through, from, to + "one").ok().out())
                    .contains("\"event\":\"retry\"")
                    .containsPattern("\"resumed_from\":[1-9]")
                    .contains("\"verified\":\"sha-256\"");
            assertThat(proxy.cutsLeft()).isZero();

            var once = new ArrayList<>(through);
            once.addAll(List.of("--retries", "0"));
            proxy.cutting(2, LARGE / 2);
            assertThat(copied(once, from, to + "two").code()).isEqualTo(14);
            assertThat(second.home("bert").resolve("two")).doesNotExist();
            proxy.cutting(0, LARGE);
            assertThat(copied(once, from, to + "two").ok().out())
                    .containsPattern("\"resumed_from\":[1-9]")
                    .contains("\"verified\":\"sha-256\"");

            for (String name : List.of("one", "two")) {
                assertThat(sha256(second.home("bert").resolve(name))).isEqualTo(sha256(file));
            }
        }
    }

    private Ran copied(List<String> options, String from, String to) {
        var words = new ArrayList<>(List.of("--json"));
        words.addAll(options);
        words.addAll(List.of(from, to));
        return ferry("get", words.toArray(String[]::new));
    }

    /// Ctrl-C keeps what there is, and the same command goes on.
    @Test
    void anInterruptedDownloadIsGoneOnWith() throws Exception {
        try (FerryProcess server = FerryProcess.serve()) {
            server.addUser("anna", "secret");
            Path file = server.home("anna").resolve("f");
            Files.createDirectories(file.getParent());
            Files.write(file, content(4, 8_000_000));
            String url = "ftp://anna@127.0.0.1:" + server.port() + "/f";
            Path back = here.resolve("f");
            var builder =
                    new ProcessBuilder(
                            // Who runs tests in the background may have the signal ignored.
                            "env",
                            "--default-signal=INT",
                            "../ferry",
                            "get",
                            "--tls",
                            "off",
                            "--limit-rate",
                            "500K",
                            url,
                            back.toString());
            builder.environment().put("FERRY_BUILD", "never");
            builder.environment().put("FERRY_PASSWORD", "secret");
            Process get = builder.redirectErrorStream(true).start();
            Path part = here.resolve("f.ferry-part");
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!(Files.exists(part) && Files.size(part) > 600_000) && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertThat(
                            new ProcessBuilder("kill", "-INT", Long.toString(get.pid()))
                                    .start()
                                    .waitFor())
                    .isZero();
            assertThat(get.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(get.exitValue()).isEqualTo(130);
            assertThat(part).exists();
            assertThat(back).doesNotExist();
            Ran again =
                    ferry(
                                    "get",
                                    "--json",
                                    "--tls",
                                    "off",
                                    url.replace("anna@", "anna:secret@"),
                                    back.toString())
                            .ok();
            assertThat(again.out())
                    .containsPattern("\"resumed_from\":[1-9]")
                    .contains("\"verified\":\"sha-256\"");
            assertThat(back).hasSameBinaryContentAs(file);
        }
    }

    private static byte[] content(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
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
