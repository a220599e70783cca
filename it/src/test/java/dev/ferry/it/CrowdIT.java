package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Many sessions at once, and sessions that stand still.
@ExtendWith(Harbour.Pilot.class)
final class CrowdIT {

    private final Harbour harbour;
    private final Path here;

    CrowdIT(Harbour harbour, @TempDir Path here) {
        Stranger.PYTHON.require();
        this.harbour = harbour;
        this.here = here;
    }

    @Test
    void eachOfManySessionsGetsItsOwnFileBack() {
        assertThat(python(harbour.four(), "crowd.py", Settings.sized(60, 200))).hasSize(1);
    }

    @Test
    void eachOfManySessionsGetsItsOwnFileBackOverIp6() {
        assertThat(python(harbour.six(), "crowd.py", Settings.sized(20, 200))).hasSize(1);
    }

    @Test
    @DisplayName("memory, handles: slow readers")
    void aHundredStalledDownloadsKeepNobodyElseWaiting() {
        assertThat(python(harbour.four(), "stalled.py", 100)).hasSize(3);
    }

    private List<String> python(Harbour.Berth berth, String script, int count) {
        Path remote = harbour.folder(berth);
        return Python.run(
                harbour,
                here,
                script,
                berth.ferry().host(),
                "" + berth.ferry().port(),
                Harbour.USER,
                Harbour.PASSWORD,
                "/" + remote.getFileName(),
                remote.toString(),
                "" + count);
    }
}
