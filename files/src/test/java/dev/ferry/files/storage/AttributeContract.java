package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ferry.files.Capability;
import dev.ferry.files.Room;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Times and modes, where they can be set.
interface AttributeContract extends ContractTools {

    @Test
    default void theTimeAFileWasModifiedIsSet() throws Exception {
        requires(Capability.SET_MODIFIED);
        put("/a.txt", "x");
        folder("/d");
        for (String time :
                new String[] {
                    "2001-09-09T01:46:40Z",
                    "1970-01-01T00:00:00Z",
                    "1969-12-31T23:59:59Z",
                    "2038-01-19T03:14:08Z",
                    "2024-02-29T12:00:00.123Z"
                }) {
            for (String path : new String[] {"/a.txt", "/d"}) {
                files().setModified(at(path), Instant.parse(time));
                assertThat(files().stat(at(path)).modified()).isEqualTo(Instant.parse(time));
            }
        }
        assertThat(text("/a.txt")).isEqualTo("x");
    }

    @Test
    default void aNewVersionHasANewTime() throws Exception {
        requires(Capability.SET_MODIFIED);
        Instant past = Instant.parse("2001-09-09T01:46:40Z");
        put("/a.txt", "x");
        files().setModified(at("/a.txt"), past);
        put("/a.txt", "y");
        assertThat(files().stat(at("/a.txt")).modified()).isAfter(past);
        if (files().capabilities().contains(Capability.APPEND)) {
            files().setModified(at("/a.txt"), past);
            put("/a.txt", APPEND, "z");
            assertThat(files().stat(at("/a.txt")).modified()).isAfter(past);
        }
    }

    @Test
    default void theModeIsSet() throws Exception {
        requires(Capability.SET_MODE);
        put("/a.txt", "x");
        folder("/d");
        for (int mode : new int[] {0600, 0644, 0444, 0755, 0}) {
            for (String path : new String[] {"/a.txt", "/d"}) {
                files().setMode(at(path), mode);
                assertThat(files().stat(at(path)).mode()).isEqualTo(mode);
            }
        }
        files().setMode(at("/d"), 0755);
    }

    @Test
    default void theTimeAFileWasMadeIsSet() throws Exception {
        requires(Capability.SET_CREATED);
        put("/a.txt", "x");
        folder("/d");
        Instant past = Instant.parse("2001-09-09T01:46:40Z");
        for (String path : new String[] {"/a.txt", "/d"}) {
            files().setCreated(at(path), past);
            assertThat(files().stat(at(path)).created()).contains(past);
        }
    }

    @Test
    default void howMuchRoomIsLeftIsSaidOfWhatIsThere() throws Exception {
        requires(Capability.AVAILABLE);
        put("/a.txt", "x");
        for (String path : new String[] {"/", "/a.txt"}) {
            Room room = files().room(at(path));
            assertThat(room.free()).isPositive();
            assertThat(room.total()).isGreaterThan(room.free());
        }
        assertThatThrownBy(() -> files().room(at("/none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void onlyWhatIsThereIsChanged() throws Exception {
        if (files().capabilities().contains(Capability.SET_MODIFIED)) {
            assertThatThrownBy(() -> files().setModified(at("/none"), Instant.EPOCH))
                    .isInstanceOf(NoSuchFileException.class);
        }
        if (files().capabilities().contains(Capability.SET_MODE)) {
            assertThatThrownBy(() -> files().setMode(at("/none"), 0600))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThat(names("/")).isEmpty();
    }

    @Test
    default void whatCannotBeSetSaysSo() throws Exception {
        boolean time = files().capabilities().contains(Capability.SET_MODIFIED);
        boolean mode = files().capabilities().contains(Capability.SET_MODE);
        boolean made = files().capabilities().contains(Capability.SET_CREATED);
        assumeFalse(time && mode && made, "all can be set");
        put("/a.txt", "x");
        var before = files().stat(at("/a.txt"));
        if (!time) {
            assertThatThrownBy(() -> files().setModified(at("/a.txt"), Instant.EPOCH))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        if (!mode) {
            assertThatThrownBy(() -> files().setMode(at("/a.txt"), 0600))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        if (!made) {
            assertThatThrownBy(() -> files().setCreated(at("/a.txt"), Instant.EPOCH))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(files().stat(at("/a.txt"))).isEqualTo(before);
    }
}
