package dev.ferry.app.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a line of the audit log is about; by these words it is filtered.
enum AuditKind {
    /// The server began to write.
    AUDIT_OPENED,
    /// The server stopped in good order.
    AUDIT_CLOSED,
    /// Events are not there.
    LOST,
    SESSION_OPENED,
    SESSION_CLOSED,
    LOGIN,
    LOGOUT,
    TURNED_AWAY,
    BANNED,
    UPLOAD,
    DOWNLOAD,
    CHECKSUM,
    DELETE,
    RENAME,
    MAKE_FOLDER,
    REMOVE_FOLDER,
    CHANGE,
    LINK,
    REFUSED;

    static Optional<AuditKind> named(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
