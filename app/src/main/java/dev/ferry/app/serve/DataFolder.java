package dev.ferry.app.serve;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.app.cli.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// The folder that one server has for itself, for as long as this is open. The system holds the
/// lock: it ends with the process, however that ends.
final class DataFolder implements Closeable {

    private static final String LOCK = "server.lock";

    private final FileChannel lock;

    private DataFolder(FileChannel lock) {
        this.lock = lock;
    }

    /// Makes `folder` where it is missing, for its owner only, and takes it.
    static DataFolder take(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                if (Files.exists(folder)) throw Problem.failed(folder + ": not a folder");
                Files.createDirectories(folder, OwnerOnly.folder(folder));
            }
            Path file = folder.resolve(LOCK);
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE),
                            OwnerOnly.file(file));
            if (channel.tryLock() == null) {
                String holder = holder(channel);
                channel.close();
                throw Problem.failed(
                        folder
                                + ": in use by another server"
                                + (holder.isEmpty() ? "" : ", process " + holder)
                                + "; stop that one, or name another folder with --data");
            }
            channel.truncate(0);
            channel.write(bytes(ProcessHandle.current().pid() + "\n"));
            return new DataFolder(channel);
        } catch (AccessDeniedException e) {
            throw Problem.failed(
                    "%s: permission denied at %s; run as a user who may write there, or name another folder with --data"
                            .formatted(folder, e.getFile()));
        } catch (NoSuchFileException e) {
            throw Problem.failed(
                    "%s: cannot be made there; name another folder with --data".formatted(folder));
        } catch (FileSystemException e) {
            throw Problem.failed(
                    "%s: cannot be the data folder (%s); name another with --data"
                            .formatted(folder, e.getReason()));
        } catch (IOException e) {
            throw Problem.failed(
                    "%s: cannot be the data folder (%s); name another with --data"
                            .formatted(folder, e.getMessage()));
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var word = ByteBuffer.allocate(32);
        channel.read(word, 0);
        return StandardCharsets.UTF_8.decode(word.flip()).toString().strip();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
