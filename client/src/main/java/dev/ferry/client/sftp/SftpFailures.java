package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.failure.Failure.Answer;
import dev.ferry.wire.sftp.Response;
import java.util.Locale;
import java.util.regex.Pattern;

/// Statuses that say no, to exceptions: the table. Version 3 has one code for nearly everything, so
/// where a server has words they decide.
final class SftpFailures {

    private static final Pattern FULL =
            Pattern.compile("quota|no space|disk (is )?full|not enough|insufficient");

    private static final Pattern EXISTS =
            Pattern.compile("(?<!not |n't )exists?\\b(?! not)|is there already");

    private static final Pattern FORBIDDEN =
            Pattern.compile("permission|denied|not allowed|forbidden|read-?only|not permitted");

    private static final Pattern MISSING =
            Pattern.compile("no such file|not found|doesn't exist|does not exist");

    private SftpFailures() {}

    /// @param status none that says that all is well
    /// @param subject what it was about, for people
    static Failure of(Response.Status status, String subject) {
        String words = words(status.words(), subject);
        var answer = new Answer(status.code().number(), words);
        return switch (status.code()) {
            case NO_SUCH_FILE ->
                    Failure.NotFound.said(subject + ": no such file or folder", plain(answer));
            case PERMISSION_DENIED -> Failure.NotAllowed.said(subject + ": not permitted", answer);
            case OP_UNSUPPORTED, BAD_MESSAGE ->
                    Failure.Unsupported.said(subject + ": the server cannot do that", answer);
            case NO_CONNECTION, CONNECTION_LOST ->
                    Failure.ConnectionLost.said(
                            subject + ": the server lost its own connection", answer);
            case FAILURE -> failed(answer, subject);
            case OK, EOF -> Failure.Other.said(subject + ": refused", answer);
        };
    }

    private static Failure failed(Answer answer, String subject) {
        String said = answer.text().toLowerCase(Locale.ROOT);
        if (FULL.matcher(said).find()) return full(answer, subject);
        if (EXISTS.matcher(said).find()) return there(answer, subject);
        if (FORBIDDEN.matcher(said).find()) {
            return Failure.NotAllowed.said(subject + ": not permitted", answer);
        }
        if (MISSING.matcher(said).find()) {
            return Failure.NotFound.said(subject + ": no such file or folder", plain(answer));
        }
        return Failure.Other.said(subject + ": refused", answer);
    }

    static Failure full(Answer answer, String subject) {
        return Failure.QuotaReached.said(subject + ": no room on the other side", answer);
    }

    static Failure there(Answer answer, String subject) {
        return Failure.AlreadyThere.said(subject + ": is there already", answer);
    }

    /// Servers say the path in front, which has been said.
    private static String words(String said, String subject) {
        String words = said.strip();
        return words.startsWith(subject + ": ") ? words.substring(subject.length() + 2) : words;
    }

    /// Without words that say nothing more.
    private static Answer plain(Answer answer) {
        boolean usual = answer.text().toLowerCase(Locale.ROOT).startsWith("no such file");
        return usual ? new Answer(answer.code(), "") : answer;
    }
}
