package dev.ferry.wire.sftp;

import java.util.Arrays;
import java.util.Optional;

/// Requests beyond version 3 that are understood, by the names clients know them by.
public enum Extension {
    POSIX_RENAME("posix-rename@openssh.com", "1"),
    HARDLINK("hardlink@openssh.com", "1"),
    STATVFS("statvfs@openssh.com", "2"),
    FSTATVFS("fstatvfs@openssh.com", "2"),
    FSYNC("fsync@openssh.com", "1"),
    LSETSTAT("lsetstat@openssh.com", "1"),
    LIMITS("limits@openssh.com", "1"),
    EXPAND_PATH("expand-path@openssh.com", "1"),
    COPY_DATA("copy-data", "1"),
    /// As some clients call it, with a handle.
    CHECK_FILE("check-file", "1"),
    CHECK_FILE_HANDLE("check-file-handle", "1"),
    CHECK_FILE_NAME("check-file-name", "1"),
    USERS_GROUPS("users-groups-by-id@openssh.com", "1");

    private final String text;
    private final String version;

    Extension(String text, String version) {
        this.text = text;
        this.version = version;
    }

    public String text() {
        return text;
    }

    /// What SSH_FXP_VERSION says beside the name.
    public String version() {
        return version;
    }

    public static Optional<Extension> named(String text) {
        return Arrays.stream(values()).filter(it -> it.text.equals(text)).findFirst();
    }
}
