package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.server.net.Courtesy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(30)
class CrewTest {

    private final Crew crew = new Crew();

    @AfterEach
    void leave() {
        crew.shutdown();
    }

    @Test
    void oneThreadTakesOneWorkAfterTheOther() throws Exception {
        Thread first = threadOfNext();
        Await.until(() -> first.getState() == Thread.State.TIMED_WAITING);

        assertThat(threadOfNext()).isSameAs(first);
    }

    @Test
    void whoStoodBackTakesNoMoreWork() throws Exception {
        var worker = new CompletableFuture<Thread>();
        crew.execute(() -> {
            Crew.self().standBack();
            worker.complete(Thread.currentThread());
        });
        Thread stoodBack = worker.get(20, TimeUnit.SECONDS);

        assertThat(threadOfNext()).isNotSameAs(stoodBack);
        stoodBack.join();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoStandsBackIsNicerAndNobodyElse() throws Exception {
        var nicer = new CompletableFuture<Integer>();
        crew.execute(() -> {
            Crew.self().standBack();
            nicer.complete(nicenessOf(Courtesy.self()));
        });
        int usual = nicenessOf(Courtesy.self());

        assertThat(nicer.get(20, TimeUnit.SECONDS)).isEqualTo(Math.min(19, usual + 10));
        var next = new CompletableFuture<Integer>();
        crew.execute(() -> next.complete(nicenessOf(Courtesy.self())));
        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(usual);
    }

    @Test
    void isCrowdedWhenMoreWorkThanThereAreProcessors() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        var release = new CountDownLatch(1);
        for (int i = 0; i < processors; i++) {
            var begun = new CountDownLatch(1);
            crew.execute(() -> waitIn(begun, release));
            begun.await();
        }
        boolean before = crew.isCrowded();
        var begun = new CountDownLatch(1);
        crew.execute(() -> waitIn(begun, release));
        begun.await();
        boolean after = crew.isCrowded();
        release.countDown();

        assertThat(before).isFalse();
        assertThat(after).isTrue();
    }

    @Test
    void takesNoWorkAfterItsEnd() {
        crew.shutdown();

        assertThatThrownBy(() -> crew.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    private Thread threadOfNext() throws Exception {
        var worker = new CompletableFuture<Thread>();
        crew.execute(() -> worker.complete(Thread.currentThread()));
        return worker.get(20, TimeUnit.SECONDS);
    }

    private static void waitIn(CountDownLatch begun, CountDownLatch release) {
        begun.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The 19th field of stat (proc_pid_stat(5)), counted from behind the name, which may hold
    /// spaces.
    private static int nicenessOf(int thread) {
        try {
            String stat = Files.readString(Path.of("/proc/self/task/" + thread + "/stat"));
            String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Integer.parseInt(behindName[16]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
