package dev.ferry.files.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageNotesTest {

    @TempDir private Path folder;
    private Fd at;
    private StageNotes notes;

    @BeforeEach
    void open() throws Errno {
        try (Tree tree = new Tree(folder)) {
            at = tree.open(VirtualPath.ROOT, Posix.O_RDONLY | Posix.O_DIRECTORY);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        notes = new StageNotes(at);
    }

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void theFileOfAForgottenNoteTakesTheNext() throws Exception {
        Stage first = stage("1a", "/a/long/path/of/the/first");
        note(first);
        notes.forget(first);
        Stage second = stage("2b", "/b");
        note(second);

        assertThat(files()).containsExactly("1.note");
        assertThat(read("1.note")).isEqualTo(filed(second));
    }

    @Test
    void whatIsStillNeededIsNotWrittenOver() throws Exception {
        Stage first = stage("1a", "/a");
        Stage second = stage("2b", "/b");
        note(first);
        note(second);
        first.target = VirtualPath.of("/moved");
        note(first);

        assertThat(read("1.note")).isEqualTo(filed(first));
        assertThat(read("2.note")).isEqualTo(filed(second));
    }

    @Test
    void aStageAtItsEndWritesIntoNoOthersNote() throws Exception {
        Stage first = stage("1a", "/a");
        note(first);
        notes.forget(first);
        Stage second = stage("2b", "/b");
        note(second);
        note(first);
        notes.force(first);
        notes.forget(first);

        assertThat(files()).containsExactly("1.note");
        assertThat(read("1.note")).isEqualTo(filed(second));
    }

    @Test
    void aNoteThatIsHalfOverwrittenIsNone() throws Exception {
        Stage first = stage("1a", "/a");
        note(first);
        String text = Files.readString(folder.resolve("1.note"));

        assertThat(StageNote.of(text.replace("/a", "/b"))).isEmpty();
        assertThat(StageNote.of(text.replace("1a", "2b"))).isEmpty();
        assertThat(StageNote.of(text.substring(0, text.length() - 2))).isEmpty();
        assertThat(StageNote.of(text + "left of a longer one")).contains(filed(first));
    }

    @Test
    void fewFilesWaitAndNoneAfterItsEnd() throws Exception {
        List<Stage> many =
                java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> stage("f" + i, "/" + i))
                        .toList();
        for (Stage stage : many) note(stage);
        assertThat(files()).hasSize(100);
        for (Stage stage : many) notes.forget(stage);
        assertThat(files()).hasSize(64);
        notes.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void namesThatAreThereAreNotGivenAgain() throws Exception {
        Files.writeString(folder.resolve("7.note"), "kept");
        notes.inUse("7.note");
        notes.inUse("odd.note");
        note(stage("1a", "/a"));

        assertThat(files()).containsExactlyInAnyOrder("7.note", "8.note");
    }

    private void note(Stage stage) throws IOException {
        notes.write(stage, new StageNote.Resumable(stage.owner, stage.target), true);
    }

    private static Stage stage(String id, String target) {
        return new Stage(id, "ann", VirtualPath.of(target), true, 0, Instant.EPOCH);
    }

    private static StageNote.Filed filed(Stage stage) {
        return new StageNote.Filed(stage.id, new StageNote.Resumable(stage.owner, stage.target));
    }

    private StageNote.Filed read(String name) throws IOException {
        return StageNote.of(Files.readString(folder.resolve(name))).orElseThrow();
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }
}
