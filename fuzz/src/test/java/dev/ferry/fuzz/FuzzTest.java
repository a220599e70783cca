package dev.ferry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.server.ftp.DeflateTarget;
import dev.ferry.server.ftp.LineTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything that reads what strangers write, fuzzed in a process of its own by Jazzer, which sees
/// which branches an input takes (docs/decisions/0020-fuzzing-and-soak.md). What was found once
/// stands in `fuzz/corpus` and is tried first.
final class FuzzTest {

    /// A few seconds in CI; hours by command.
    private static final int SECONDS = Integer.getInteger("ferry.fuzz", 4);

    private static final int SEED = Integer.getInteger("ferry.fuzz.seed", 2025);
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in \\d+ second");
    private static final Pattern COVERED = Pattern.compile("cov: (\\d+)");

    enum Target {
        COMMANDS(CommandTarget.class),
        ADDRESSES(AddressTarget.class),
        LINES(LineTarget.class),
        REPLIES(ReplyTarget.class),
        FEATURES(FeatureTarget.class),
        LISTINGS(ListTarget.class),
        FACTS(FactsTarget.class),
        GLOBS(GlobTarget.class),
        BLOCKS(BlockTarget.class),
        DEFLATE(DeflateTarget.class),
        CONFIG(ConfigTarget.class),
        PROXY(ProxyTarget.class),
        NAMES(NameTarget.class),
        SFTP(SftpTarget.class),
        ANSWERS(AnswerTarget.class);

        private final Class<?> code;

        Target(Class<?> code) {
            this.code = code;
        }
    }

    /// What a run came to.
    ///
    /// @param first branches that the inputs known before took
    /// @param last that all took
    private record Outcome(int exitCode, long runs, int first, int last, String output) {}

    @ParameterizedTest
    @EnumSource
    void noInputIsTooStrange(Target target, @TempDir Path folder) throws Exception {
        String name = target.name().toLowerCase(Locale.ROOT);
        Path grown = Files.createDirectories(Path.of(".cifuzz-corpus", name));
        Path known = Path.of("corpus", name);
        Outcome outcome = fuzz(target.code, SECONDS, folder, grown, known);
        System.out.printf(
                "fuzzed %s: %d runs, %d branches (%d at first)%n",
                name, outcome.runs(), outcome.last(), outcome.first());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.runs()).as(outcome.output()).isGreaterThan(count(known)); // new ones
        assertThat(outcome.last()).as(outcome.output()).isGreaterThan(50); // of ours
    }

    /// A fuzzer that is not instrumented, or only repeats what it knows, would not find this one.
    @Test
    void aPlantedBugIsFound(@TempDir Path folder) throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Outcome outcome = fuzz(PlantedTarget.class, 120, folder, empty, folder.resolve("no seeds"));
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(77);
        assertThat(outcome.output()).contains("the planted bug");
    }

    private static long count(Path known) throws IOException {
        try (var files = Files.list(known)) {
            return files.count();
        }
    }

    /// @param folder where an input is put that was found
    /// @param grown where inputs are kept that lead further
    /// @param known inputs to begin with
    private static Outcome fuzz(Class<?> code, int seconds, Path folder, Path grown, Path known)
            throws Exception {
        var words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx300m",
                                "-XX:+UseSerialGC",
                                "-XX:+EnableDynamicAgentLoading",
                                "--sun-misc-unsafe-memory-access=allow",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "com.code_intelligence.jazzer.Jazzer",
                                "--target_class=" + code.getName(),
                                "--instrumentation_includes=dev.ferry.**",
                                "--custom_hook_includes=dev.ferry.**",
                                "--reproducer_path=" + folder,
                                "-artifact_prefix=" + folder + "/",
                                "-max_total_time=" + seconds,
                                "-timeout=10",
                                "-rss_limit_mb=0",
                                "-seed=" + SEED,
                                grown.toString()));
        if (Files.isDirectory(known)) words.add(known.toString());
        Path said = folder.resolve("said");
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            boolean over = process.waitFor(seconds + 120L, TimeUnit.SECONDS);
            String output = Files.readString(said, java.nio.charset.StandardCharsets.ISO_8859_1);
            if (!over) throw new AssertionError("the fuzzer does not end:\n" + output);
            List<Integer> covered =
                    COVERED.matcher(output)
                            .results()
                            .map(it -> Integer.valueOf(it.group(1)))
                            .toList();
            Optional<Long> runs =
                    DONE.matcher(output).results().map(it -> Long.valueOf(it.group(1))).findFirst();
            return new Outcome(
                    process.exitValue(),
                    runs.orElse(0L),
                    covered.isEmpty() ? 0 : covered.getFirst(),
                    covered.isEmpty() ? 0 : covered.getLast(),
                    tail(output) + reproducers(folder));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String tail(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    /// What was found, to be copied into the corpus.
    private static String reproducers(Path folder) throws IOException {
        var text = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith("crash-") && !name.startsWith("timeout-")) continue;
                text.append('\n').append(name).append(" in Base64: ");
                text.append(java.util.Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
            }
        }
        return text.toString();
    }
}
