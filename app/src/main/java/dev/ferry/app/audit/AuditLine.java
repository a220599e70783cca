package dev.ferry.app.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ferry.app.cli.JsonLine;
import dev.ferry.core.checksum.Checksum;
import dev.ferry.core.work.Event;
import dev.ferry.files.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Events as JSON lines, one line each whatever is in a name: what could end a line, or steer a
/// terminal or a web page that shows the line as it is, stands there as an escape.
final class AuditLine {

    private final Function<Version, Optional<Checksum>> sums;

    /// @param sums what is known of files that went out
    AuditLine(Function<Version, Optional<Checksum>> sums) {
        this.sums = sums;
    }

    /// What the audit log says of itself.
    @FunctionalInterface
    interface Facts {
        void write(JsonGenerator json) throws IOException;
    }

    /// Appends the line of an event.
    void write(Instant at, Event event, ByteArrayOutputStream into) {
        line(
                at,
                kind(event),
                outcome(event),
                json -> {
                    var who = event.who();
                    text(json, "session", who.session());
                    if (!who.account().isEmpty()) text(json, "account", who.account());
                    text(json, "address", who.address());
                    facts(json, event);
                },
                into);
    }

    /// Appends a line.
    static void line(
            Instant at, AuditKind kind, String outcome, Facts facts, ByteArrayOutputStream into) {
        try {
            JsonGenerator json = JsonLine.JSON.createGenerator(into);
            json.writeStartObject();
            json.writeStringField("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("event", kind.word());
            json.writeStringField("outcome", outcome);
            facts.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is written into memory
        }
    }

    static AuditKind kind(Event event) {
        return switch (event) {
            case Event.SessionOpened _ -> AuditKind.SESSION_OPENED;
            case Event.SessionClosed _ -> AuditKind.SESSION_CLOSED;
            case Event.LoggedIn _, Event.LoginRefused _ -> AuditKind.LOGIN;
            case Event.LoggedOut _ -> AuditKind.LOGOUT;
            case Event.TurnedAway _ -> AuditKind.TURNED_AWAY;
            case Event.Banned _ -> AuditKind.BANNED;
            case Event.Uploaded _, Event.UploadCut _ -> AuditKind.UPLOAD;
            case Event.Downloaded _, Event.DownloadCut _ -> AuditKind.DOWNLOAD;
            case Event.Hashed _ -> AuditKind.CHECKSUM;
            case Event.Deleted _ -> AuditKind.DELETE;
            case Event.Renamed _ -> AuditKind.RENAME;
            case Event.FolderMade _ -> AuditKind.MAKE_FOLDER;
            case Event.FolderRemoved _ -> AuditKind.REMOVE_FOLDER;
            case Event.Changed _ -> AuditKind.CHANGE;
            case Event.LinkMade _ -> AuditKind.LINK;
            case Event.Refused _ -> AuditKind.REFUSED;
        };
    }

    private static String outcome(Event event) {
        return switch (event) {
            case Event.LoginRefused _, Event.TurnedAway _, Event.Refused _ -> "refused";
            case Event.UploadCut _, Event.DownloadCut _ -> "cut";
            case Event.SessionOpened _,
                    Event.SessionClosed _,
                    Event.LoggedIn _,
                    Event.LoggedOut _,
                    Event.Banned _,
                    Event.Uploaded _,
                    Event.Downloaded _,
                    Event.Hashed _,
                    Event.Deleted _,
                    Event.Renamed _,
                    Event.FolderMade _,
                    Event.FolderRemoved _,
                    Event.Changed _,
                    Event.LinkMade _ ->
                    "ok";
        };
    }

    private void facts(JsonGenerator json, Event event) throws IOException {
        switch (event) {
            case Event.OfSession of -> facts(json, of);
            case Event.OfFiles of -> {
                text(json, "path", of.path().toString());
                facts(json, of);
            }
        }
    }

    private static void facts(JsonGenerator json, Event.OfSession event) throws IOException {
        switch (event) {
            case Event.SessionOpened _, Event.LoggedOut _ -> {}
            case Event.SessionClosed closed -> {
                json.writeNumberField("ms", closed.lasted().toMillis());
                json.writeNumberField("uploads", closed.counts().uploads());
                json.writeNumberField("downloads", closed.counts().downloads());
                json.writeNumberField("cut", closed.counts().cut());
                json.writeNumberField("received", closed.counts().received());
                json.writeNumberField("sent", closed.counts().sent());
                text(json, "reason", closed.why());
            }
            case Event.LoggedIn in -> {
                text(json, "method", in.method());
                json.writeBooleanField("secure", in.secure());
            }
            case Event.LoginRefused refused -> {
                text(json, "method", refused.method());
                json.writeBooleanField("secure", refused.secure());
                text(json, "reason", refused.why());
            }
            case Event.TurnedAway away -> {
                text(json, "ground", word(away.ground()));
                text(json, "reason", away.why());
            }
            case Event.Banned banned -> {
                text(json, "banned", banned.banned());
                if (banned.until().isPresent()) {
                    json.writeStringField("until", banned.until().get().toString());
                }
                text(json, "reason", banned.why());
            }
        }
    }

    private void facts(JsonGenerator json, Event.OfFiles event) throws IOException {
        switch (event) {
            case Event.Uploaded up -> {
                moved(json, up.moved());
                json.writeNumberField("size", up.size());
                if (up.sum().isPresent()) json.writeStringField("sha256", up.sum().get().hex());
            }
            case Event.UploadCut cut -> {
                moved(json, cut.moved());
                json.writeNumberField("kept", cut.kept());
                text(json, "reason", cut.why());
            }
            case Event.Downloaded down -> {
                moved(json, down.moved());
                sum(json, down.version());
            }
            case Event.DownloadCut cut -> {
                moved(json, cut.moved());
                sum(json, cut.version());
                text(json, "reason", cut.why());
            }
            case Event.Hashed hashed -> {
                text(json, "algorithm", hashed.algorithm().text());
                json.writeNumberField("bytes", hashed.bytes());
                json.writeNumberField("ms", hashed.took().toMillis());
            }
            case Event.Deleted _, Event.FolderMade _, Event.FolderRemoved _ -> {}
            case Event.Renamed renamed -> text(json, "to", renamed.to().toString());
            case Event.Changed changed -> text(json, "change", changed.what());
            case Event.LinkMade link -> text(json, "to", link.target().toString());
            case Event.Refused refused -> {
                text(json, "action", refused.action().word());
                text(json, "ground", word(refused.ground()));
                text(json, "reason", refused.why());
            }
        }
    }

    private static void moved(JsonGenerator json, Event.Moved moved) throws IOException {
        json.writeNumberField("offset", moved.offset());
        json.writeNumberField("bytes", moved.bytes());
        json.writeNumberField("ms", moved.took().toMillis());
    }

    private void sum(JsonGenerator json, Optional<Version> version) throws IOException {
        Optional<Checksum> sum = version.flatMap(sums);
        if (sum.isPresent()) json.writeStringField("sha256", sum.get().hex());
    }

    private static String word(Event.Ground ground) {
        return ground.name().toLowerCase(Locale.ROOT);
    }

    /// A text from outside.
    static void text(JsonGenerator json, String name, String text) throws IOException {
        json.writeStringField(name, JsonLine.whole(text));
    }
}
