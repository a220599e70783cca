package dev.ferry.server.sftp;

import dev.ferry.core.work.AccountChangedException;
import dev.ferry.core.work.QuotaExceededException;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.FileChangedException;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.StorageFullException;
import dev.ferry.files.UnknownMarkException;
import dev.ferry.wire.sftp.Response.Status;
import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What went wrong, as a status: the one table. Version 3 has few codes, so words say the rest.
/// Paths in these exceptions are virtual. What the table does not know is logged with its cause,
/// and the client hears no more than that.
///
/// @param session names the session in the log
record SftpErrors(String session) {

    private static final System.Logger LOG = System.getLogger(SftpErrors.class.getName());

    /// @param path what it was about, where the exception does not say
    Status status(int id, IOException e, String path) {
        String at = e instanceof FileSystemException x && x.getFile() != null ? x.getFile() : path;
        return switch (e) {
            case RefusedException x -> new Status(id, x.code(), x.words());
            case NoSuchFileException _ ->
                    new Status(id, StatusCode.NO_SUCH_FILE, at + ": no such file or folder");
            case AccessDeniedException x ->
                    new Status(
                            id,
                            StatusCode.PERMISSION_DENIED,
                            at
                                    + ": permission denied"
                                    + (x.getReason() == null ? "" : " (" + x.getReason() + ")"));
            case FileAlreadyExistsException x -> failed(id, at, reason(x, "is there already"));
            case DirectoryNotEmptyException _ -> failed(id, at, "the folder is not empty");
            case NotDirectoryException _ -> failed(id, at, "is not a folder");
            case IllegalNameException x -> failed(id, at, reason(x, "cannot be a name here"));
            case OffsetPastEndException x -> failed(id, at, reason(x, "no such offset"));
            case UnknownMarkException x -> failed(id, at, reason(x, "no such upload"));
            case FileBusyException x -> failed(id, at, reason(x, "is in use"));
            case FileChangedException x -> failed(id, at, reason(x, "was changed"));
            case QuotaExceededException x -> failed(id, at, "not stored: " + x.why());
            case StorageFullException _ -> failed(id, at, "not stored: the disk is full");
            case AccountChangedException x ->
                    new Status(id, StatusCode.PERMISSION_DENIED, String.valueOf(x.getMessage()));
            default -> {
                LOG.log(System.Logger.Level.ERROR, session + ": " + at + " failed", e);
                yield failed(id, at, "the storage failed; the same request may succeed later");
            }
        };
    }

    /// For what nobody foresaw: a fault of ours.
    Status unforeseen(int id, Throwable e) {
        LOG.log(System.Logger.Level.ERROR, session + ": a request failed", e);
        return new Status(id, StatusCode.FAILURE, "The server failed; see its log");
    }

    private static Status failed(int id, String path, String why) {
        return new Status(id, StatusCode.FAILURE, path + ": " + why);
    }

    private static String reason(FileSystemException e, String otherwise) {
        return e.getReason() == null ? otherwise : e.getReason();
    }
}
