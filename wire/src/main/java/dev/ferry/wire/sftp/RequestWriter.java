package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Request to packet, as a client sends it.
public final class RequestWriter {

    private final NameBytes names;

    public RequestWriter(NameBytes names) {
        this.names = names;
    }

    /// The packet, its length word included.
    ///
    /// @throws IllegalArgumentException for what is only read: packets that were no request
    public ByteBuffer packet(Request request) {
        var out = new PacketWriter(names);
        switch (request) {
            case Request.Init(long version) -> out.type(PacketType.INIT).number((int) version);
            case Request.Open(int id, String path, OpenFlags flags, Attributes attributes) ->
                    out.type(PacketType.OPEN)
                            .number(id)
                            .name(path)
                            .number(flags.bits())
                            .attributes(attributes);
            case Request.Close(int id, String handle) -> handle(out, PacketType.CLOSE, id, handle);
            case Request.Read(int id, String handle, long offset, long length) ->
                    handle(out, PacketType.READ, id, handle).wide(offset).number((int) length);
            case Request.Write it ->
                    beginning(out.room(it.bytes().remaining() + 64), it).raw(it.bytes());
            case Request.LinkStat(int id, String path) -> path(out, PacketType.LSTAT, id, path);
            case Request.HandleStat(int id, String handle) ->
                    handle(out, PacketType.FSTAT, id, handle);
            case Request.SetStat(int id, String path, Attributes attributes) ->
                    path(out, PacketType.SETSTAT, id, path).attributes(attributes);
            case Request.HandleSetStat(int id, String handle, Attributes attributes) ->
                    handle(out, PacketType.FSETSTAT, id, handle).attributes(attributes);
            case Request.OpenFolder(int id, String path) -> path(out, PacketType.OPENDIR, id, path);
            case Request.ReadFolder(int id, String handle) ->
                    handle(out, PacketType.READDIR, id, handle);
            case Request.Remove(int id, String path) -> path(out, PacketType.REMOVE, id, path);
            case Request.MakeFolder(int id, String path, Attributes attributes) ->
                    path(out, PacketType.MKDIR, id, path).attributes(attributes);
            case Request.RemoveFolder(int id, String path) -> path(out, PacketType.RMDIR, id, path);
            case Request.RealPath(int id, String path) -> path(out, PacketType.REALPATH, id, path);
            case Request.Stat(int id, String path) -> path(out, PacketType.STAT, id, path);
            case Request.Rename(int id, String path, String to) ->
                    path(out, PacketType.RENAME, id, path).name(to);
            case Request.ReadLink(int id, String path) -> path(out, PacketType.READLINK, id, path);
            case Request.SymLink(int id, String target, String path) ->
                    path(out, PacketType.SYMLINK, id, target).name(path);
            case Request.PosixRename(int id, String path, String to) ->
                    extended(out, id, Extension.POSIX_RENAME).name(path).name(to);
            case Request.HardLink(int id, String path, String to) ->
                    extended(out, id, Extension.HARDLINK).name(path).name(to);
            case Request.StatVfs(int id, String path) ->
                    extended(out, id, Extension.STATVFS).name(path);
            case Request.HandleStatVfs(int id, String handle) ->
                    word(extended(out, id, Extension.FSTATVFS), handle);
            case Request.Fsync(int id, String handle) ->
                    word(extended(out, id, Extension.FSYNC), handle);
            case Request.LinkSetStat(int id, String path, Attributes attributes) ->
                    extended(out, id, Extension.LSETSTAT).name(path).attributes(attributes);
            case Request.Limits(int id) -> extended(out, id, Extension.LIMITS);
            case Request.ExpandPath(int id, String path) ->
                    extended(out, id, Extension.EXPAND_PATH).name(path);
            case Request.CopyData(
                            int id,
                            String handle,
                            long offset,
                            long length,
                            String to,
                            long at) ->
                    word(
                                    word(extended(out, id, Extension.COPY_DATA), handle)
                                            .wide(offset)
                                            .wide(length),
                                    to)
                            .wide(at);
            case Request.CheckFile(int id, String path, Request.Sums sums) ->
                    sums(extended(out, id, Extension.CHECK_FILE_NAME).name(path), sums);
            case Request.CheckHandle(int id, String handle, Request.Sums sums) ->
                    sums(word(extended(out, id, Extension.CHECK_FILE_HANDLE), handle), sums);
            case Request.UsersGroups(int id, List<Integer> users, List<Integer> groups) ->
                    ids(ids(extended(out, id, Extension.USERS_GROUPS), users), groups);
            case Request.Unreadable _,
                    Request.Unsupported _,
                    Request.Unknown _,
                    Request.Malformed _ ->
                    throw new IllegalArgumentException("nobody sends " + request);
        }
        return out.packet();
    }

    /// The packet up to the bytes of the file, which are to come right behind it.
    public ByteBuffer beginning(Request.Write request) {
        return beginning(new PacketWriter(names), request).packet(request.bytes().remaining());
    }

    private static PacketWriter beginning(PacketWriter out, Request.Write request) {
        return handle(out, PacketType.WRITE, request.id(), request.handle())
                .wide(request.offset())
                .number(request.bytes().remaining());
    }

    private static PacketWriter path(PacketWriter out, int type, int id, String path) {
        return out.type(type).number(id).name(path);
    }

    private static PacketWriter handle(PacketWriter out, int type, int id, String handle) {
        return word(out.type(type).number(id), handle);
    }

    /// Handles are the server's bytes, which go back as they came.
    private static PacketWriter word(PacketWriter out, String handle) {
        return out.string(handle.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static PacketWriter extended(PacketWriter out, int id, Extension extension) {
        return out.type(PacketType.EXTENDED).number(id).text(extension.text());
    }

    private static PacketWriter sums(PacketWriter out, Request.Sums sums) {
        return out.text(String.join(",", sums.algorithms()))
                .wide(sums.offset())
                .wide(sums.length())
                .number((int) sums.block());
    }

    private static PacketWriter ids(PacketWriter out, List<Integer> ids) {
        out.number(4 * ids.size());
        ids.forEach(out::number);
        return out;
    }
}
