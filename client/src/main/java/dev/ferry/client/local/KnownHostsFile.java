package dev.ferry.client.local;

import dev.ferry.client.net.Fingerprint;
import dev.ferry.client.net.KnownHosts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// Known hosts as a file: a line is `host:port SHA256:...`; of two lines for one host the first
/// counts. Lines that begin with `#` are for people, those with a key of OpenSSH for SFTP. Several
/// programs may write it at once.
public final class KnownHostsFile implements KnownHosts {

    private final Path file;

    public KnownHostsFile(Path file) {
        this.file = file;
    }

    @Override
    public Optional<Fingerprint> of(String host, int port) throws IOException {
        String key = key(host, port);
        for (String line : lines()) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length < 2 || line.startsWith("#") || !words[0].equals(key)) continue;
            if (words.length > 2 && words[2].startsWith("AAAA")) continue;
            Optional<Fingerprint> fingerprint = Fingerprint.parse(words[1]);
            if (fingerprint.isEmpty()) {
                throw new IOException(file + ": no fingerprint for " + key + ": " + words[1]);
            }
            return fingerprint;
        }
        return Optional.empty();
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    @Override
    public void remember(String host, int port, Fingerprint fingerprint) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        byte[] line = (key(host, port) + " " + fingerprint + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.APPEND);
                FileLock _ = channel.lock()) {
            var bytes = java.nio.ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) channel.write(bytes);
        }
    }

    @Override
    public String where() {
        return file.toString();
    }

    private static String key(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
