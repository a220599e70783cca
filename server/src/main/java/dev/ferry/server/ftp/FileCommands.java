package dev.ferry.server.ftp;

import dev.ferry.core.work.Upload;
import dev.ferry.core.work.UploadMode;
import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
        if (in.coming().range().isPresent() && in.form().type() != Representation.IMAGE) {
            return say(Reply.rangeNeedsImage(path.toString()), in.spent());
        }
        if (in.form().type() == Representation.ASCII && in.coming().offset() > 0) {
            DataConnection connection = data.take();
            return start(
                    new Late(
                            path,
                            gate -> {
                                AsciiCount.Place place = place(path, in, gate);
                                var file = in.files().download(path, place.offset());
                                return new Late.Outcome.Go(
                                        new SendFile(
                                                file,
                                                connection,
                                                in.form().type(),
                                                place.afterReturn(),
                                                errors));
                            },
                            Optional.of(connection),
                            errors),
                    in);
        }
        var range = in.coming().range();
        var file =
                range.isPresent()
                        ? in.files().download(path, range.get())
                        : in.files().download(path, in.coming().offset());
        try {
            return start(new SendFile(file, data.take(), in.form().type(), false, errors), in);
        } catch (NoDataConnectionException e) {
            file.cut(String.valueOf(e.getMessage()));
            file.close();
            throw e;
        }
    }

    private AsciiCount.Place place(VirtualPath path, LoggedIn in, AsciiCount.Gate gate)
            throws IOException {
        try (var file = in.files().inspect(path)) {
            return new AsciiCount(path, file, gate).place(in.coming().offset());
        }
    }

    Step store(String name, LoggedIn in) throws IOException {
        if (in.coming().range().isPresent()) return noRange("STOR", in);
        VirtualPath path = in.cwd().resolve(name);
        if (in.coming().offset() == 0) return receive(path, new UploadMode.Store(), in);
        if (in.form().type() == Representation.IMAGE) {
            return receive(path, new UploadMode.Resume(in.coming().offset()), in);
        }
        DataConnection connection = data.take();
        return start(
                new Late(
                        path,
                        gate -> {
                            AsciiCount.Place place = place(path, in, gate);
                            long offset = place.beforeReturn();
                            var mode =
                                    offset == 0
                                            ? new UploadMode.Store()
                                            : new UploadMode.Resume(offset);
                            Upload file = in.files().upload(path, mode);
                            return new Late.Outcome.Go(
                                    receive(file, connection, place.afterReturn(), in));
                        },
                        Optional.of(connection),
                        errors),
                in);
    }

    Step append(String name, LoggedIn in) throws IOException {
        if (in.coming().range().isPresent()) return noRange("APPE", in);
        return receive(in.cwd().resolve(name), new UploadMode.Append(), in);
    }

    Step storeUnique(String suggestion, LoggedIn in) throws IOException {
        if (in.coming().range().isPresent()) return noRange("STOU", in);
        Upload file = UniqueName.upload(in.files(), in.cwd(), suggestion);
        VirtualPath path = file.path();
        String told = path.parent().equals(in.cwd()) ? path.name() : path.toString();
        return receive(file, Reply.openingUnique(told), in);
    }

    /// What is published whole is not written into the middle of.
    private static Step noRange(String verb, LoggedIn in) {
        return say(Reply.rangeIsForReading(verb), in.spent());
    }

    private Step receive(VirtualPath path, UploadMode mode, LoggedIn in) throws IOException {
        Upload file = in.files().upload(path, mode);
        return receive(file, Reply.opening(path.toString(), in.form().type()), in);
    }

    private Step receive(Upload file, Reply opening, LoggedIn in) throws IOException {
        try {
            return start(new ReceiveFile(file, data.take(), terms(opening, false, in), errors), in);
        } catch (NoDataConnectionException e) {
            file.cut(String.valueOf(e.getMessage()));
            file.close();
            throw e;
        }
    }

    private ReceiveFile receive(
            Upload file, DataConnection connection, boolean afterReturn, LoggedIn in) {
        var opening = Reply.opening(file.path().toString(), in.form().type());
        return new ReceiveFile(file, connection, terms(opening, afterReturn, in), errors);
    }

    private ReceiveFile.Terms terms(Reply opening, boolean afterReturn, LoggedIn in) {
        return new ReceiveFile.Terms(
                opening, in.form().type(), afterReturn, in.coming().announced(), control, pause);
    }

    Step size(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry entry = in.files().stat(path);
        if (!entry.isFile()) {
            return say(Reply.refused(path.toString(), "is not a regular file"), in);
        }
        if (in.form().type() == Representation.IMAGE) return say(Reply.size(entry.size()), in);
        return new Step.Start(
                new Late(
                        path,
                        gate -> {
                            try (var file = in.files().inspect(path)) {
                                long size = new AsciiCount(path, file, gate).size();
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

    Step setModified(Instant time, String name, LoggedIn in) throws IOException {
        if (!in.files().capabilities().contains(Capability.SET_MODIFIED)) {
            return say(Reply.notImplemented("MFMT"), in);
        }
        VirtualPath path = in.cwd().resolve(name);
        in.files().setModified(path, time);
        return say(Reply.modifiedSet(time, path.toString()), in);
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
