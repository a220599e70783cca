package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.work.AccountChangedException;
import dev.ferry.core.work.QuotaExceededException;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.FileChangedException;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.OffsetPastEndException;
import dev.ferry.files.StorageFullException;
import dev.ferry.files.UnknownMarkException;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.net.Teller;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What went wrong, as a reply: the one table. Paths in these exceptions are virtual. What the
/// table does not know is logged with its cause, and the client hears no more than that.
///
/// @param session names the session in the log
/// @param teller of what TLS refused
record FtpErrors(String session, Teller teller) {

    private static final System.Logger LOG = System.getLogger(FtpErrors.class.getName());

    /// The same for a transfer, of which is told if its data connection is refused.
    ///
    /// @param action what it was to do
    Reply reply(IOException e, VirtualPath path, Action action) {
        if (e instanceof DataTlsException) {
            teller.tlsWanted(path, action, "data connection refused: " + e.getMessage());
        }
        return reply(e, path);
    }

    /// @param path what it was about, where the exception does not say
    Reply reply(IOException e, VirtualPath path) {
        String at =
                e instanceof FileSystemException x && x.getFile() != null ? x.getFile() : path + "";
        return switch (e) {
            case NoSuchFileException _ -> Reply.refused(at, "no such file or folder");
            case AccessDeniedException x -> Reply.refused(at, because(x, "permission denied"));
            case FileAlreadyExistsException x -> Reply.refused(at, reason(x, "is there already"));
            case DirectoryNotEmptyException _ -> Reply.refused(at, "the folder is not empty");
            case NotDirectoryException _ -> Reply.refused(at, "is not a folder");
            case IllegalNameException x ->
                    Reply.nameRefused(at, reason(x, "cannot be a name here"));
            case UnknownMarkException x -> Reply.badRestart(at, reason(x, "no such marker"));
            case BadRestartException x -> Reply.badRestart(at, reason(x, "no such marker"));
            case OffsetPastEndException x -> Reply.badOffset(at, reason(x, "no such offset"));
            case FileBusyException x -> Reply.busy(at, reason(x, "is in use"));
            case FileChangedException x -> Reply.notStored(at, reason(x, "was changed"));
            case QuotaExceededException x -> Reply.quotaExceeded(at, x.why());
            case StorageFullException _ -> Reply.diskFull(at);
            case AccountChangedException x -> Reply.accountChanged(String.valueOf(x.getMessage()));
            case NoDataConnectionException x ->
                    Reply.noDataConnection(String.valueOf(x.getMessage()));
            case DataTlsException x -> Reply.dataTlsRefused(String.valueOf(x.getMessage()));
            case WrongDataException x -> Reply.notStored(at, String.valueOf(x.getMessage()));
            case CutException x -> cut(String.valueOf(x.getMessage()));
            default -> {
                LOG.log(System.Logger.Level.ERROR, session + ": " + at + " failed", e);
                yield Reply.storageFailed(at);
            }
        };
    }

    /// For what nobody foresaw: a fault of ours.
    Reply unforeseen(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, session + ": a transfer failed", e);
        return Reply.storageFailed("The transfer");
    }

    private static Reply cut(String why) {
        return why.equals(CutException.BY_ABOR)
                ? Reply.transferAborted()
                : Reply.dataConnectionLost(why);
    }

    private static String because(FileSystemException e, String what) {
        return e.getReason() == null ? what : what + " (" + e.getReason() + ")";
    }

    private static String reason(FileSystemException e, String otherwise) {
        return e.getReason() == null ? otherwise : e.getReason();
    }
}
