package dev.ferry.files.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What the parts of the contract have in common: the storage under test, and short words for long
/// calls.
interface ContractTools {

    String ANN = "ann";
    String BEN = "ben";
    int MODE = 0640;
    NewFile KEEP = new NewFile(MODE, true);
    NewFile FORGET = new NewFile(MODE, false);
    WriteMode STORE = new WriteMode.Fresh(true);
    WriteMode STORE_NEW = new WriteMode.Fresh(false);
    WriteMode APPEND = new WriteMode.Append();

    Storage files();

    /// Kills the process, as far as the storage can tell, and starts it again.
    void restart() throws Exception;

    /// Whether names that differ only in case, or only in Unicode's normal form, are those of
    /// different files here.
    default boolean tellsNamesApart() {
        return true;
    }

    /// How often a race is run.
    default int rounds() {
        return 2_000;
    }

    default void requires(Capability capability) {
        assumeTrue(files().capabilities().contains(capability), "needs " + capability);
    }

    static VirtualPath at(String path) {
        return VirtualPath.of(path);
    }

    /// An upload whose bytes are about to come.
    default Sink begin(String path, WriteMode mode, String owner, NewFile options)
            throws IOException {
        Sink sink = files().write(at(path), mode, owner, options);
        try {
            sink.begin();
            return sink;
        } catch (IOException e) {
            sink.close();
            throw e;
        }
    }

    default Sink begin(String path, WriteMode mode) throws IOException {
        return begin(path, mode, ANN, KEEP);
    }

    /// A whole upload.
    default void put(String path, WriteMode mode, String text) throws IOException {
        try (Sink sink = begin(path, mode)) {
            send(sink, text);
            sink.commit(Sink.LastCheck.NONE);
        }
    }

    default void put(String path, String text) throws IOException {
        put(path, STORE, text);
    }

    /// An upload that was cut after `text`.
    ///
    /// @return whether a partial is kept
    default boolean cut(String path, WriteMode mode, String owner, String text) throws IOException {
        Sink sink = begin(path, mode, owner, KEEP);
        send(sink, text);
        return sink.closeKeeping();
    }

    default boolean cut(String path, String owner, String text) throws IOException {
        return cut(path, STORE, owner, text);
    }

    static void send(Sink sink, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(text));
        while (bytes.hasRemaining()) sink.write(bytes);
    }

    default String text(String path) throws IOException {
        try (OpenFile file = files().read(at(path))) {
            return text(file);
        }
    }

    default String partialText(String path, String owner) throws IOException {
        try (OpenFile file = files().partials().read(at(path), owner)) {
            return text(file);
        }
    }

    /// All of it, in pieces of a size nobody chose with care.
    static byte[] content(OpenFile file) throws IOException {
        var all = new ByteArrayOutputStream();
        var piece = ByteBuffer.allocate(1_021);
        for (int n = file.read(piece, 0); n >= 0; n = file.read(piece.clear(), all.size())) {
            all.write(piece.array(), 0, n);
        }
        return all.toByteArray();
    }

    static String text(OpenFile file) throws IOException {
        return new String(content(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    default boolean exists(String path) throws IOException {
        try {
            files().stat(at(path));
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    default void folder(String path) throws IOException {
        files().makeFolder(at(path), 0750);
    }

    default List<Entry> list(String folder) throws IOException {
        var entries = new ArrayList<Entry>();
        try (Listing listing = files().list(at(folder))) {
            for (Entry next = listing.next(); next != null; next = listing.next()) {
                entries.add(next);
            }
        }
        return entries;
    }

    default List<String> names(String folder) throws IOException {
        return list(folder).stream().map(Entry::name).toList();
    }

    default List<String> partials(String folder, String owner) throws IOException {
        return files().partials().in(at(folder), owner).stream().map(Entry::name).toList();
    }

    /// Runs all `tasks` at once, each on a thread of its own, and fails where one failed.
    static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var results = new ArrayList<T>();
            for (Future<T> future : threads.invokeAll(tasks)) results.add(future.get());
            return results;
        }
    }
}
