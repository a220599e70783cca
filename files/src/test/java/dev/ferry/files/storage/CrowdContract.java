package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.files.Capability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many at once: each sees whole versions, one after the other.
interface CrowdContract extends ContractTools {

    /// Version `number`, which says of each of its bytes that they belong together.
    private static ByteBuffer version(int number) {
        int ints = 50 + number * 37 % 3_000;
        var bytes = ByteBuffer.allocate(4 * ints);
        while (bytes.hasRemaining()) bytes.putInt(number);
        return bytes.flip();
    }

    private static void requireOneWholeVersion(byte[] content) {
        assertThat(content.length).isGreaterThan(4);
        int number = ByteBuffer.wrap(content).getInt();
        assertThat(content).isEqualTo(version(number).array());
    }

    private void upload(String path, int number, boolean commit) throws IOException {
        try (Sink sink = begin(path, STORE, "owner-" + number % 3, FORGET)) {
            ByteBuffer bytes = version(number);
            int end = bytes.limit();
            sink.write(bytes.limit(end / 2));
            sink.write(bytes.limit(end));
            if (commit) sink.commit(Sink.LastCheck.NONE);
        }
    }

    @Test
    default void whoeverReadsWhileOthersWriteReadsOneVersion() throws Exception {
        upload("/a.bin", 0, true);
        var begun = new AtomicInteger();
        var writing = new AtomicInteger(3);
        List<Callable<Integer>> crowd = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            crowd.add(() -> {
                int done = 0;
                try {
                    for (int n; (n = begun.incrementAndGet()) <= rounds(); done++) {
                        upload("/a.bin", n, n % 5 != 0);
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return done;
            });
        }
        for (int i = 0; i < 3; i++) {
            crowd.add(() -> {
                int reads = 0;
                do {
                    try (OpenFile file = files().read(at("/a.bin"))) {
                        byte[] content = ContractTools.content(file);
                        assertThat((long) content.length).isEqualTo(file.entry().size());
                        requireOneWholeVersion(content);
                    }
                    assertThat(names("/")).containsOnly("a.bin");
                    reads++;
                } while (writing.get() > 0);
                return reads;
            });
        }
        List<Integer> counts = ContractTools.together(crowd);
        assertThat(counts.subList(0, 3).stream().mapToInt(n -> n).sum()).isEqualTo(rounds());
        assertThat(counts.subList(3, 6)).allMatch(reads -> reads > 0);
        assertThat(names("/")).containsExactly("a.bin");
    }

    @Test
    default void amidUploadsRenamesAndDeletionsThereIsAWholeVersionOrNone() throws Exception {
        var begun = new AtomicInteger();
        List<Callable<Integer>> crowd = new ArrayList<>();
        int rounds = Math.max(20, rounds() / 4);
        for (int i = 0; i < 4; i++) {
            crowd.add(() -> {
                int found = 0;
                for (int n; (n = begun.incrementAndGet()) <= rounds; ) {
                    upload("/a.bin", n, true);
                    tolerant(() -> files().rename(at("/a.bin"), at("/b.bin"), true));
                    for (String path : new String[] {"/a.bin", "/b.bin"}) {
                        Optional<byte[]> content = contentIfThere(path);
                        content.ifPresent(CrowdContract::requireOneWholeVersion);
                        if (content.isPresent()) found++;
                    }
                    if (n % 3 == 0) tolerant(() -> files().delete(at("/b.bin")));
                }
                return found;
            });
        }
        assertThat(ContractTools.together(crowd).stream().mapToInt(n -> n).sum()).isPositive();
        assertThat(names("/")).isSubsetOf("a.bin", "b.bin");
    }

    private Optional<byte[]> contentIfThere(String path) throws IOException {
        try (OpenFile file = files().read(at(path))) {
            return Optional.of(ContractTools.content(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static void tolerant(Sink.LastCheck work) throws IOException {
        try {
            work.confirm();
        } catch (NoSuchFileException _) {
            // somebody else was first
        }
    }

    @Test
    default void ofManyWhoPublishANewNameOneDoes() throws Exception {
        for (int round = 0; round < Math.max(5, rounds() / 40); round++) {
            String path = "/new" + round;
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                int number = i;
                writers.add(() -> {
                    try (Sink sink = begin(path, STORE_NEW, "owner-" + number, FORGET)) {
                        sink.write(version(number));
                        sink.commit(Sink.LastCheck.NONE);
                        return number;
                    } catch (FileAlreadyExistsException _) {
                        return 0;
                    }
                });
            }
            List<Integer> published =
                    ContractTools.together(writers).stream().filter(n -> n > 0).toList();
            assertThat(published).hasSize(1);
            assertThat(contentIfThere(path)).contains(version(published.getFirst()).array());
        }
    }

    @Test
    default void ofManyWhoMakeAFolderOneDoes() throws Exception {
        for (int round = 0; round < Math.max(5, rounds() / 40); round++) {
            String path = "/d" + round;
            List<Callable<Boolean>> makers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                makers.add(() -> {
                    try {
                        folder(path);
                        put(path + "/file", "x");
                        return true;
                    } catch (FileAlreadyExistsException _) {
                        return false;
                    }
                });
            }
            assertThat(ContractTools.together(makers)).containsOnlyOnce(true);
            assertThat(names(path)).containsExactly("file");
        }
    }

    /// Each of four sends what is missing as far as it can tell; whoever comes later ends whoever
    /// came before. What is published is every byte once.
    @Test
    default void manyWhoGoOnWithOneUploadFinishItOnce() throws Exception {
        requires(Capability.PARTIALS);
        String whole = "0123456789".repeat(50);
        for (int round = 0; round < Math.max(5, rounds() / 100); round++) {
            String path = "/part" + round;
            cut(path, ANN, whole.substring(0, 7));
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) writers.add(() -> finish(path, whole));
            assertThat(ContractTools.together(writers)).contains(true);
            assertThat(text(path)).isEqualTo(whole);
            assertThat(partials("/", ANN)).isEmpty();
        }
    }

    @Test
    default void whoLooksAtAPartialWhileItIsFinishedSeesABeginningOrNone() throws Exception {
        requires(Capability.PARTIALS);
        String whole = "0123456789".repeat(50);
        String path = "/part";
        int rounds = Math.max(20, rounds() / 4);
        var over = new AtomicBoolean();
        var seen = new AtomicInteger();
        List<Callable<Boolean>> crowd = new ArrayList<>();
        crowd.add(() -> {
            try {
                // Longer, where the others have had no turn yet.
                for (int i = 0; i < rounds || (seen.get() == 0 && i < 100 * rounds); i++) {
                    cut(path, ANN, whole.substring(0, 7));
                    finish(path, whole);
                    files().delete(at(path));
                    cut(path, ANN, whole);
                    files().partials().drop(at(path), ANN);
                }
                return true;
            } finally {
                over.set(true);
            }
        });
        for (int i = 0; i < 2; i++) {
            crowd.add(() -> {
                while (!over.get()) {
                    try {
                        assertThat(partials("/", ANN)).isSubsetOf("part");
                        assertThat(whole).startsWith(partialText(path, ANN));
                        seen.incrementAndGet();
                    } catch (NoSuchFileException e) {
                        assertThat(e.getFile()).isEqualTo(path);
                    }
                }
                return true;
            });
        }
        assertThat(ContractTools.together(crowd)).doesNotContain(false);
        assertThat(seen.get()).isPositive();
    }

    /// @return whether this call published it
    private boolean finish(String path, String whole) throws IOException {
        while (!exists(path)) {
            var partial = files().partials().find(at(path), ANN);
            int offset = partial.map(entry -> (int) entry.size()).orElse(0);
            var mode = new dev.ferry.files.WriteMode.Continue(offset, false);
            try (Sink sink = begin(path, mode, ANN, KEEP)) {
                for (int at = offset; at < whole.length(); at += 100) {
                    ContractTools.send(
                            sink, whole.substring(at, Math.min(at + 100, whole.length())));
                }
                sink.commit(Sink.LastCheck.NONE);
                return true;
            } catch (IOException _) {
                // taken over, or finished by another: look again
            }
        }
        return false;
    }
}
