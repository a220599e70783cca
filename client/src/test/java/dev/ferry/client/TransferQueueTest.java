package dev.ferry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.client.TransferQueue.Job;
import dev.ferry.client.TransferQueue.State;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpSettings;
import dev.ferry.client.remote.Retries;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs go on by themselves, in their turn, and survive the queue that held them.
@Timeout(60)
class TransferQueueTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private ScriptedServer server;
    private TransferClient client;
    private String url;
    private final List<String> told = new CopyOnWriteArrayList<>();

    private final TransferQueue.Sites sites =
            new TransferQueue.Sites() {
                private @Nullable Site known;

                @Override
                public synchronized Site shared(String url) throws IOException {
                    Site site = known == null ? client.open(with(url)) : known;
                    known = site;
                    return site;
                }

                @Override
                public Site own(String site) throws IOException {
                    return client.open(site.startsWith("file:") ? site : with(site));
                }

                private static String with(String site) {
                    return site.replace("anna@", "anna:secret@");
                }
            };

    private final TransferQueue.Listener listener =
            new TransferQueue.Listener() {
                @Override
                public void finished(Job job, String from, TransferResult result) {
                    told.add(job.number() + " " + from + " " + result.verified());
                }

                @Override
                public void done(Job job, String what) {
                    told.add(job.number() + " " + what);
                }

                @Override
                public void failed(Job job, Failure why) {
                    told.add(job.number() + " failed " + why.exitCode());
                }

                @Override
                public void ended(Job job) {
                    told.add(job.number() + " " + job.state());
                }

                @Override
                public void noted(String what) {
                    told.add(what);
                }
            };

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        server.file("/a.txt", "hello").file("/b.txt", "there").file("/d/", "").file("/d/c", "deep");
        url = "ftp://anna@127.0.0.1:" + server.port();
        client =
                TransferClient.builder(InstantSource.system())
                        .tls(FtpSettings.Tls.OFF)
                        .patience(Duration.ofSeconds(20))
                        .retries(
                                new Retries(
                                        0,
                                        Duration.ofMillis(5),
                                        Duration.ofMillis(5),
                                        (_, _, _) -> {}))
                        .build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Order get(String path, String name) {
        return new Order.Get(
                url, VirtualPath.of(path), folder.resolve(name), TransferOptions.standard());
    }

    private Order put(String name, String path) {
        return new Order.Put(
                folder.resolve(name), url, VirtualPath.of(path), TransferOptions.standard());
    }

    private Order mirror(boolean up, boolean delete, long maxDelete) {
        return new Order.Mirror(
                url,
                VirtualPath.of("/d"),
                folder.resolve("m"),
                up,
                SyncFilter.ALL,
                false,
                delete,
                maxDelete,
                2,
                TransferOptions.standard().preserving(true));
    }

    private TransferQueue memory() {
        return TransferQueue.inMemory(sites, listener);
    }

    private TransferQueue kept() throws Failure {
        return TransferQueue.keptIn(folder.resolve("queue"), sites, listener).orElseThrow();
    }

    private String there(String path) {
        ScriptedServer.Content file = server.files.get(path);
        return file == null ? "(nothing)" : new String(file.bytes(), StandardCharsets.UTF_8);
    }

    /// A server that sends the beginning of a file and then nothing, until `go`.
    private CountDownLatch stalling() {
        var go = new CountDownLatch(1);
        server.on(
                "RETR",
                (talk, argument) -> {
                    talk.say("150 here it comes");
                    try (var data = talk.data()) {
                        byte[] all = Objects.requireNonNull(server.files.get(argument)).bytes();
                        data.getOutputStream().write(all, 0, 1);
                        data.getOutputStream().flush();
                        go.await(20, TimeUnit.SECONDS);
                        data.getOutputStream().write(all, 1, all.length - 1);
                    }
                    talk.say("226 done");
                });
        return go;
    }

    @Test
    void aJobDoesAllItsOrders() throws Exception {
        Files.writeString(folder.resolve("up"), "sent");
        try (var queue = memory()) {
            Job job =
                    queue.begin(
                            "all",
                            List.of(get("/a.txt", "x/a"), get("/b.txt", "b"), put("up", "/up")),
                            2,
                            false);
            assertThat(job.await(LONG)).isTrue();
            assertThat(job.state()).isEqualTo(State.DONE);
            assertThat(job.exitCode()).isZero();
            assertThat(job.progress().files()).isEqualTo(3);
            assertThat(job.progress().bytes()).isEqualTo(14);
        }
        assertThat(folder.resolve("x/a")).hasContent("hello");
        assertThat(folder.resolve("b")).hasContent("there");
        assertThat(there("/up")).isEqualTo("sent");
        assertThat(told).contains("1 /a.txt size", "1 /b.txt size").endsWith("1 DONE");
    }

    @Test
    void whatFailsKeepsTheOthersFromNothing() throws Exception {
        try (var queue = memory()) {
            Job some =
                    queue.begin("some", List.of(get("/none", "n"), get("/b.txt", "b")), 1, false);
            assertThat(some.await(LONG)).isTrue();
            assertThat(some.state()).isEqualTo(State.FAILED);
            assertThat(some.exitCode()).isEqualTo(9);
            assertThat(folder.resolve("b")).hasContent("there");
            Job none = queue.begin("none", List.of(get("/none", "n")), 1, false);
            assertThat(none.await(LONG)).isTrue();
            assertThat(none.exitCode()).isEqualTo(6);
            assertThat(none.failures()).hasSize(1);
        }
        assertThat(told).contains("1 failed 6");
    }

    @Test
    void jobsWaitForTheirTurn() throws Exception {
        CountDownLatch go = stalling();
        try (var queue = memory()) {
            Job first = queue.add("first", List.of(get("/a.txt", "a")), 1);
            Job second = queue.add("second", List.of(get("/b.txt", "b")), 1);
            await().until(() -> first.progress().bytes() == 1);
            assertThat(first.state()).isEqualTo(State.RUNNING);
            assertThat(second.state()).isEqualTo(State.WAITING);
            // Whoever is begun at once does not wait.
            Job beside = queue.begin("beside", List.of(put("queue-none", "/x")), 1, false);
            assertThat(beside.await(LONG)).isTrue();
            assertThat(beside.exitCode()).isEqualTo(8);
            queue.stop();
            go.countDown();
            assertThat(first.await(LONG)).isTrue();
            assertThat(second.state()).isEqualTo(State.WAITING);
            queue.start();
            assertThat(second.await(LONG)).isTrue();
            assertThat(second.state()).isEqualTo(State.DONE);
        }
    }

    @Test
    void aSecondPlaceIsTakenAtOnce() throws Exception {
        CountDownLatch go = stalling();
        try (var queue = memory()) {
            queue.add("first", List.of(get("/a.txt", "a")), 1);
            Job second = queue.add("second", List.of(get("/b.txt", "b")), 1);
            queue.parallel(2);
            await().until(() -> second.progress().bytes() == 1);
            go.countDown();
            assertThat(second.await(LONG)).isTrue();
        }
    }

    /// Also from a server that says nothing any more.
    @Test
    void aCancelledJobEndsSoonAndItsSiteGoesOn() throws Exception {
        stalling();
        try (var queue = memory()) {
            Job job =
                    queue.begin(
                            "stalled", List.of(get("/a.txt", "a"), get("/b.txt", "b")), 1, true);
            await().until(() -> job.progress().bytes() == 1);
            long begun = System.nanoTime();
            queue.cancel(job);
            assertThat(job.await(LONG)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(job.state()).isEqualTo(State.CANCELLED);
            assertThat(job.exitCode()).isEqualTo(130);
            assertThat(folder.resolve("a")).doesNotExist();
            Files.writeString(folder.resolve("up"), "sent");
            Job next = queue.begin("next", List.of(put("up", "/up")), 1, false);
            assertThat(next.await(LONG)).isTrue();
            assertThat(next.state()).isEqualTo(State.DONE);
        }
        assertThat(told).contains("1 CANCELLED").noneMatch(line -> line.startsWith("1 failed"));
    }

    @Test
    void aWaitingJobIsCancelledBeforeItBegins() throws Exception {
        try (var queue = memory()) {
            queue.stop();
            Job job = queue.add("never", List.of(get("/a.txt", "a")), 1);
            queue.cancel(job);
            queue.start();
            assertThat(job.await(Duration.ZERO)).isTrue();
            assertThat(job.state()).isEqualTo(State.CANCELLED);
        }
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void mirrorsGoBothWays() throws Exception {
        try (var queue = memory()) {
            Job down = queue.begin("down", List.of(mirror(false, false, -1)), 1, false);
            assertThat(down.await(LONG)).isTrue();
            assertThat(down.failures()).isEmpty();
            assertThat(folder.resolve("m/c")).hasContent("deep");
            assertThat(down.progress().files()).isEqualTo(1);
            assertThat(down.progress().of()).isEqualTo(1);
            assertThat(told).contains("1 1 copied, 0 deleted, 0 left as they are");
            Files.writeString(folder.resolve("m/new"), "new");
            Files.delete(folder.resolve("m/c"));
            Job refused = queue.begin("refused", List.of(mirror(true, true, 0)), 1, false);
            assertThat(refused.await(LONG)).isTrue();
            assertThat(refused.exitCode()).isEqualTo(13);
            assertThat(there("/d/c")).isEqualTo("deep");
            Job up = queue.begin("up", List.of(mirror(true, true, 1)), 1, false);
            assertThat(up.await(LONG)).isTrue();
            assertThat(up.failures()).isEmpty();
            assertThat(there("/d/new")).isEqualTo("new");
            assertThat(there("/d/c")).isEqualTo("(nothing)");
        }
    }

    @Test
    void whatWasNotDoneIsThereInTheNextQueue() throws Exception {
        Files.writeString(folder.resolve("up"), "sent");
        CountDownLatch go = stalling();
        try (var queue = kept()) {
            Job done = queue.begin("done", List.of(put("up", "/up")), 1, true);
            assertThat(done.await(LONG)).isTrue();
            Job running =
                    queue.begin("get a.txt \"ü\"", List.of(get("/a.txt", "a b%ü\t")), 3, true);
            queue.begin("not kept", List.of(get("/b.txt", "nk")), 1, false);
            queue.stop();
            queue.add("mirrors", List.of(mirror(false, true, 7)), 1);
            await().until(() -> running.progress().bytes() == 1);
            assertThat(queue.keptJobs()).isEqualTo(2);
        }
        go.countDown();
        try (var queue = kept()) {
            assertThat(queue.isStarted()).isFalse();
            assertThat(queue.jobs())
                    .extracting(Job::title)
                    .containsExactly("get a.txt \"ü\"", "mirrors");
            assertThat(queue.jobs()).allMatch(job -> job.state() == State.WAITING);
            assertThat(queue.jobs().getFirst().sites()).containsExactly(url);
            queue.start();
            for (Job job : queue.jobs()) assertThat(job.await(LONG)).isTrue();
            assertThat(queue.jobs()).allMatch(job -> job.state() == State.DONE);
        }
        assertThat(folder.resolve("a b%ü\t")).hasContent("hello");
        assertThat(folder.resolve("m/c")).hasContent("deep");
        assertThat(folder.resolve("nk")).doesNotExist();
        try (var queue = kept()) {
            assertThat(queue.jobs()).isEmpty();
            assertThat(queue.isStarted()).isTrue();
        }
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws Exception {
        List<Order> orders =
                List.of(
                        new Order.Get(
                                "ftps://u%3Av@[::1]:99",
                                VirtualPath.of("/ a/ü%20\uD83D\uDE00"),
                                Path.of("/tmp/x y"),
                                TransferOptions.standard()
                                        .resuming(false)
                                        .in(3)
                                        .verifying(TransferOptions.Verify.HASH)
                                        .on(TransferOptions.Conflict.RENAME)),
                        new Order.Put(
                                Path.of("/ä"),
                                url,
                                VirtualPath.of("/b=c"),
                                TransferOptions.standard().atomically(false).preserving(true)),
                        new Order.Mirror(
                                url,
                                VirtualPath.of("/x"),
                                Path.of("/y"),
                                true,
                                new SyncFilter(List.of("*.a", "b c"), List.of("[!x]")),
                                true,
                                true,
                                12,
                                5,
                                TransferOptions.standard()));
        Path file = folder.resolve("q");
        try (var held = QueueFile.open(file).orElseThrow()) {
            held.write(List.of(new QueueFile.Kept("all\nof it", 4, orders)));
            assertThat(QueueFile.open(file)).isEmpty();
            assertThat(held.read()).containsExactly(new QueueFile.Kept("all\nof it", 4, orders));
        }
        assertThat(Files.readString(file)).doesNotContain("secret");
    }

    @Test
    void aFileThatIsNoQueueIsNamedWithItsLine() throws Exception {
        Path file = folder.resolve("q");
        for (String broken :
                List.of("", "rubbish", "job title=x parallel=y", "get site=x", "job =")) {
            Files.writeString(file, "ferry-queue 1\n" + broken + "\n");
            try (var held = QueueFile.open(file).orElseThrow()) {
                assertThatThrownBy(held::read)
                        .as(broken)
                        .isInstanceOf(Failure.LocalTrouble.class)
                        .hasMessageContaining("q:2: is no line of a queue");
            }
        }
    }

    @Test
    void aJobThatFailedWaitsAgainWithWhatIsLeft() throws Exception {
        try (var queue = kept()) {
            Job job = queue.add("two", List.of(get("/late", "late"), get("/b.txt", "b")), 1);
            assertThat(job.await(LONG)).isTrue();
            assertThat(job.state()).isEqualTo(State.FAILED);
            assertThat(queue.keptJobs()).isZero(); // it would fail tomorrow, too
            server.file("/late", "in time");
            told.clear();
            Job again = queue.again(job).orElseThrow();
            assertThat(again.await(LONG)).isTrue();
            assertThat(again.state()).isEqualTo(State.DONE);
            assertThat(told).contains("2 /late size").noneMatch(line -> line.contains("/b.txt"));
            assertThat(queue.jobs()).containsExactly(again);
            assertThat(queue.again(again)).isEmpty();
        }
    }

    @Test
    void whatTheNetworkBrokeIsKept() throws Exception {
        server.on("RETR", (talk, _) -> talk.hangUp());
        try (var queue = kept()) {
            Job job = queue.add("lost", List.of(get("/a.txt", "a")), 1);
            assertThat(job.await(LONG)).isTrue();
            assertThat(job.failures()).singleElement().isInstanceOf(Failure.ConnectionLost.class);
            assertThat(queue.keptJobs()).isOne();
        }
        try (var queue = kept()) {
            assertThat(queue.jobs()).singleElement().extracting(Job::title).isEqualTo("lost");
            queue.remove(queue.jobs().getFirst());
        }
        try (var queue = kept()) {
            assertThat(queue.jobs()).isEmpty();
        }
    }

    @Test
    void oneProgramAtATimeHoldsAQueue() throws Exception {
        try (var queue = kept()) {
            assertThat(queue.jobs()).isEmpty();
            assertThat(TransferQueue.keptIn(folder.resolve("queue"), sites, listener)).isEmpty();
        }
        kept().close();
    }
}
