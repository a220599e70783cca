package dev.ferry.core.account;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waiting for work that another thread does.
final class Waiting {

    private Waiting() {}

    /// The result of `work`. An interrupt is kept for later.
    static <T> T uninterrupted(Future<T> work) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// What is inside `e`, where that is unchecked; thrown, or returned to be thrown.
    static RuntimeException unchecked(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
