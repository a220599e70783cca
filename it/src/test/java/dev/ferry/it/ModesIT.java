package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// STRU R, MODE B and MODE Z against `./ferry serve`, by a client written from the RFC alone: no
/// stranger speaks the first two.
@ExtendWith(Harbour.Pilot.class)
final class ModesIT {

    private static final int LINES = Settings.sized(40_000, 400_000);

    private final Harbour harbour;
    private final Path here;

    ModesIT(Harbour harbour, @TempDir Path here) {
        Stranger.PYTHON.require();
        this.harbour = harbour;
        this.here = here;
    }

    @Test
    void everyTypeStructureAndModeGoesUpAndDown() {
        Harbour.Berth berth = harbour.four();
        Path remote = harbour.folder(berth);
        List<String> did =
                Python.run(
                        harbour,
                        here,
                        "modes.py",
                        "all",
                        berth.ferry().host(),
                        "" + berth.ferry().port(),
                        Harbour.USER,
                        Harbour.PASSWORD,
                        "/" + remote.getFileName(),
                        remote.toString());
        assertThat(did).hasSize(3 * 2 * 3 + 2);
    }

    /// A transfer that is to survive its server.
    ///
    /// @param over whether an upload is to replace a file
    private record Cut(String task, String type, String structure, boolean over) {
        String name() {
            return task + "-" + type + structure + (over ? "-over" : "");
        }
    }

    private static List<Cut> cuts() {
        var cuts = new ArrayList<Cut>();
        for (String type : List.of("I", "A")) {
            for (String structure : List.of("F", "R")) {
                cuts.add(new Cut("up", type, structure, false));
                cuts.add(new Cut("up", type, structure, true));
                cuts.add(new Cut("down", type, structure, false));
            }
        }
        return cuts;
    }

    /// All are in the middle when the server is killed (kill -9), and each is finished by REST with
    /// a marker after it was started again.
    @Test
    void transfersGoOnFromTheirMarkersAfterTheServerWasKilled() throws Exception {
        Path content = here.resolve("content");
        Files.writeString(content, lines());
        try (FerryProcess ferry = FerryProcess.serve()) {
            ferry.addUser(Harbour.USER, Harbour.PASSWORD);
            Path home = Files.createDirectories(ferry.home(Harbour.USER));
            var running = new ArrayList<Process>();
            try {
                for (Cut cut : cuts()) {
                    if (cut.over()) Files.writeString(home.resolve(cut.name()), "the old one");
                    if (cut.task().equals("down")) Files.copy(content, home.resolve(cut.name()));
                }
                for (Cut cut : cuts()) running.add(begin(ferry, cut));
                for (Cut cut : cuts()) awaitHeld(cut);
                ferry.kill();
            } finally {
                for (Process client : running) client.destroyForcibly().waitFor();
            }
            for (Cut cut : cuts()) {
                Path file = home.resolve(cut.name());
                if (cut.over()) assertThat(file).hasContent("the old one");
                else if (cut.task().equals("up")) assertThat(file).doesNotExist();
            }
            ferry.start();
            for (Cut cut : cuts()) {
                Python.run(harbour, here, "modes.py", words(ferry, cut, "end"));
                assertThat(Trees.hash(home.resolve(cut.name())))
                        .as(cut.toString())
                        .isEqualTo(Trees.hash(content));
            }
            try (var left = Files.list(home.resolve(".ferry-stage"))) {
                assertThat(left.map(it -> it.getFileName().toString()))
                        .filteredOn(name -> !name.endsWith(".note"))
                        .containsExactly("lock");
            }
        }
    }

    private String lines() {
        var text = new StringBuilder();
        var random = new java.util.Random(110);
        for (int i = 0; i < LINES; i++) {
            text.append(i).append(" x".repeat(random.nextInt(60))).append('\n');
        }
        return text.toString();
    }

    private String[] words(FerryProcess ferry, Cut cut, String half) {
        return new String[] {
            cut.task() + "-" + half,
            ferry.host(),
            "" + ferry.port(),
            Harbour.USER,
            Harbour.PASSWORD,
            "/" + cut.name(),
            here.resolve(cut.name()).toString(),
            here.resolve("content").toString(),
            cut.type(),
            cut.structure()
        };
    }

    private Path said(Cut cut) {
        return here.resolve(cut.name() + ".said");
    }

    private Process begin(FerryProcess ferry, Cut cut) {
        var words = new ArrayList<String>();
        words.add(FerryProcess.root().resolve("it/src/test/python/modes.py").toString());
        words.addAll(List.of(words(ferry, cut, "begin")));
        return Stranger.PYTHON.start(here, said(cut), words.toArray(String[]::new));
    }

    private void awaitHeld(Cut cut) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!Files.exists(said(cut)) || !Files.readString(said(cut)).contains("held")) {
            String text = Files.exists(said(cut)) ? Files.readString(said(cut)) : "";
            assertThat(text).as(cut.toString()).doesNotContain("wanted", "Error");
            assertThat(System.nanoTime()).as(cut + " says " + text).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
