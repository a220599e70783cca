package dev.ferry.app.control;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ferry.app.cli.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the server that has a data folder.
public final class ControlClient {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_LINES = 1_000_000;

    private ControlClient() {}

    /// @return the lines of the answer
    /// @throws Problem where no server runs, or it says no
    public static List<Map<String, Object>> ask(Path data, Map<String, Object> request)
            throws IOException {
        return askAny(data, request)
                .orElseThrow(() ->
                        Problem.failed(
                                "no server runs with the data folder %s; start one with 'ferry serve', or name the right folder with --data"
                                        .formatted(data)));
    }

    /// The same; empty where no server runs.
    public static Optional<List<Map<String, Object>>> askAny(Path data, Map<String, Object> request)
            throws IOException {
        if (!Files.isDirectory(data)) {
            throw Problem.failed(data + ": no such data folder; name the right one with --data");
        }
        Path socket = SocketPlace.find(data);
        SocketChannel channel;
        try {
            if (Files.notExists(socket)) return Optional.empty();
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("ermission")) {
                throw Problem.failed(
                        socket + ": permission denied; run this as the user the server runs as");
            }
            return Optional.empty(); // what a server left that was killed
        }
        Thread watchdog =
                Thread.ofPlatform().daemon().name("patience").start(() -> giveUp(channel));
        try (channel;
                var in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            String line = JSON.std.asString(request) + "\n";
            var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
            return Optional.of(answer(in));
        } finally {
            watchdog.interrupt();
        }
    }

    private static List<Map<String, Object>> answer(BufferedReader in) throws IOException {
        var lines = new ArrayList<Map<String, Object>>();
        for (String line = in.readLine();
                line != null && lines.size() < MOST_LINES;
                line = in.readLine()) {
            Map<String, Object> said = JSON.std.mapFrom(line);
            if (said.containsKey("error")) throw Problem.failed(String.valueOf(said.get("error")));
            if (said.containsKey("done")) return lines;
            lines.add(said);
        }
        throw Problem.failed("the server gave no whole answer; try again");
    }

    private static void giveUp(SocketChannel channel) {
        try {
            Thread.sleep(PATIENCE);
            channel.close();
        } catch (IOException | InterruptedException _) {
            // it has answered
        }
    }
}
