package dev.ferry.client.ftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Reply;
import java.util.Locale;
import java.util.regex.Pattern;

/// Replies that say no, to exceptions: the table.
final class FtpFailures {

    private static final Pattern TOO_MANY =
            Pattern.compile(
                    "too many|maximum|max(imum)? number|limit|only \\d+ |no more|try (again )?later"
                            + "|connections? from");

    private static final Pattern MISSING =
            Pattern.compile(
                    "no such|not found|doesn't exist|does not exist|cannot find|can't find"
                            + "|couldn't find|nonexist|non-exist|no file|enoent");

    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    "permission|denied|not allowed|forbidden|not granted|no rule|access|privilege"
                            + "|read-?only|not permitted|prohibited");

    private static final Pattern FULL =
            Pattern.compile("quota|no space|disk full|disk is full|not enough|insufficient");

    private static final Pattern EXISTS = Pattern.compile("(?<!not |n't )exists?\\b(?! not)");

    private FtpFailures() {}

    /// @param subject what it was about, for people
    static Failure of(Reply reply, String subject) {
        String said = String.join(" ", reply.lines()).toLowerCase(Locale.ROOT);
        return switch (reply.code()) {
            case 421 ->
                    isTooMany(reply)
                            ? new Failure.TooManySessions(subject + ": too many sessions", reply)
                            : new Failure.ConnectionLost(
                                    subject + ": the server ends the session", reply, null);
            case 425, 426 ->
                    new Failure.ConnectionLost(
                            subject + ": the data connection failed", reply, null);
            case 430, 532 -> new Failure.LoginRefused(subject + ": login refused", reply);
            case 452, 552 ->
                    new Failure.QuotaReached(subject + ": no room on the other side", reply);
            case 500, 502, 504 ->
                    new Failure.Unsupported(subject + ": the server cannot do that", reply);
            case 521, 522, 533, 534, 535, 536 ->
                    EXISTS.matcher(said).find()
                            ? new Failure.AlreadyThere(subject + ": is there already", reply)
                            : new Failure.NotTrusted(
                                    subject + ": the server wants other security", reply, null);
            case 530 -> new Failure.NotAllowed(subject + ": not permitted", reply);
            case 501, 550, 551, 553 -> refused(reply, said, subject);
            default ->
                    FULL.matcher(said).find()
                            ? new Failure.QuotaReached(
                                    subject + ": no room on the other side", reply)
                            : new Failure.Other(subject + ": refused", reply);
        };
    }

    private static Failure refused(Reply reply, String said, String subject) {
        if (MISSING.matcher(said).find()) return notFound(subject, reply);
        if (FULL.matcher(said).find()) {
            return new Failure.QuotaReached(subject + ": no room on the other side", reply);
        }
        if (FORBIDDEN.matcher(said).find() || reply.code() == 553)
            return notAllowed(subject, reply);
        if (EXISTS.matcher(said).find()) {
            return new Failure.AlreadyThere(subject + ": is there already", reply);
        }
        return new Failure.Other(subject + ": refused", reply);
    }

    static Failure notFound(String subject, Reply reply) {
        return new Failure.NotFound(subject + ": no such file or folder", reply);
    }

    static Failure notAllowed(String subject, Reply reply) {
        return new Failure.NotAllowed(subject + ": not permitted", reply);
    }

    /// Whether the server's words leave open what was missing: the file, or the permission.
    static boolean isUndecided(Reply reply) {
        if (reply.code() != 550) return false;
        String said = String.join(" ", reply.lines()).toLowerCase(Locale.ROOT);
        boolean missing = MISSING.matcher(said).find();
        boolean forbidden = FORBIDDEN.matcher(said).find();
        return missing == forbidden && !EXISTS.matcher(said).find() && !FULL.matcher(said).find();
    }

    static boolean isTooMany(Reply reply) {
        String said = String.join(" ", reply.lines()).toLowerCase(Locale.ROOT);
        return (reply.code() == 421 || reply.code() == 530) && TOO_MANY.matcher(said).find();
    }
}
