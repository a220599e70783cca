package dev.ferry.core.work;

import dev.ferry.core.account.AccountLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How new files and folders come to be where the account says nothing of its own.
///
/// @param fileMode POSIX bits before the umask
/// @param folderMode POSIX bits before the umask
/// @param umask bits taken from both
/// @param largestFile bytes of one file at most; empty for no limit
/// @param rates how fast files may move
/// @param recount how long after a count a home with a quota is counted again when it is next used;
///   empty for never
public record FileSettings(
        int fileMode,
        int folderMode,
        int umask,
        OptionalLong largestFile,
        AccountLimits.Rates rates,
        Optional<Duration> recount) {

    public FileSettings {
        requireMode("files.file-mode", fileMode, 0666);
        requireMode("files.folder-mode", folderMode, 07777);
        requireMode("files.umask", umask, 0777);
        if (largestFile.isPresent() && largestFile.getAsLong() < 1) {
            throw new IllegalArgumentException("files.max-file: is below 1");
        }
        if (recount.isPresent() && !recount.get().isPositive()) {
            throw new IllegalArgumentException("files.recount: is not positive");
        }
    }

    /// As a Unix user expects them: 644 and 755.
    public static FileSettings defaults() {
        return new FileSettings(
                0666,
                0777,
                0022,
                OptionalLong.empty(),
                AccountLimits.Rates.NONE,
                Optional.of(Duration.ofHours(6)));
    }

    private static void requireMode(String key, int mode, int most) {
        if ((mode & ~most) != 0) {
            throw new IllegalArgumentException(
                    "%s: %04o is not within %04o".formatted(key, mode, most));
        }
    }
}
