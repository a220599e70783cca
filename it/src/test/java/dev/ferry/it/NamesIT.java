package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Names with blanks, quotes, line ends, 255 bytes, all of Unicode, and bytes that are no text:
/// each client sees each once, and moves what is behind it.
@ExtendWith(Harbour.Pilot.class)
final class NamesIT {

    private final Harbour harbour;
    private final Path here;

    NamesIT(Harbour harbour, @TempDir Path here) {
        Stranger.PYTHON.require();
        Stranger.CURL.require();
        Stranger.LFTP.require();
        Stranger.WGET.require();
        this.harbour = harbour;
        this.here = here;
    }

    @Test
    void oddNamesAreNamesLikeAllOthers() {
        assertThat(moveUnderOddNames(harbour.four())).isEqualTo(12);
    }

    @Test
    void theLocaleOfTheServerPlaysNoPart() {
        Map<String, String> plain = Map.of("LC_ALL", "C", "LANG", "", "LC_CTYPE", "");
        try (var berth = Harbour.Berth.of(() -> FerryProcess.serveWith(plain))) {
            assertThat(moveUnderOddNames(berth)).isEqualTo(12);
        }
    }

    private int moveUnderOddNames(Harbour.Berth berth) {
        Path remote = harbour.folder(berth);
        return Python.run(
                        harbour,
                        here,
                        "names.py",
                        berth.ferry().host(),
                        "" + berth.ferry().port(),
                        Harbour.USER,
                        Harbour.PASSWORD,
                        "/" + remote.getFileName(),
                        remote.toString())
                .size();
    }
}
