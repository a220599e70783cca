package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The soak (`bench/soak.py`), short: mixed load with cuts, kills and restarts on a server of its
/// own. An hour of it is a command, see `docs/SECURITY.md`.
final class SoakIT {

    private static final String MINUTES = Settings.FULL ? "10" : "0.7";

    @Test
    @DisplayName("memory, handles: soak; upload called complete when cut: soak")
    void nothingIsMixedLostOrLeftAndNothingGrowsWhateverIsCut(@TempDir Path folder) {
        List<String> words =
                List.of(
                        "FERRY_BUILD=never",
                        "FERRY_JAVA_HOME=" + System.getProperty("java.home"),
                        "python3",
                        FerryProcess.root().resolve("bench/soak.py").toString(),
                        "--minutes",
                        MINUTES,
                        "--seed",
                        "2025",
                        "--folder",
                        folder.resolve("soak").toString());
        Stranger.PYTHON.require();
        String output = Stranger.ENV.run(folder, words).ok();
        String last = output.lines().toList().getLast();
        System.out.println(last);
        assertThat(last).startsWith("soak passed");
        assertThat(last).contains("acknowledged lost 0, mixed 0, other findings 0");
        // Something was done, and something was cut.
        assertThat(last).containsPattern(" [1-9][0-9]{2,} operations;");
        assertThat(last).containsPattern("killed [1-9][0-9]* and restarted [0-9]+ times");
        assertThat(last).containsPattern(" [1-9][0-9]* cuts;");
    }
}
