package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Packet to request. Total: whatever stands in a packet, a value comes out ([Request.Malformed],
/// [Request.Unknown], [Request.Unreadable]). No length in it is believed before it is compared with
/// what is there, so nothing is allocated beyond the packet's own size. Bytes behind a request are
/// passed over, as OpenSSH does.
public final class RequestParser {

    /// Bytes of the longest packet we take, its length word not counted: OpenSSH's own bound.
    public static final int LONGEST = 256 * 1024;

    /// Bytes of the longest path, as Linux has it.
    static final int LONGEST_PATH = 4096;

    private final NameBytes names;

    public RequestParser(NameBytes names) {
        this.names = names;
    }

    /// Whether a packet may be so long, as its length word says it.
    ///
    /// @param length with a sign, as [ByteBuffer#getInt] reads it
    public static boolean isLength(int length) {
        return length >= 1 && length <= LONGEST;
    }

    /// @param packet one packet behind its length word; read up
    public Request parse(ByteBuffer packet) {
        if (!packet.hasRemaining()) return new Request.Unreadable("an empty packet");
        int type = packet.get() & 0xff;
        if (packet.remaining() < 4) {
            return new Request.Unreadable(
                    "a packet of type %d with %d bytes behind it, where a number was to be"
                            .formatted(type, packet.remaining()));
        }
        if (type == PacketType.INIT) {
            return new Request.Init(Integer.toUnsignedLong(packet.getInt()));
        }
        int id = packet.getInt();
        var in = new Cursor(packet, names);
        return switch (type) {
            case PacketType.OPEN -> {
                String path = in.path();
                var flags = new OpenFlags(in.number());
                Attributes attributes = in.attributes();
                yield whole(id, in, new Request.Open(id, path, flags, attributes));
            }
            case PacketType.CLOSE -> byHandle(id, in, it -> new Request.Close(id, it));
            case PacketType.READ -> {
                String handle = in.handle();
                long offset = in.wide();
                long length = in.unsigned();
                yield whole(id, in, new Request.Read(id, handle, offset, length));
            }
            case PacketType.WRITE -> {
                String handle = in.handle();
                long offset = in.wide();
                ByteBuffer bytes = in.view();
                yield whole(id, in, new Request.Write(id, handle, offset, bytes));
            }
            case PacketType.LSTAT -> byPath(id, in, it -> new Request.LinkStat(id, it));
            case PacketType.FSTAT -> byHandle(id, in, it -> new Request.HandleStat(id, it));
            case PacketType.SETSTAT -> {
                String path = in.path();
                Attributes attributes = in.attributes();
                yield whole(id, in, new Request.SetStat(id, path, attributes));
            }
            case PacketType.FSETSTAT -> {
                String handle = in.handle();
                Attributes attributes = in.attributes();
                yield whole(id, in, new Request.HandleSetStat(id, handle, attributes));
            }
            case PacketType.OPENDIR -> byPath(id, in, it -> new Request.OpenFolder(id, it));
            case PacketType.READDIR -> byHandle(id, in, it -> new Request.ReadFolder(id, it));
            case PacketType.REMOVE -> byPath(id, in, it -> new Request.Remove(id, it));
            case PacketType.MKDIR -> {
                String path = in.path();
                // Some clients leave the attributes out where they want none.
                Attributes attributes = in.isAtEnd() ? Attributes.NONE : in.attributes();
                yield whole(id, in, new Request.MakeFolder(id, path, attributes));
            }
            case PacketType.RMDIR -> byPath(id, in, it -> new Request.RemoveFolder(id, it));
            case PacketType.REALPATH -> byPath(id, in, it -> new Request.RealPath(id, it));
            case PacketType.STAT -> byPath(id, in, it -> new Request.Stat(id, it));
            case PacketType.RENAME -> {
                String from = in.path();
                String to = in.path();
                yield whole(id, in, new Request.Rename(id, from, to));
            }
            case PacketType.READLINK -> byPath(id, in, it -> new Request.ReadLink(id, it));
            case PacketType.SYMLINK -> {
                String target = in.path();
                String link = in.path();
                yield whole(id, in, new Request.SymLink(id, target, link));
            }
            case PacketType.EXTENDED -> extended(id, in);
            default -> new Request.Unknown(id, type);
        };
    }

    private static Request extended(int id, Cursor in) {
        String name = in.word();
        if (in.isBad()) return malformed(id, in);
        Optional<Extension> known = Extension.named(name);
        if (known.isEmpty()) return new Request.Unsupported(id, name);
        return switch (known.get()) {
            case POSIX_RENAME -> {
                String from = in.path();
                String to = in.path();
                yield whole(id, in, new Request.PosixRename(id, from, to));
            }
            case HARDLINK -> {
                String from = in.path();
                String to = in.path();
                yield whole(id, in, new Request.HardLink(id, from, to));
            }
            case STATVFS -> byPath(id, in, it -> new Request.StatVfs(id, it));
            case FSTATVFS -> byHandle(id, in, it -> new Request.HandleStatVfs(id, it));
            case FSYNC -> byHandle(id, in, it -> new Request.Fsync(id, it));
            case LSETSTAT -> {
                String path = in.path();
                Attributes attributes = in.attributes();
                yield whole(id, in, new Request.LinkSetStat(id, path, attributes));
            }
            case LIMITS -> new Request.Limits(id);
            case EXPAND_PATH -> byPath(id, in, it -> new Request.ExpandPath(id, it));
            case COPY_DATA -> {
                String from = in.handle();
                long offset = in.wide();
                long length = in.wide();
                String to = in.handle();
                long at = in.wide();
                yield whole(id, in, new Request.CopyData(id, from, offset, length, to, at));
            }
            case CHECK_FILE, CHECK_FILE_HANDLE -> {
                String handle = in.handle();
                Request.Sums sums = in.sums();
                yield whole(id, in, new Request.CheckHandle(id, handle, sums));
            }
            case CHECK_FILE_NAME -> {
                String path = in.path();
                Request.Sums sums = in.sums();
                yield whole(id, in, new Request.CheckFile(id, path, sums));
            }
            case USERS_GROUPS -> {
                List<Integer> users = in.ids();
                List<Integer> groups = in.ids();
                yield whole(id, in, new Request.UsersGroups(id, users, groups));
            }
        };
    }

    private static Request malformed(int id, Cursor in) {
        return new Request.Malformed(id, in.why());
    }

    private static Request whole(int id, Cursor in, Request request) {
        return in.isBad() ? malformed(id, in) : request;
    }

    private static Request byPath(int id, Cursor in, Function<String, Request> make) {
        String path = in.path();
        return in.isBad() ? malformed(id, in) : make.apply(path);
    }

    private static Request byHandle(int id, Cursor in, Function<String, Request> make) {
        String handle = in.handle();
        return in.isBad() ? malformed(id, in) : make.apply(handle);
    }
}
