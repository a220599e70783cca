package dev.ferry.files.storage.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The files of a [StageArea] that hold what is written down of its stages: `N.note`. A note counts
/// as long as there is a stage of the ID it names; then its file is written over with the note of
/// another. To make and delete one for each upload would be slow: ext4 looks, before it makes a
/// file, through all that were deleted within the last seconds.
final class StageNotes {

    static final String SUFFIX = ".note";

    /// Files that wait for another note.
    private static final int SPARE = 64;

    private final Fd folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<String> spare = new ArrayDeque<>();
    private long last;

    StageNotes(Fd folder) {
        this.folder = folder;
    }

    /// A file of that name is there, and some stage's.
    void inUse(String name) {
        lock.lock();
        try {
            last = Math.max(last, number(name));
        } finally {
            lock.unlock();
        }
    }

    private static long number(String name) {
        try {
            return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        } catch (NumberFormatException _) {
            return 0; // it was not given by us, and none of ours will be like it
        }
    }

    /// Writes down what there is to say of the stage, in place of what was said before. Does
    /// nothing once the stage is at its end ([#forget]).
    ///
    /// @param force whether it is on disk when this returns
    void write(Stage stage, StageNote note, boolean force) throws IOException {
        stage.noting.lock();
        try {
            if (stage.forgotten) return;
            String name = stage.noteFile;
            boolean fresh = false;
            if (name == null) {
                name = take();
                fresh = name == null;
                if (name == null) name = next();
            }
            stage.noteFile = name;
            try (FileChannel file = open(name, fresh ? CREATE_NEW : WRITE)) {
                var bytes = ByteBuffer.wrap(note.text(stage.id).getBytes(UTF_8));
                while (bytes.hasRemaining()) file.write(bytes);
                if (force) file.force(true);
            }
        } finally {
            stage.noting.unlock();
        }
    }

    /// Has what is written of the stage on disk when this returns.
    void force(Stage stage) throws IOException {
        stage.noting.lock();
        try {
            String name = stage.noteFile;
            if (name == null) return;
            try (FileChannel file = open(name, WRITE)) {
                file.force(true);
            }
        } finally {
            stage.noting.unlock();
        }
    }

    /// The stage, whose bytes have another name or none by now, needs no note any more.
    void forget(Stage stage) throws Errno {
        stage.noting.lock();
        try {
            stage.forgotten = true;
            String name = stage.noteFile;
            stage.noteFile = null;
            if (name != null && !keep(name)) delete(name);
        } finally {
            stage.noting.unlock();
        }
    }

    /// Takes away what waits for another note.
    void close() throws Errno {
        while (true) {
            String name = take();
            if (name == null) return;
            delete(name);
        }
    }

    private @Nullable String take() {
        lock.lock();
        try {
            return spare.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private String next() {
        lock.lock();
        try {
            return ++last + SUFFIX;
        } finally {
            lock.unlock();
        }
    }

    private boolean keep(String name) {
        lock.lock();
        try {
            if (spare.size() >= SPARE) return false;
            spare.addFirst(name);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private FileChannel open(String name, OpenOption how) throws IOException {
        Path file = folder.child(name);
        if (how == WRITE) return FileChannel.open(file, WRITE);
        return FileChannel.open(
                file,
                Set.of(how, WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void delete(String name) throws Errno {
        try {
            Posix.unlink(folder.number(), name.getBytes(US_ASCII));
        } catch (Errno e) {
            if (!e.is(Errno.ENOENT)) throw e;
        }
    }
}
