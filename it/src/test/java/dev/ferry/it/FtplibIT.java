package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Python's ftplib against `./ferry serve`: each of its calls.
@ExtendWith(Harbour.Pilot.class)
final class FtplibIT {

    private final Harbour harbour;
    private final Path here;

    FtplibIT(Harbour harbour, @TempDir Path here) {
        Stranger.PYTHON.require();
        this.harbour = harbour;
        this.here = here;
    }

    @Test
    void doesAllItCan() {
        List<String> did = calls(harbour.four());
        assertThat(did).hasSizeGreaterThan(25);
    }

    @Test
    void doesAllItCanOverIp6() {
        List<String> did = calls(harbour.six());
        assertThat(did).hasSizeGreaterThan(25);
    }

    private List<String> calls(Harbour.Berth berth) {
        Path remote = harbour.folder(berth);
        return Python.run(
                harbour,
                here,
                "ftplib_calls.py",
                berth.ferry().host(),
                "" + berth.ferry().port(),
                Harbour.USER,
                Harbour.PASSWORD,
                "/" + remote.getFileName(),
                remote.toString());
    }
}
