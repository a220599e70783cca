package dev.ferry.app.bookmark;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of the system that keeps passwords. Secrets go through its standard input and output,
/// never into its arguments, which everybody can see.
final class Program {

    /// Long enough for somebody to unlock his keychain.
    private static final long PATIENCE_SECONDS = 120;

    /// What it came to.
    record Ran(int code, String out) {}

    private Program() {}

    /// Whether there is one of that name in the folders of `path`.
    static boolean isThere(String name, String path) {
        for (String folder : path.split(java.io.File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) return true;
        }
        return false;
    }

    static Ran run(String input, List<String> words) throws Failure {
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // it needed none of it
            }
            String out;
            try (var from = process.getInputStream()) {
                out = new String(from.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new Failure.TimedOut(words.getFirst() + ": does not end");
            }
            return new Ran(process.exitValue(), out);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(words.getFirst(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure.Interrupted("cancelled");
        }
    }
}
