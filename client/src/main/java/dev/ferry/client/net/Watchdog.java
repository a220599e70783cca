package dev.ferry.client.net;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One thread for all connections of the program that looks whether somebody hangs where a socket
/// has no time-out of its own, which is where it writes.
final class Watchdog {

    private static final ScheduledThreadPoolExecutor THREAD = thread();

    private Watchdog() {}

    private static ScheduledThreadPoolExecutor thread() {
        var executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("ferry-watchdog").factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /// Looks every `millis` until what is returned is cancelled.
    static ScheduledFuture<?> every(long millis, Runnable look) {
        return THREAD.scheduleWithFixedDelay(look, millis, millis, TimeUnit.MILLISECONDS);
    }
}
