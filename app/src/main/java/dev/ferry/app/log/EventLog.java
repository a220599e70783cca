package dev.ferry.app.log;

import dev.ferry.core.work.Event;
import dev.ferry.core.work.Events;
import dev.ferry.files.VirtualPath;
import java.time.Duration;

/// Each event as one line of the log. The words of uploads, `complete` and `cut`, are what an
/// operator looks for.
public final class EventLog implements Events {

    private static final System.Logger LOG = System.getLogger("dev.ferry.files");

    @Override
    public void tell(Event event) {
        LOG.log(System.Logger.Level.INFO, () -> line(event));
    }

    static String line(Event event) {
        var who = event.who();
        return what(event) + " [" + who.account() + ' ' + who.session() + ' ' + who.address() + ']';
    }

    private static String what(Event event) {
        String path = quoted(event.path());
        return switch (event) {
            case Event.Uploaded up ->
                    "complete "
                            + path
                            + (" " + up.bytes() + " bytes in " + seconds(up.took()))
                            + (", size now " + up.size());
            case Event.UploadCut cut ->
                    "cut %s after %d bytes: %s; %s"
                            .formatted(
                                    path,
                                    cut.bytes(),
                                    cut.why(),
                                    cut.kept() == 0
                                            ? "nothing kept"
                                            : cut.kept() + " bytes kept to resume");
            case Event.Downloaded down ->
                    "sent " + path + ' ' + down.bytes() + " bytes in " + seconds(down.took());
            case Event.DownloadCut cut ->
                    "sending cut %s after %d bytes: %s".formatted(path, cut.bytes(), cut.why());
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
            case Event.Renamed renamed -> "renamed " + path + " to " + quoted(renamed.to());
            case Event.FolderMade _ -> "made folder " + path;
            case Event.FolderRemoved _ -> "removed folder " + path;
            case Event.Changed changed -> "changed " + path + ": " + changed.what();
            case Event.Refused refused ->
                    "refused to %s %s: %s".formatted(refused.action().word(), path, refused.why());
        };
    }

    /// In quotes where it could be taken for more than one word.
    private static String quoted(VirtualPath path) {
        String text = path.toString();
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
}
