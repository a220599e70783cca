package dev.ferry.server.ftp;

import dev.ferry.core.work.ByteRange;
import dev.ferry.core.work.Download;
import dev.ferry.core.work.QuotaExceededException;
import dev.ferry.core.work.Upload;
import dev.ferry.core.work.UploadMode;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import dev.ferry.server.ftp.Outgoing.Beginning;
import dev.ferry.server.ftp.ReceiveFile.Terms;
import dev.ferry.server.ftp.State.Coming.Start;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Files that move: RETR, STOR, STOU and APPE. What may not be is refused here by exception, before
/// a transfer exists.
final class FileCommands {

    private final DataCommands data;
    private final Supplier<Control.Verdict> control;
    private final Duration pause;
    private final FtpErrors errors;

    /// @param control how the control connection stands at the moment of asking
    /// @param pause before an upload asks
    FileCommands(
            DataCommands data,
            Supplier<Control.Verdict> control,
            Duration pause,
            FtpErrors errors) {
        this.data = data;
        this.control = control;
        this.pause = pause;
        this.errors = errors;
    }

    Step retrieve(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Form form = in.form();
        return switch (in.coming().start()) {
            case Start.Beginning() -> send(in.files().download(path, 0), Beginning.OF_FILE, in);
            case Start.AtByte(long offset) -> {
                requireCounting(path, form);
                yield switch (form.type()) {
                    case IMAGE -> send(in.files().download(path, offset), Beginning.OF_FILE, in);
                    case ASCII -> retrieveText(path, offset, in);
                };
            }
            case Start.AtMarker(RestartMarker marker) -> retrieve(path, marker, in);
            case Start.Within(ByteRange range) ->
                    form.isPlain()
                            ? send(in.files().download(path, range), Beginning.OF_FILE, in)
                            : say(Reply.rangeNeedsImage(path.toString()), in.spent());
        };
    }

    /// Mode and structure may have been changed since REST was accepted.
    private static void requireCounting(VirtualPath path, Form form) throws BadRestartException {
        if (form.countsBytes()) return;
        throw new BadRestartException(path, "in MODE B and STRU R a number of bytes is no place");
    }

    private Step retrieveText(VirtualPath path, long offset, LoggedIn in) throws IOException {
        DataConnection connection = data.take(in);
        return start(
                new Late(
                        path,
                        gate -> {
                            AsciiCount.Place place = place(path, offset, in, gate);
                            return new Late.Outcome.Go(
                                    new SendFile(
                                            in.files().download(path, place.offset()),
                                            connection,
                                            in.form(),
                                            new Beginning(place.afterReturn(), false),
                                            errors));
                        },
                        Optional.of(connection),
                        errors),
                in);
    }

    private Step retrieve(VirtualPath path, RestartMarker marker, LoggedIn in) throws IOException {
        if (in.form().mode() != Form.Mode.BLOCK
                || !(marker instanceof RestartMarker.OfDownload from)) {
            throw new BadRestartException(path, "that marker is none of a download in MODE B");
        }
        Download file = in.files().download(path, 0);
        if (!file.version().equals(from.version()) || from.offset() > file.end()) {
            file.cut("its restart marker is of another version");
            file.close();
            throw new BadRestartException(path, "was changed since that marker was sent");
        }
        file.skipTo(from.offset());
        return send(file, new Beginning(false, from.insideLine()), in);
    }

    private Step send(Download file, Beginning at, LoggedIn in) throws IOException {
        try {
            return start(new SendFile(file, data.take(in), in.form(), at, errors), in);
        } catch (NoDataConnectionException e) {
            file.cut(String.valueOf(e.getMessage()));
            file.close();
            throw e;
        }
    }

    private AsciiCount.Place place(VirtualPath path, long offset, LoggedIn in, AsciiCount.Gate gate)
            throws IOException {
        try (var file = in.files().inspect(path)) {
            return new AsciiCount(path, file, gate).place(offset);
        }
    }

    Step store(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        return switch (in.coming().start()) {
            case Start.Beginning() -> receive(path, new UploadMode.Store(), false, in);
            case Start.AtByte(long offset) -> {
                requireCounting(path, in.form());
                yield switch (in.form().type()) {
                    case IMAGE -> receive(path, new UploadMode.Resume(offset), false, in);
                    case ASCII -> storeText(path, offset, in);
                };
            }
            case Start.AtMarker(RestartMarker marker) -> store(path, marker, in);
            case Start.Within _ -> noRange("STOR", in);
        };
    }

    private Step storeText(VirtualPath path, long offset, LoggedIn in) throws IOException {
        DataConnection connection = data.take(in);
        return start(
                new Late(
                        path,
                        gate -> {
                            AsciiCount.Place place = place(path, offset, in, gate);
                            long stored = place.beforeReturn();
                            var mode =
                                    stored == 0
                                            ? new UploadMode.Store()
                                            : new UploadMode.Resume(stored);
                            Upload file = in.files().upload(path, mode);
                            Terms terms = terms(opening(file, in), place.afterReturn(), in);
                            return new Late.Outcome.Go(
                                    new ReceiveFile(file, connection, terms, errors));
                        },
                        Optional.of(connection),
                        errors),
                in);
    }

    private Step store(VirtualPath path, RestartMarker marker, LoggedIn in) throws IOException {
        if (in.form().mode() != Form.Mode.BLOCK
                || !(marker instanceof RestartMarker.OfUpload from)) {
            throw new BadRestartException(path, "that marker is none of an upload in MODE B");
        }
        if (from.afterReturn() && in.form().type() != Representation.ASCII) {
            throw new BadRestartException(path, "that marker was made in TYPE A");
        }
        var mark = new WriteMode.Mark(from.stage(), from.bytes());
        return receive(path, new UploadMode.FromMark(mark), from.afterReturn(), in);
    }

    /// After a REST it does as STOR does (RFC 3659 §5.3).
    Step append(String name, LoggedIn in) throws IOException {
        return switch (in.coming().start()) {
            case Start.Beginning() ->
                    receive(in.cwd().resolve(name), new UploadMode.Append(), false, in);
            case Start.AtByte _, Start.AtMarker _ -> store(name, in);
            case Start.Within _ -> noRange("APPE", in);
        };
    }

    Step storeUnique(String suggestion, LoggedIn in) throws IOException {
        if (in.coming().range().isPresent()) return noRange("STOU", in);
        Upload file = UniqueName.upload(in.files(), in.cwd(), suggestion);
        VirtualPath path = file.path();
        String told = path.parent().equals(in.cwd()) ? path.name() : path.toString();
        return receive(file, terms(Reply.openingUnique(told), false, in), in);
    }

    /// What is published whole is not written into the middle of.
    private static Step noRange(String verb, LoggedIn in) {
        return say(Reply.rangeIsForReading(verb), in.spent());
    }

    private Step receive(VirtualPath path, UploadMode mode, boolean afterReturn, LoggedIn in)
            throws IOException {
        Upload file = in.files().upload(path, mode);
        return receive(file, terms(opening(file, in), afterReturn, in), in);
    }

    private Step receive(Upload file, Terms terms, LoggedIn in) throws IOException {
        try {
            // In the other forms, what is announced is not what is stored.
            if (in.form().isPlain()) file.expect(in.coming().announced());
            return start(new ReceiveFile(file, data.take(in), terms, errors), in);
        } catch (NoDataConnectionException | QuotaExceededException e) {
            file.cut(String.valueOf(e.getMessage()));
            file.close();
            throw e;
        }
    }

    private static Reply opening(Upload file, LoggedIn in) {
        return Reply.opening(file.path().toString(), in.form().type());
    }

    private Terms terms(Reply opening, boolean afterReturn, LoggedIn in) {
        return new Terms(opening, in.form(), afterReturn, in.coming().announced(), control, pause);
    }

    Step size(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry entry = in.files().stat(path);
        if (!entry.isFile()) {
            return say(Reply.refused(path.toString(), "is not a regular file"), in);
        }
        Form form = in.form().with(Form.Mode.STREAM); // REST counts in no other
        if (form.isPlain()) return say(Reply.size(entry.size()), in);
        return new Step.Start(
                new Late(
                        path,
                        gate -> {
                            try (var file = in.files().inspect(path)) {
                                long size =
                                        switch (form.structure()) {
                                            case FILE -> new AsciiCount(path, file, gate).size();
                                            case RECORD -> RecordCount.size(file, form, gate);
                                        };
                                return new Late.Outcome.Answer(Reply.size(size));
                            }
                        },
                        Optional.empty(),
                        errors),
                in);
    }

    Step modified(String name, LoggedIn in) throws IOException {
        return say(Reply.modified(in.files().stat(in.cwd().resolve(name)).modified()), in);
    }

    Step renameFrom(String name, LoggedIn in) throws IOException {
        VirtualPath from = in.cwd().resolve(name);
        in.files().requireRenamable(from);
        return say(Reply.newNameWanted(from.toString()), in.renaming(Optional.of(from)));
    }

    Step renameTo(String name, Optional<VirtualPath> from, LoggedIn in) throws IOException {
        if (from.isEmpty()) return say(Reply.outOfOrder("RNTO", "RNFR"), in);
        VirtualPath to = in.cwd().resolve(name);
        in.files().rename(from.get(), to);
        return say(Reply.renamed(from.get().toString(), to.toString()), in);
    }

    Step delete(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        in.files().delete(path);
        return say(Reply.deleted(path.toString()), in);
    }

    Step removeFolder(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        in.files().deleteFolder(path);
        return say(Reply.folderRemoved(path.toString()), in);
    }

    Step makeFolder(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        in.files().makeFolder(path);
        return say(Reply.folderMade(path.toString()), in);
    }

    /// A transfer uses up what REST and ALLO said.
    private static Step start(Transfer transfer, LoggedIn in) {
        return new Step.Start(transfer, in.spent());
    }

    private static Step say(Reply reply, LoggedIn next) {
        return new Step.Answer(reply, next);
    }
}
