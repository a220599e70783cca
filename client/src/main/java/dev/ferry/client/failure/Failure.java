package dev.ferry.client.failure;

import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why something could not be done: one class for each cause, each with the exit code of a program
/// that ends with it. The message names the thing, and the server's own words where it said some.
public abstract sealed class Failure extends IOException {

    private final transient @Nullable Reply reply;
    private final transient @Nullable Answer answer;

    /// What a server said, whatever the protocol.
    ///
    /// @param code of a reply of FTP, or of a status of SFTP
    /// @param text its own words, of one line or several; perhaps none
    public record Answer(int code, String text) {}

    private Failure(String message, @Nullable Reply reply, @Nullable Throwable cause) {
        super(reply == null ? message : message + " (" + said(reply) + ")", cause);
        this.reply = reply;
        answer = reply == null ? null : new Answer(reply.code(), String.join("\n", reply.lines()));
    }

    private Failure(String message, Answer answer) {
        super(answer.text().isEmpty() ? message : message + " (" + answer.text() + ")");
        reply = null;
        this.answer = answer;
    }

    /// What an FTP server said; empty where it said nothing.
    public Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }

    /// What the server said; empty where it said nothing.
    public Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }

    /// The same in a few words for people; empty where it said nothing.
    public String words() {
        if (reply != null) return said(reply);
        return answer == null ? "" : answer.text();
    }

    public abstract int exitCode();

    /// Whether the same may work a little later.
    public boolean mayPass() {
        return false;
    }

    /// A reply in one line, as `550 no such file`.
    public static String said(Reply reply) {
        return reply.code() + " " + String.join(" ", reply.lines()).strip();
    }

    /// What fits nowhere else.
    public static final class Other extends Failure {
        private final boolean passing;

        public Other(String message, Reply reply) {
            super(message, reply, null);
            passing = reply.code() / 100 == 4;
        }

        private Other(String message, Answer answer) {
            super(message, answer);
            passing = false;
        }

        /// Of what was said otherwise than in replies of FTP.
        public static Other said(String message, Answer answer) {
            return new Other(message, answer);
        }

        public Other(String message) {
            super(message, null, null);
            passing = false;
        }

        @Override
        public int exitCode() {
            return 1;
        }

        @Override
        public boolean mayPass() {
            return passing;
        }
    }

    /// The server does not know the command, or not with this argument.
    public static final class Unsupported extends Failure {
        public Unsupported(String message, Reply reply) {
            super(message, reply, null);
        }

        private Unsupported(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static Unsupported said(String message, Answer answer) {
            return new Unsupported(message, answer);
        }

        public Unsupported(String message) {
            super(message, null, null);
        }

        @Override
        public int exitCode() {
            return 1;
        }
    }

    /// It was asked for wrongly: an address, a name, an option.
    public static final class Usage extends Failure {
        public Usage(String message) {
            super(message, null, null);
        }

        @Override
        public int exitCode() {
            return 2;
        }
    }

    /// Nobody answers there, or there is no such name.
    public static final class NotConnected extends Failure {
        public NotConnected(String message, @Nullable Throwable cause) {
            super(message, null, cause);
        }

        @Override
        public int exitCode() {
            return 3;
        }
    }

    public static final class LoginRefused extends Failure {
        public LoginRefused(String message, @Nullable Reply reply) {
            super(message, reply, null);
        }

        private LoginRefused(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static LoginRefused said(String message, Answer answer) {
            return new LoginRefused(message, answer);
        }

        @Override
        public int exitCode() {
            return 4;
        }
    }

    /// The other side could not show that it is who it should be, or would only talk in the clear.
    public static final class NotTrusted extends Failure {
        public NotTrusted(String message, @Nullable Reply reply, @Nullable Throwable cause) {
            super(message, reply, cause);
        }

        @Override
        public int exitCode() {
            return 5;
        }
    }

    public static final class NotFound extends Failure {
        public NotFound(String message, @Nullable Reply reply) {
            super(message, reply, null);
        }

        private NotFound(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static NotFound said(String message, Answer answer) {
            return new NotFound(message, answer);
        }

        @Override
        public int exitCode() {
            return 6;
        }
    }

    public static final class NotAllowed extends Failure {
        public NotAllowed(String message, @Nullable Reply reply) {
            super(message, reply, null);
        }

        private NotAllowed(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static NotAllowed said(String message, Answer answer) {
            return new NotAllowed(message, answer);
        }

        @Override
        public int exitCode() {
            return 7;
        }
    }

    /// It is there already, and replacing it is not wanted.
    public static final class AlreadyThere extends Failure {
        public AlreadyThere(String message, @Nullable Reply reply) {
            super(message, reply, null);
        }

        private AlreadyThere(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static AlreadyThere said(String message, Answer answer) {
            return new AlreadyThere(message, answer);
        }

        @Override
        public int exitCode() {
            return 7;
        }
    }

    /// A file of this machine cannot be read or written.
    public static final class LocalTrouble extends Failure {
        public LocalTrouble(String message, @Nullable Throwable cause) {
            super(message, null, cause);
        }

        /// @param what the file, and what could not be done with it
        public static LocalTrouble of(Object what, IOException why) {
            return new LocalTrouble(what + ": " + reason(why), why);
        }

        private static String reason(IOException why) {
            return switch (why) {
                case NoSuchFileException _ -> "no such file or folder";
                case AccessDeniedException _ -> "permission denied";
                case FileAlreadyExistsException _ -> "is there already";
                case NotDirectoryException _ -> "is no folder";
                case DirectoryNotEmptyException _ -> "the folder is not empty";
                case FileSystemException x when x.getReason() != null -> x.getReason();
                default -> String.valueOf(why.getMessage());
            };
        }

        @Override
        public int exitCode() {
            return 8;
        }
    }

    /// Content, size or sum is not what the other side said.
    public static final class NotVerified extends Failure {
        public NotVerified(String message) {
            super(message, null, null);
        }

        @Override
        public int exitCode() {
            return 10;
        }
    }

    public static final class TimedOut extends Failure {
        public TimedOut(String message) {
            super(message, null, null);
        }

        @Override
        public int exitCode() {
            return 11;
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }

    public static final class NothingMatched extends Failure {
        public NothingMatched(String message) {
            super(message, null, null);
        }

        @Override
        public int exitCode() {
            return 12;
        }
    }

    /// A limit: of deletions, of entries.
    public static final class LimitReached extends Failure {
        public LimitReached(String message) {
            super(message, null, null);
        }

        @Override
        public int exitCode() {
            return 13;
        }
    }

    /// The quota is used up or the disk is full on the other side.
    public static final class QuotaReached extends Failure {
        public QuotaReached(String message, Reply reply) {
            super(message, reply, null);
        }

        private QuotaReached(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static QuotaReached said(String message, Answer answer) {
            return new QuotaReached(message, answer);
        }

        @Override
        public int exitCode() {
            return 13;
        }
    }

    /// The server lets no more sessions in for now.
    public static final class TooManySessions extends Failure {
        public TooManySessions(String message, Reply reply) {
            super(message, reply, null);
        }

        private TooManySessions(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static TooManySessions said(String message, Answer answer) {
            return new TooManySessions(message, answer);
        }

        @Override
        public int exitCode() {
            return 13;
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }

    public static final class ConnectionLost extends Failure {
        public ConnectionLost(String message, @Nullable Reply reply, @Nullable Throwable cause) {
            super(message, reply, cause);
        }

        private ConnectionLost(String message, Answer answer) {
            super(message, answer);
        }

        /// Of what was said otherwise than in replies of FTP.
        public static ConnectionLost said(String message, Answer answer) {
            return new ConnectionLost(message, answer);
        }

        @Override
        public int exitCode() {
            return 14;
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }

    /// What came is no answer to what was asked.
    public static final class ProtocolBroken extends Failure {
        public ProtocolBroken(String message, @Nullable Reply reply) {
            super(message, reply, null);
        }

        @Override
        public int exitCode() {
            return 15;
        }
    }

    /// Cancelled from another thread.
    public static final class Interrupted extends Failure {
        public Interrupted(String message) {
            super(message, null, null);
        }

        @Override
        public int exitCode() {
            return 130;
        }
    }
}
