package dev.ferry.files.storage.local;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Forces folders to disk, once for all who ask at the same time: whoever asks while a force of the
/// same folder runs waits for the *next* one, which one of the waiting starts and which serves them
/// all.
final class FolderForce {

    private static final class Turn {
        long asked;
        long done;
        boolean running;
        int waiting;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Stat.Key, Turn> turns = new HashMap<>();

    /// Returns when all names that `fd`, the folder `key`, had at the call are on disk.
    void force(Stat.Key key, int fd) throws Errno {
        Turn turn;
        long mine;
        lock.lock();
        try {
            turn = turns.computeIfAbsent(key, _ -> new Turn());
            mine = ++turn.asked;
            turn.waiting++;
            while (turn.running && turn.done < mine) changed.awaitUninterruptibly();
            if (turn.done >= mine) {
                leave(key, turn);
                return;
            }
            turn.running = true;
            mine = turn.asked;
        } finally {
            lock.unlock();
        }
        boolean forced = false;
        try {
            Posix.force(fd);
            forced = true;
        } finally {
            lock.lock();
            try {
                if (forced) turn.done = mine;
                turn.running = false;
                leave(key, turn);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void leave(Stat.Key key, Turn turn) {
        if (--turn.waiting == 0) turns.remove(key);
    }
}
