package dev.ferry.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.access.Action;
import dev.ferry.core.work.Event;
import dev.ferry.files.VirtualPath;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private static final Event.Who WHO = new Event.Who("anna", "ftp-17", "127.0.0.1");

    private static final VirtualPath A = VirtualPath.of("/a.txt");

    private static final Event.Moved MOVED =
            new Event.Moved(0, 123, Duration.ofMillis(1_007), Optional.empty());

    @Test
    void bothOutcomesOfAnUploadAreNamed() {
        assertThat(EventLog.line(new Event.Uploaded(WHO, A, MOVED, 456, Optional.empty())))
                .isEqualTo(
                        "complete /a.txt 123 bytes in 1.007 s, size now 456 [anna ftp-17"
                                + " 127.0.0.1]");
        assertThat(EventLog.line(new Event.UploadCut(WHO, A, MOVED, 0, "connection reset")))
                .isEqualTo(
                        "cut /a.txt after 123 bytes: connection reset; nothing kept [anna ftp-17"
                                + " 127.0.0.1]");
        assertThat(EventLog.line(new Event.UploadCut(WHO, A, MOVED, 100, "ABOR")))
                .contains("ABOR; 100 bytes kept to resume");
    }

    @Test
    void aNameCannotPassForAnotherPartOfTheLine() {
        var path = VirtualPath.of("/a 5 bytes in 0.1 s [root x y\nz\"");
        assertThat(EventLog.line(new Event.Deleted(WHO, path)))
                .isEqualTo(
                        "deleted \"/a 5 bytes in 0.1 s [root x y\uFFFD0Az\\\"\" [anna ftp-17"
                                + " 127.0.0.1]");
    }

    @Test
    void aRefusalSaysWhatAndWhy() {
        assertThat(
                        EventLog.line(
                                new Event.Refused(
                                        WHO,
                                        A,
                                        Action.MAKE_FOLDER,
                                        Event.Ground.PERMISSION,
                                        "no rule")))
                .startsWith("refused to make-folder /a.txt: no rule [");
    }

    /// Whoever is refused for want of TLS has said a name and nothing that proves it.
    @Test
    void aNameThatNobodyProvedIsNotInTheLog() {
        var who = new Event.Who("hunter2", "ftp-17", "127.0.0.1");
        var away = new Event.TurnedAway(who, Event.Ground.TLS, "no login without TLS (ftp.tls)");
        assertThat(EventLog.line(away))
                .isEqualTo(
                        "turned away: no login without TLS (ftp.tls) [(unproved) ftp-17"
                                + " 127.0.0.1]");
        var full = new Event.TurnedAway(WHO, Event.Ground.LIMIT, "full");
        assertThat(EventLog.line(full)).isEqualTo("turned away: full [anna ftp-17 127.0.0.1]");
    }
}
