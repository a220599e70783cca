package dev.ferry.client.local;

import dev.ferry.client.sftp.HostKey;
import dev.ferry.client.sftp.HostKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// `known_hosts` as OpenSSH reads and writes it (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): names with
/// patterns, hashed or with a port, several keys for a host, and keys that are revoked. Keys of
/// authorities are passed over: nobody's certificates are taken here. Several programs may write it
/// at once.
public final class OpenSshKnownHosts implements HostKeys {

    private static final int PORT = 22;
    private static final String HASH = "|1|";
    private static final int SALT = 20;

    /// Locks of files are between programs; within one they would be an error.
    private static final ReentrantLock WRITING = new ReentrantLock();

    private final List<Path> read;
    private final Optional<Path> written;
    private final boolean hashing;

    /// @param read in this order; they need not be there
    /// @param written empty where nobody is remembered
    /// @param hashing whether names of new lines cannot be read
    public OpenSshKnownHosts(List<Path> read, Optional<Path> written, boolean hashing) {
        this.read = List.copyOf(read);
        this.written = written;
        this.hashing = hashing;
    }

    @Override
    public List<Known> of(String host, int port) throws IOException {
        String bare = host.toLowerCase(Locale.ROOT);
        String name = name(host, port);
        var own = new ArrayList<Known>();
        var ofHost = new ArrayList<Known>();
        for (Path file : read) {
            List<String> lines = lines(file);
            for (int number = 1; number <= lines.size(); number++) {
                String line = lines.get(number - 1);
                String[] words = line.strip().split("\\s+", -1);
                boolean marked = words[0].startsWith("@");
                int at = marked ? 1 : 0;
                if (words.length < at + 3 || words[0].startsWith("#")) continue;
                boolean revoked = words[0].equals("@revoked");
                if (marked && !revoked) continue;
                Optional<HostKey> key = HostKey.parse(words[at + 2]);
                if (key.isEmpty() || !key.get().type().equals(words[at + 1])) continue;
                String where = file + " line " + number;
                if (isOf(words[at], name)) {
                    Standing its = revoked ? Standing.REVOKED : Standing.ITS_OWN;
                    own.add(new Known(key.get(), its, where));
                } else if (isOf(words[at], bare)) {
                    Standing its = revoked ? Standing.REVOKED : Standing.OF_THE_HOST;
                    ofHost.add(new Known(key.get(), its, where));
                }
            }
        }
        // Of the host alone that counts only where nothing is known of the port; what is revoked
        // always does.
        boolean known = own.stream().anyMatch(it -> it.standing() == Standing.ITS_OWN);
        for (Known one : ofHost) {
            if (!known || one.standing() == Standing.REVOKED) own.add(one);
        }
        return own;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            // Comments may be in any charset.
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private static String name(String host, int port) {
        String bare = host.toLowerCase(Locale.ROOT);
        return port == PORT ? bare : "[" + bare + "]:" + port;
    }

    private static boolean isOf(String names, String name) {
        if (names.startsWith(HASH)) return isHash(names, name);
        // Brackets are no pattern here, so what is bracketed is compared as it stands.
        return SshConfig.matches(List.of(names.split(",", -1)), name);
    }

    private static boolean isHash(String names, String name) {
        String[] parts = names.substring(HASH.length()).split("\\|", -1);
        if (parts.length != 2) return false;
        try {
            byte[] salt = Base64.getDecoder().decode(parts[0]);
            byte[] sum = Base64.getDecoder().decode(parts[1]);
            return salt.length > 0 && MessageDigest.isEqual(sum, hash(salt, name));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static byte[] hash(byte[] salt, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void remember(String host, int port, HostKey key) throws IOException {
        if (written.isEmpty()) return;
        Path file = written.get().toAbsolutePath();
        makeFolder(file.getParent());
        String line = shown(name(host, port)) + " " + key.type() + " " + key.base64() + "\n";
        WRITING.lock();
        try (FileChannel channel = opened(file);
                FileLock _ = channel.lock()) {
            boolean cut = channel.size() > 0 && !isWhole(channel);
            channel.position(channel.size());
            var bytes =
                    ByteBuffer.wrap((cut ? "\n" + line : line).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
        } finally {
            WRITING.unlock();
        }
    }

    private static boolean isWhole(FileChannel channel) throws IOException {
        var last = ByteBuffer.allocate(1);
        return channel.read(last, channel.size() - 1) != 1 || last.get(0) == '\n';
    }

    private String shown(String name) {
        if (!hashing) return name;
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder encoder = Base64.getEncoder();
        return HASH + encoder.encodeToString(salt) + "|" + encoder.encodeToString(hash(salt, name));
    }

    private static void makeFolder(@Nullable Path folder) throws IOException {
        if (folder == null || Files.exists(folder)) return;
        if (isPosix(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static FileChannel opened(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        return isPosix(file)
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options);
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
