package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.wire.ftp.Facts;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/// What is where: LIST, NLST, MLSD, MLST and STAT of a path.
final class ListCommands {

    private final DataCommands data;
    private final InstantSource clock;
    private final FtpErrors errors;

    ListCommands(DataCommands data, InstantSource clock, FtpErrors errors) {
        this.data = data;
        this.clock = clock;
        this.errors = errors;
    }

    /// LIST of a folder's entries, or of one file.
    Step list(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        return send(lines(path, in.files().stat(path), in), in);
    }

    /// STAT of the same, over the control connection.
    Step status(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry there = in.files().stat(path);
        Lines lines = lines(path, there, in);
        return new Step.Start(new ListOverControl(lines, there.isFolder(), errors), in);
    }

    private Lines lines(VirtualPath path, Entry there, LoggedIn in) throws IOException {
        var text = new EntryText(in.files(), path);
        Instant now = clock.instant();
        Lines.Style style = (out, entry) -> text.appendLine(out, entry, now);
        return there.isFolder()
                ? Lines.of(path, in.files().list(path), style)
                : Lines.of(path, there, style);
    }

    /// NLST. Each line is a path for the next command (RFC 1123 §4.1.2.7), so what was asked for
    /// stands before the names of its entries.
    Step names(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry there = in.files().stat(path);
        if (!there.isFolder()) {
            return send(Lines.of(path, there, (out, _) -> out.append(name)), in);
        }
        String before = name.isEmpty() || name.endsWith("/") ? name : name + "/";
        return send(
                Lines.of(
                        path,
                        in.files().list(path),
                        (out, entry) -> out.append(before).append(entry.name())),
                in);
    }

    /// MLSD. The folder itself comes first, as `cdir` and by the name of `.`.
    Step facts(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry there = in.files().stat(path);
        if (!there.isFolder()) {
            return new Step.Answer(Reply.notAFolder(path.toString()), in.spent());
        }
        var text = new EntryText(in.files(), path);
        Facts.Selection selection = in.preferences().facts();
        var head = new StringBuilder();
        text.appendOwnFacts(head, there, selection);
        return send(
                Lines.of(
                                path,
                                in.files().list(path),
                                (out, entry) -> text.appendFacts(out, entry, selection))
                        .headed(head.toString()),
                in);
    }

    /// MLST.
    Step factsOf(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry there = in.files().stat(path);
        String line =
                EntryText.factsOf(in.files(), there, path)
                        .line(in.preferences().facts(), path.toString());
        return new Step.Answer(Reply.facts(path.toString(), line), in);
    }

    private Step send(Lines lines, LoggedIn in) throws IOException {
        try {
            return new Step.Start(
                    new SendListing(lines, data.take(), in.form().type(), errors), in.spent());
        } catch (NoDataConnectionException e) {
            lines.close();
            throw e;
        }
    }
}
