package dev.ferry.server.sftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.checksum.Algorithm;
import dev.ferry.core.work.ByteRange;
import dev.ferry.core.work.Download;
import dev.ferry.core.work.FactChanges;
import dev.ferry.core.work.Hashing;
import dev.ferry.core.work.Upload;
import dev.ferry.core.work.UploadMode;
import dev.ferry.core.work.Usage;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.Room;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.Extension;
import dev.ferry.wire.sftp.OpenFlags;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.StatusCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What each request means: request to response, over one account's files. Owns the handles. For
/// the conversation's thread, but for [#glance] and [#hurry].
final class Exchange {

    static final int VERSION = 3;

    /// Bytes of a packet that has a file's bytes in it, besides those.
    private static final int AROUND_BYTES = 1024;

    private static final int COPY_AT_ONCE = 256 * 1024;

    /// What `df` counts in.
    private static final long BLOCK = 4096;

    private static final long LONGEST_NAME = 255;

    /// Bytes of all sums in one answer.
    private static final int MOST_SUMS = 64 * 1024;

    private static final int SMALLEST_BLOCK = 256;

    private final Workspace files;
    private final SftpBounds bounds;
    private final AtomicInteger open;
    private final SftpErrors errors;
    private final InstantSource clock;
    private final int longest;
    private final BooleanSupplier over;
    private final Map<String, OpenHandle> handles = new ConcurrentHashMap<>();
    private long opened;
    private volatile @Nullable OpenHandle last;
    private @Nullable ByteBuffer piece;

    /// @param open how many handles all conversations of the session have
    /// @param longest bytes of a packet, either way
    /// @param over whether the session is to end, which long work must not outlast
    Exchange(
            Workspace files,
            SftpBounds bounds,
            AtomicInteger open,
            SftpErrors errors,
            InstantSource clock,
            int longest,
            BooleanSupplier over) {
        this.files = files;
        this.bounds = bounds;
        this.open = open;
        this.errors = errors;
        this.clock = clock;
        this.longest = longest;
        this.over = over;
    }

    /// What SSH_FXP_VERSION offers: what this storage can do.
    Response.Version version() {
        SequencedMap<String, String> offered = new LinkedHashMap<>();
        for (Extension one : Extension.values()) {
            if (isOffered(one)) offered.put(one.text(), one.version());
        }
        // By which our client knows that files appear when they are whole.
        offered.put(Response.Version.VENDOR, Response.Version.vendor("Ferry"));
        return new Response.Version(VERSION, offered);
    }

    private boolean isOffered(Extension extension) {
        return switch (extension) {
            case POSIX_RENAME, LIMITS, EXPAND_PATH, COPY_DATA -> true;
            case CHECK_FILE, CHECK_FILE_HANDLE, CHECK_FILE_NAME -> true;
            case STATVFS, FSTATVFS -> can(Capability.AVAILABLE);
            case FSYNC -> can(Capability.PARTIALS);
            case LSETSTAT -> can(Capability.SET_MODIFIED) || can(Capability.SET_MODE);
            case HARDLINK, USERS_GROUPS -> false; // understood, to be refused with a reason
        };
    }

    private boolean can(Capability capability) {
        return files.capabilities().contains(capability);
    }

    Response answer(Request.Numbered request) {
        String path =
                switch (request) {
                    case Request.OfPath it -> VirtualPath.of(it.path()).toString();
                    case Request.OfHandle it ->
                            Optional.ofNullable(handles.get(it.handle()))
                                    .map(handle -> handle.path().toString())
                                    .orElse("Handle " + shown(it.handle()));
                    case Request.Limits _,
                            Request.UsersGroups _,
                            Request.Unsupported _,
                            Request.Unknown _,
                            Request.Malformed _ ->
                            "";
                };
        try {
            return answered(request);
        } catch (IOException e) {
            return errors.status(request.id(), e, path);
        } catch (RuntimeException | OutOfMemoryError e) {
            return errors.unforeseen(request.id(), e);
        }
    }

    private Response answered(Request.Numbered request) throws IOException {
        return switch (request) {
            case Request.Open it -> open(it);
            case Request.Close(int id, String handle) -> close(id, handle);
            case Request.Read(int id, String handle, long offset, long length) ->
                    read(id, download(handle), offset, length);
            case Request.Write(int id, String handle, long offset, ByteBuffer bytes) -> {
                upload(handle).write(offset, bytes);
                yield Response.Status.ok(id);
            }
            case Request.LinkStat(int id, String path) -> linkStat(id, VirtualPath.of(path));
            case Request.Stat(int id, String path) -> stat(id, VirtualPath.of(path));
            case Request.HandleStat(int id, String handle) ->
                    new Response.Attrs(id, handle(handle).attributes());
            case Request.SetStat(int id, String path, Attributes wanted) ->
                    setStat(id, VirtualPath.of(path), wanted);
            case Request.LinkSetStat(int id, String path, Attributes wanted) ->
                    setLinkStat(id, VirtualPath.of(path), wanted);
            case Request.HandleSetStat(int id, String handle, Attributes wanted) ->
                    setStat(id, handle(handle), wanted);
            case Request.OpenFolder(int id, String path) -> openFolder(id, VirtualPath.of(path));
            case Request.ReadFolder(int id, String handle) -> {
                List<Response.Name> names = listing(handle).next(clock.instant());
                yield names.isEmpty()
                        ? Response.Status.endOfFolder(id)
                        : new Response.Names(id, names);
            }
            case Request.Remove(int id, String path) -> {
                files.delete(VirtualPath.of(path));
                yield Response.Status.ok(id);
            }
            case Request.MakeFolder(int id, String path, _) -> {
                files.makeFolder(VirtualPath.of(path));
                yield Response.Status.ok(id);
            }
            case Request.RemoveFolder(int id, String path) -> {
                files.deleteFolder(VirtualPath.of(path));
                yield Response.Status.ok(id);
            }
            case Request.RealPath(int id, String path) ->
                    Response.Names.of(id, VirtualPath.of(path).toString());
            case Request.Rename(int id, String from, String to) -> {
                files.rename(VirtualPath.of(from), VirtualPath.of(to), false);
                yield Response.Status.ok(id);
            }
            case Request.PosixRename(int id, String from, String to) -> {
                files.rename(VirtualPath.of(from), VirtualPath.of(to), true);
                yield Response.Status.ok(id);
            }
            case Request.ReadLink(int id, String path) -> readLink(id, VirtualPath.of(path));
            case Request.SymLink(int id, String target, String path) ->
                    makeLink(id, target, VirtualPath.of(path));
            case Request.HardLink(int id, _, String to) ->
                    unsupported(
                            id,
                            "%s: hard links are not made here: a file is replaced as a whole, which would part the two; use copy-data or upload it again"
                                    .formatted(VirtualPath.of(to)));
            case Request.StatVfs(int id, String path) -> fileSystem(id, VirtualPath.of(path));
            case Request.HandleStatVfs(int id, String handle) ->
                    fileSystem(id, folderOf(handle(handle)));
            case Request.Fsync(int id, String handle) -> {
                upload(handle).force();
                yield Response.Status.ok(id);
            }
            case Request.Limits(int id) ->
                    new Response.Limits(
                            id,
                            longest,
                            longest - AROUND_BYTES,
                            longest - AROUND_BYTES,
                            bounds.handles());
            case Request.ExpandPath(int id, String path) -> expand(id, path);
            case Request.CopyData it -> copy(it);
            case Request.CheckFile(int id, String path, Request.Sums sums) ->
                    check(id, VirtualPath.of(path), sums);
            case Request.CheckHandle(int id, String handle, Request.Sums sums) ->
                    check(id, download(handle).path(), sums);
            case Request.UsersGroups(int id, _, _) ->
                    unsupported(id, "Owners and groups are numbers here, and have no names");
            case Request.Unsupported(int id, String extension) ->
                    unsupported(id, "The extension " + shown(extension) + " is not known here");
            case Request.Unknown(int id, int type) ->
                    unsupported(id, "SFTP 3 has no request of type " + type);
            case Request.Malformed(int id, String why) ->
                    new Response.Status(id, StatusCode.BAD_MESSAGE, "Not understood: " + why);
        };
    }

    private static Response unsupported(int id, String words) {
        return new Response.Status(id, StatusCode.OP_UNSUPPORTED, words);
    }

    /// A client's own word in a sentence of ours: printable, and not endless.
    private static String shown(String word) {
        String plain = word.replaceAll("[^ -~]", "?");
        return '"' + (plain.length() > 60 ? plain.substring(0, 60) + "..." : plain) + '"';
    }

    // ---- handles

    private Response keep(int id, OpenHandle handle) {
        String name = Long.toString(++opened);
        handles.put(name, handle);
        open.incrementAndGet();
        return new Response.Handle(id, name);
    }

    private void requireRoom() throws RefusedException {
        int now = open.get();
        if (now < bounds.handles()) return;
        throw RefusedException.failed(
                "%d files and folders are open, the most at one time in a session; close some"
                        .formatted(now));
    }

    private OpenHandle handle(String name) throws RefusedException {
        OpenHandle handle = handles.get(name);
        if (handle == null) throw RefusedException.failed("No handle " + shown(name) + " is open");
        return handle;
    }

    private OpenDownload download(String name) throws RefusedException {
        return switch (handle(name)) {
            case OpenDownload it -> {
                last = it;
                yield it;
            }
            case OpenUpload it ->
                    throw RefusedException.unsupported(
                            it.path()
                                    + ": is being written, and cannot be read until it is closed");
            case OpenListing it -> throw RefusedException.failed(it.path() + ": is a folder");
        };
    }

    private OpenUpload upload(String name) throws RefusedException {
        return switch (handle(name)) {
            case OpenUpload it -> {
                last = it;
                yield it;
            }
            case OpenDownload it ->
                    throw new RefusedException(
                            StatusCode.PERMISSION_DENIED,
                            it.path() + ": was opened to be read, not to be written");
            case OpenListing it -> throw RefusedException.failed(it.path() + ": is a folder");
        };
    }

    private OpenListing listing(String name) throws RefusedException {
        if (handle(name) instanceof OpenListing it) return it;
        throw RefusedException.failed(handle(name).path() + ": was not opened as a folder");
    }

    private Response close(int id, String name) throws IOException {
        OpenHandle handle = handle(name);
        handles.remove(name);
        open.decrementAndGet();
        if (handle.equals(last)) last = null;
        handle.close();
        return Response.Status.ok(id);
    }

    /// Ends everything that is open: nothing becomes a file.
    void abandon(String why) {
        for (OpenHandle handle : handles.values()) {
            try {
                handle.abandon(why);
            } catch (IOException | RuntimeException e) {
                var _ = errors.unforeseen(0, e);
            }
        }
        open.addAndGet(-handles.size());
        handles.clear();
        last = null;
    }

    /// For any thread.
    void hurry() {
        handles.values().forEach(OpenHandle::hurry);
    }

    /// The file that moved last, where it is still open. For any thread.
    Optional<OpenHandle.Glance> glance() {
        return Optional.ofNullable(last).flatMap(OpenHandle::glance);
    }

    // ---- files

    private Response open(Request.Open it) throws IOException {
        requireRoom();
        VirtualPath path = VirtualPath.of(it.path());
        OpenFlags flags = it.flags();
        if (flags.write()) return keep(it.id(), openUpload(path, flags));
        if (!flags.read()) {
            throw RefusedException.failed(
                    path + ": was to be opened neither to be read nor to be written");
        }
        Download file = files.download(path, 0);
        try {
            return keep(it.id(), new OpenDownload(file, file.entry()));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private OpenUpload openUpload(VirtualPath path, OpenFlags flags) throws IOException {
        OpenUpload.Manner manner;
        Upload file;
        if (flags.create() && flags.exclusive()) {
            manner = OpenUpload.Manner.WHOLE;
            file = files.upload(path, new UploadMode.StoreNew());
        } else if (flags.truncate()) {
            manner = OpenUpload.Manner.WHOLE;
            file = files.upload(path, new UploadMode.Store());
        } else if (flags.append()) {
            manner = OpenUpload.Manner.APPENDING;
            file = files.upload(path, new UploadMode.Append());
        } else {
            manner = OpenUpload.Manner.UPDATING;
            // Where it begins, the first byte says: this asks for what is most likely.
            boolean replacingAlone =
                    !files.allows(Action.APPEND, path) && files.allows(Action.OVERWRITE, path);
            file =
                    files.upload(
                            path,
                            replacingAlone ? new UploadMode.Store() : new UploadMode.Append());
        }
        if (!flags.create() && file.standing().isEmpty() && file.size() == 0) {
            file.withdraw();
            throw new NoSuchFileException(path.toString());
        }
        return new OpenUpload(files, file, manner, bounds.early(), bounds.budget());
    }

    private Response read(int id, OpenDownload file, long offset, long length) throws IOException {
        if (length == 0) return new Response.Data(id, ByteBuffer.allocate(0));
        ByteBuffer into = piece((int) Math.min(length, longest - AROUND_BYTES));
        int count = file.read(offset, into);
        return count < 0 ? Response.Status.eof(id) : new Response.Data(id, into.flip());
    }

    /// A buffer of so many bytes; the same again with the next call.
    private ByteBuffer piece(int bytes) {
        ByteBuffer known = piece;
        if (known == null || known.capacity() < bytes) {
            known = ByteBuffer.allocate(bytes);
            piece = known;
        }
        return known.clear().limit(bytes);
    }

    private Response copy(Request.CopyData it) throws IOException {
        OpenDownload from = download(it.handle());
        OpenUpload to = upload(it.to());
        long left = it.length() == 0 ? Long.MAX_VALUE : it.length();
        if (left < 0 || it.offset() < 0 || it.at() < 0) {
            throw RefusedException.failed(from.path() + ": no file is as long as that");
        }
        long done = 0;
        while (left > 0) {
            if (over.getAsBoolean()) throw RefusedException.failed("The session is being ended");
            ByteBuffer some = piece((int) Math.min(left, COPY_AT_ONCE));
            int count = from.read(it.offset() + done, some);
            if (count < 0) break;
            to.write(it.at() + done, some.flip());
            done += count;
            left -= count;
        }
        return Response.Status.ok(it.id());
    }

    // ---- what is said of files

    private Response stat(int id, VirtualPath path) throws IOException {
        try {
            return new Response.Attrs(id, EntryView.attributes(files.place(path)));
        } catch (NoSuchFileException e) {
            return beingWritten(id, path, e);
        }
    }

    private Response linkStat(int id, VirtualPath path) throws IOException {
        boolean visible = files.allows(Action.LIST, path) || files.allows(Action.READ, path);
        try {
            Entry entry = visible ? files.named(path) : files.place(path);
            return new Response.Attrs(id, EntryView.attributes(entry));
        } catch (NoSuchFileException e) {
            return beingWritten(id, path, e);
        }
    }

    /// Whoever writes a new file sees it: sshfs asks for what it has just opened, and takes no for
    /// the end of it.
    ///
    /// @param otherwise what is so where it is not being written here
    private Response beingWritten(int id, VirtualPath path, NoSuchFileException otherwise)
            throws IOException {
        for (OpenHandle handle : handles.values()) {
            if (handle instanceof OpenUpload upload && upload.path().equals(path)) {
                return new Response.Attrs(id, upload.attributes());
            }
        }
        throw otherwise;
    }

    private Response setStat(int id, VirtualPath path, Attributes wanted) throws IOException {
        if (wanted.size().isPresent()) truncate(path, wanted.size().getAsLong());
        FactChanges changes = Facts.changes(wanted);
        if (changes.isEmpty()) {
            if (wanted.size().isEmpty()) files.requireSettable(path, changes);
        } else {
            var _ = files.setFacts(path, requireCan(path, changes));
        }
        return Response.Status.ok(id);
    }

    private Response setLinkStat(int id, VirtualPath path, Attributes wanted) throws IOException {
        files.requireSettable(path, Facts.changes(wanted));
        if (files.named(path).kind() instanceof Entry.Kind.Link) {
            return unsupported(
                    id, path + ": is a symbolic link, and nothing of those can be set here");
        }
        return setStat(id, path, wanted);
    }

    private Response setStat(int id, OpenHandle handle, Attributes wanted) throws IOException {
        return switch (handle) {
            case OpenUpload it -> {
                var _ = requireCan(it.path(), Facts.changes(wanted));
                it.set(wanted);
                yield Response.Status.ok(id);
            }
            case OpenDownload it -> {
                if (wanted.size().isPresent()) {
                    throw new RefusedException(
                            StatusCode.PERMISSION_DENIED,
                            it.path() + ": was opened to be read, not to be written");
                }
                yield setStat(id, it.path(), wanted);
            }
            case OpenListing it -> setStat(id, it.path(), wanted);
        };
    }

    private FactChanges requireCan(VirtualPath path, FactChanges changes) throws RefusedException {
        if (changes.modified().isPresent() && !can(Capability.SET_MODIFIED)) {
            throw RefusedException.unsupported(path + ": this storage sets no times");
        }
        if (changes.mode().isPresent() && !can(Capability.SET_MODE)) {
            throw RefusedException.unsupported(path + ": this storage sets no modes");
        }
        return changes;
    }

    /// A shorter file is a new one that begins as the old one does.
    private void truncate(VirtualPath path, long size) throws IOException {
        Entry there = files.stat(path);
        if (there.size() == size) return;
        if (size < 0 || size > there.size()) {
            throw RefusedException.unsupported(
                    "%s: is %d bytes long, and is not made %s bytes long without a word of what is to stand there"
                            .formatted(path, there.size(), Long.toUnsignedString(size)));
        }
        UploadMode mode = size == 0 ? new UploadMode.Store() : new UploadMode.Resume(size);
        try (Upload file = files.upload(path, mode)) {
            file.begin();
            file.commit(() -> {});
        }
    }

    private Response openFolder(int id, VirtualPath path) throws IOException {
        requireRoom();
        Listing entries = files.list(path);
        try {
            return keep(id, new OpenListing(path, files.enter(path), entries));
        } catch (IOException | RuntimeException e) {
            entries.close();
            throw e;
        }
    }

    /// @param target seen from the folder that the link is in; it cannot lead out of the root
    private Response makeLink(int id, String target, VirtualPath link) throws IOException {
        try {
            files.makeLink(link, link.parent().resolve(target));
            return Response.Status.ok(id);
        } catch (UnsupportedOperationException _) {
            return unsupported(id, link + ": this storage has no symbolic links");
        }
    }

    private Response readLink(int id, VirtualPath path) throws IOException {
        // A look at the link itself does not say where it leads; its folder does.
        try (Listing around = files.list(path.parent())) {
            for (Entry entry = around.next(); entry != null; entry = around.next()) {
                if (!entry.name().equals(path.name())) continue;
                if (!(entry.kind() instanceof Entry.Kind.Link(Optional<VirtualPath> target))) {
                    throw RefusedException.failed(path + ": is not a symbolic link");
                }
                return Response.Names.of(
                        id,
                        target.map(it -> seenFrom(path.parent(), it))
                                .orElseThrow(() ->
                                        RefusedException.failed(
                                                path + ": leads out of here, or nowhere")));
            }
        }
        throw new NoSuchFileException(path.toString());
    }

    /// The way from a folder to a place: right for whoever sees the folder somewhere else, as sshfs
    /// does, where the root is another one.
    private static String seenFrom(VirtualPath folder, VirtualPath place) {
        List<String> here = folder.names();
        List<String> there = place.names();
        int common = 0;
        while (common < here.size()
                && common < there.size()
                && here.get(common).equals(there.get(common))) common++;
        var steps = new ArrayList<>(Collections.nCopies(here.size() - common, ".."));
        steps.addAll(there.subList(common, there.size()));
        return steps.isEmpty() ? "." : String.join("/", steps);
    }

    private static VirtualPath folderOf(OpenHandle handle) {
        return switch (handle) {
            case OpenListing it -> it.path();
            case OpenDownload it -> it.path().parent();
            case OpenUpload it -> it.path().parent();
        };
    }

    private Response fileSystem(int id, VirtualPath path) throws IOException {
        if (!can(Capability.AVAILABLE)) {
            return unsupported(id, "This storage does not tell how much room is left");
        }
        VirtualPath folder = files.place(path).isFolder() ? path : path.parent();
        Room room = files.room(folder);
        Optional<Usage> usage = files.usage();
        long filesUsed = usage.map(Usage::files).orElse(0L);
        // How many more nobody counts where there is no quota; 0 would say that there is no room.
        long filesLeft =
                usage.filter(it -> it.mostFiles().isPresent())
                        .map(it -> Math.max(0, it.mostFiles().getAsLong() - it.files()))
                        .orElse((long) Integer.MAX_VALUE);
        return new Response.FileSystem(
                id,
                BLOCK,
                room.total() / BLOCK,
                room.free() / BLOCK,
                filesUsed + filesLeft,
                filesLeft,
                LONGEST_NAME);
    }

    /// `~` is the home, which is the root here, where there is nobody else's to be seen.
    private static Response expand(int id, String text) throws RefusedException {
        if (!text.startsWith("~")) {
            return Response.Names.of(id, VirtualPath.of(text).toString());
        }
        if (text.length() > 1 && text.charAt(1) != '/') {
            throw RefusedException.failed(shown(text) + ": only one's own home can be named, as ~");
        }
        return Response.Names.of(id, VirtualPath.of(text.substring(1)).toString());
    }

    // ---- checksums

    private static Optional<Algorithm> algorithm(String name) {
        return switch (name) {
            case "md5" -> Optional.of(Algorithm.MD5);
            case "sha1" -> Optional.of(Algorithm.SHA_1);
            case "sha256" -> Optional.of(Algorithm.SHA_256);
            case "sha512" -> Optional.of(Algorithm.SHA_512);
            case "crc32" -> Optional.of(Algorithm.CRC_32);
            default -> Optional.empty();
        };
    }

    private Response check(int id, VirtualPath path, Request.Sums asked) throws IOException {
        String name =
                asked.algorithms().stream()
                        .filter(it -> algorithm(it).isPresent())
                        .findFirst()
                        .orElseThrow(() ->
                                RefusedException.unsupported(
                                        path
                                                + ": of these sums none is known; known are sha256, sha512, sha1, md5 and crc32"));
        Algorithm algorithm = algorithm(name).orElseThrow();
        if (asked.offset() < 0 || asked.length() < 0) {
            throw RefusedException.failed(path + ": no file is as long as that");
        }
        if (asked.block() != 0 && asked.block() < SMALLEST_BLOCK) {
            throw RefusedException.failed(
                    path + ": a block of sums has " + SMALLEST_BLOCK + " bytes at least, or 0");
        }
        boolean whole = asked.offset() == 0 && asked.length() == 0;
        long end =
                asked.length() == 0 || asked.offset() + asked.length() < 0
                        ? Long.MAX_VALUE
                        : asked.offset() + asked.length();
        var range = new ByteRange(asked.offset(), end);
        List<String> sums =
                asked.block() == 0
                        ? List.of(
                                sum(path, algorithm, whole ? Optional.empty() : Optional.of(range)))
                        : sums(path, algorithm, range, asked.block());
        return new Response.Sums(id, name, String.join("", sums));
    }

    private String sum(VirtualPath path, Algorithm algorithm, Optional<ByteRange> range)
            throws IOException {
        try (Hashing hashing = files.checksum(path, algorithm, range)) {
            return hashing.compute(this::passOn).hex();
        }
    }

    private void passOn() throws IOException {
        if (over.getAsBoolean()) throw RefusedException.failed("The session is being ended");
    }

    private List<String> sums(VirtualPath path, Algorithm algorithm, ByteRange range, long block)
            throws IOException {
        ByteRange real;
        try (Hashing hashing = files.checksum(path, algorithm, Optional.of(range))) {
            real = hashing.range();
        }
        long count = real.length() / block + (real.length() % block == 0 ? 0 : 1);
        if (count * 64 > MOST_SUMS) {
            throw RefusedException.failed(
                    "%s: %d sums are more than fit into an answer; ask for larger blocks"
                            .formatted(path, count));
        }
        var sums = new ArrayList<String>();
        for (long at = real.first(); at < real.end(); at += block) {
            var part = new ByteRange(at, Math.min(at + block, real.end()));
            sums.add(sum(path, algorithm, Optional.of(part)));
        }
        return sums;
    }
}
