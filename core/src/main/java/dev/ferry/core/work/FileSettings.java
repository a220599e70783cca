package dev.ferry.core.work;

/// How new files and folders come to be where the account says nothing of its own.
///
/// @param fileMode POSIX bits before the umask
/// @param folderMode POSIX bits before the umask
/// @param umask bits taken from both
public record FileSettings(int fileMode, int folderMode, int umask) {

    public FileSettings {
        requireMode("files.file-mode", fileMode, 0666);
        requireMode("files.folder-mode", folderMode, 07777);
        requireMode("files.umask", umask, 0777);
    }

    /// As a Unix user expects them: 644 and 755.
    public static FileSettings defaults() {
        return new FileSettings(0666, 0777, 0022);
    }

    private static void requireMode(String key, int mode, int most) {
        if ((mode & ~most) != 0) {
            throw new IllegalArgumentException(
                    "%s: %04o is not within %04o".formatted(key, mode, most));
        }
    }
}
