package dev.ferry.server.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What came for a conversation and has not been read yet: one thread puts it in ([#put], [#end]),
/// which is never kept waiting, and another reads. Nothing is moved while it waits, however much
/// that is. Who puts sees to it that it is not too much.
final class Inbox extends InputStream {

    /// What is shorter shares an array with others, or single bytes would cost many times what they
    /// count.
    private static final int SMALLEST = 4 * 1024;

    /// Is told what was read.
    @FunctionalInterface
    interface Reader {
        void took(int count) throws IOException;
    }

    private final Reader reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(); // full, but for the last one
    private int from; // in the first
    private int to; // in the last
    private boolean over;

    Inbox(Reader reader) {
        this.reader = reader;
    }

    void put(byte[] bytes, int start, int count) {
        lock.lock();
        try {
            if (over) return;
            int at = start;
            int left = count;
            byte[] last = pieces.peekLast();
            if (last != null) {
                int fits = Math.min(left, last.length - to);
                System.arraycopy(bytes, at, last, to, fits);
                to += fits;
                at += fits;
                left -= fits;
            }
            if (left > 0) {
                byte[] piece = new byte[Math.max(left, SMALLEST)];
                System.arraycopy(bytes, at, piece, 0, left);
                pieces.add(piece);
                to = left;
            }
            came.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more comes; what is there can be read.
    void end() {
        lock.lock();
        try {
            over = true;
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether there is something, and as many bytes as are surely there.
    @Override
    public int available() {
        lock.lock();
        try {
            return pieces.isEmpty() ? 0 : 1;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int start, int most) throws IOException {
        if (most == 0) return 0;
        int count = 0;
        lock.lock();
        try {
            while (pieces.isEmpty()) {
                if (over) return -1;
                came.await();
            }
            while (count < most && !pieces.isEmpty()) {
                byte[] first = pieces.getFirst();
                int end = pieces.size() == 1 ? to : first.length;
                int some = Math.min(most - count, end - from);
                System.arraycopy(first, from, into, start + count, some);
                count += some;
                from += some;
                if (from == end) {
                    pieces.removeFirst();
                    from = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a request");
        } finally {
            lock.unlock();
        }
        reader.took(count);
        return count;
    }
}
