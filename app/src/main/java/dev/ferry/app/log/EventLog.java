package dev.ferry.app.log;

import dev.ferry.core.account.Login;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.EventQueue;
import dev.ferry.core.work.OnBehalf;
import java.time.Duration;
import java.util.List;

/// Each event as one line of the log. The words of uploads, `complete` and `cut`, are what an
/// operator looks for.
public final class EventLog implements EventQueue.Listener {

    private static final System.Logger LOG = System.getLogger("dev.ferry.files");
    private static final System.Logger SESSIONS = System.getLogger("dev.ferry.sessions");

    @Override
    public void take(List<EventQueue.Told> told) {
        for (EventQueue.Told one : told) {
            Event event = one.event();
            System.Logger logger =
                    switch (event) {
                        case Event.OfFiles _ -> LOG;
                        case Event.OfSession _ -> SESSIONS;
                    };
            OnBehalf.of(event.who().session(), () -> logger.log(level(event), () -> line(event)));
        }
    }

    @Override
    public void lost(long count) {
        LOG.log(
                System.Logger.Level.WARNING,
                "nobody read this log in time: " + count + " lines were left out");
    }

    private static System.Logger.Level level(Event event) {
        return switch (event) {
            case Event.SessionOpened _, Event.SessionClosed _, Event.LoggedOut _ ->
                    System.Logger.Level.DEBUG;
            case Event.Banned _ -> System.Logger.Level.WARNING;
            case Event.LoggedIn _, Event.LoginRefused _, Event.TurnedAway _, Event.OfFiles _ ->
                    System.Logger.Level.INFO;
        };
    }

    static String line(Event event) {
        var who = event.who();
        boolean unknown =
                event instanceof Event.LoginRefused refused
                        && refused.why().equals(Login.Refused.UNKNOWN);
        // Whoever types his password where the name belongs is not to read it here.
        boolean unproved =
                event instanceof Event.TurnedAway away && away.ground() == Event.Ground.TLS;
        String account =
                unknown
                        ? "(unknown)"
                        : who.account().isEmpty()
                                ? "-"
                                : unproved ? "(unproved)" : word(who.account());
        return what(event) + " [" + account + ' ' + who.session() + ' ' + who.address() + ']';
    }

    private static String what(Event event) {
        return switch (event) {
            case Event.OfFiles of -> what(of);
            case Event.OfSession of -> what(of);
        };
    }

    private static String what(Event.OfSession event) {
        return switch (event) {
            case Event.SessionOpened _ -> "connected";
            case Event.SessionClosed closed ->
                    "closed after %s: %s; %d up, %d down, %d cut, %d bytes in, %d out"
                            .formatted(
                                    seconds(closed.lasted()),
                                    closed.why(),
                                    closed.counts().uploads(),
                                    closed.counts().downloads(),
                                    closed.counts().cut(),
                                    closed.counts().received(),
                                    closed.counts().sent());
            case Event.LoggedIn in -> "logged in, " + in.method() + way(in);
            case Event.LoginRefused refused -> "login refused, " + refused.why();
            case Event.LoggedOut _ -> "logged out";
            case Event.TurnedAway away -> "turned away: " + away.why();
            case Event.Banned banned ->
                    "banned %s %s: %s"
                            .formatted(
                                    word(banned.banned()),
                                    banned.until().map(at -> "until " + at).orElse("for good"),
                                    banned.why());
        };
    }

    private static String what(Event.OfFiles event) {
        String path = word(event.path().toString());
        return switch (event) {
            case Event.Uploaded up ->
                    "complete "
                            + path
                            + (" " + up.moved().bytes() + " bytes in ")
                            + seconds(up.moved().took())
                            + (", size now " + up.size());
            case Event.UploadCut cut ->
                    "cut %s after %d bytes: %s; %s"
                            .formatted(
                                    path,
                                    cut.moved().bytes(),
                                    cut.why(),
                                    cut.kept() == 0
                                            ? "nothing kept"
                                            : cut.kept() + " bytes kept to resume");
            case Event.Downloaded down ->
                    "sent "
                            + path
                            + (" " + down.moved().bytes() + " bytes in ")
                            + seconds(down.moved().took());
            case Event.DownloadCut cut ->
                    "sending cut %s after %d bytes: %s"
                            .formatted(path, cut.moved().bytes(), cut.why());
            case Event.Hashed hashed ->
                    "told %s of %s, %s"
                            .formatted(
                                    hashed.algorithm().text(),
                                    path,
                                    hashed.bytes() == 0
                                            ? "nothing read"
                                            : "%d bytes read in %s"
                                                    .formatted(
                                                            hashed.bytes(),
                                                            seconds(hashed.took())));
            case Event.Deleted _ -> "deleted " + path;
            case Event.Renamed renamed ->
                    "renamed " + path + " to " + word(renamed.to().toString());
            case Event.FolderMade _ -> "made folder " + path;
            case Event.FolderRemoved _ -> "removed folder " + path;
            case Event.Changed changed -> "changed " + path + ": " + changed.what();
            case Event.LinkMade link ->
                    "made link %s to %s".formatted(path, word(link.target().toString()));
            case Event.Refused refused ->
                    "refused to %s %s: %s".formatted(refused.action().word(), path, refused.why());
        };
    }

    /// In quotes where it could be taken for more than one word.
    private static String word(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '"' || c == '[') {
                return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            }
        }
        return text;
    }

    private static String seconds(Duration took) {
        int millis = took.toMillisPart();
        String zeros = millis < 10 ? "00" : millis < 100 ? "0" : "";
        return took.toSeconds() + "." + zeros + millis + " s";
    }

    private static String way(Event.LoggedIn in) {
        if (in.who().session().startsWith("sftp-")) return " through SSH";
        return in.secure() ? " through TLS" : " in clear";
    }
}
