package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Packet to request. Total: whatever stands in a packet, a value comes out ([Request.Malformed],
/// [Request.Unknown], [Request.Unreadable]). No length in it is believed before it is compared with
/// what is there, so nothing is allocated beyond the packet's own size. Bytes behind a request are
/// passed over, as OpenSSH does.
public final class RequestParser {

    /// Bytes of the longest packet we take, its length word not counted: OpenSSH's own bound.
    public static final int LONGEST = 256 * 1024;

    /// Bytes of the longest path, as Linux has it.
    static final int LONGEST_PATH = 4096;

    private static final int LONGEST_HANDLE = 256;
    private static final int LONGEST_WORD = 1024;
    private static final int MOST_IDS = 1024;

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
                yield in.whole(id, new Request.Open(id, path, flags, attributes));
            }
            case PacketType.CLOSE -> in.byHandle(id, it -> new Request.Close(id, it));
            case PacketType.READ -> {
                String handle = in.handle();
                long offset = in.wide();
                long length = in.unsigned();
                yield in.whole(id, new Request.Read(id, handle, offset, length));
            }
            case PacketType.WRITE -> {
                String handle = in.handle();
                long offset = in.wide();
                ByteBuffer bytes = in.view();
                yield in.whole(id, new Request.Write(id, handle, offset, bytes));
            }
            case PacketType.LSTAT -> in.byPath(id, it -> new Request.LinkStat(id, it));
            case PacketType.FSTAT -> in.byHandle(id, it -> new Request.HandleStat(id, it));
            case PacketType.SETSTAT -> {
                String path = in.path();
                Attributes attributes = in.attributes();
                yield in.whole(id, new Request.SetStat(id, path, attributes));
            }
            case PacketType.FSETSTAT -> {
                String handle = in.handle();
                Attributes attributes = in.attributes();
                yield in.whole(id, new Request.HandleSetStat(id, handle, attributes));
            }
            case PacketType.OPENDIR -> in.byPath(id, it -> new Request.OpenFolder(id, it));
            case PacketType.READDIR -> in.byHandle(id, it -> new Request.ReadFolder(id, it));
            case PacketType.REMOVE -> in.byPath(id, it -> new Request.Remove(id, it));
            case PacketType.MKDIR -> {
                String path = in.path();
                // Some clients leave the attributes out where they want none.
                Attributes attributes = in.isAtEnd() ? Attributes.NONE : in.attributes();
                yield in.whole(id, new Request.MakeFolder(id, path, attributes));
            }
            case PacketType.RMDIR -> in.byPath(id, it -> new Request.RemoveFolder(id, it));
            case PacketType.REALPATH -> in.byPath(id, it -> new Request.RealPath(id, it));
            case PacketType.STAT -> in.byPath(id, it -> new Request.Stat(id, it));
            case PacketType.RENAME -> {
                String from = in.path();
                String to = in.path();
                yield in.whole(id, new Request.Rename(id, from, to));
            }
            case PacketType.READLINK -> in.byPath(id, it -> new Request.ReadLink(id, it));
            case PacketType.SYMLINK -> {
                String target = in.path();
                String link = in.path();
                yield in.whole(id, new Request.SymLink(id, target, link));
            }
            case PacketType.EXTENDED -> extended(id, in);
            default -> new Request.Unknown(id, type);
        };
    }

    private static Request extended(int id, Cursor in) {
        String name = in.word();
        if (in.isBad()) return in.malformed(id);
        Optional<Extension> known = Extension.named(name);
        if (known.isEmpty()) return new Request.Unsupported(id, name);
        return switch (known.get()) {
            case POSIX_RENAME -> {
                String from = in.path();
                String to = in.path();
                yield in.whole(id, new Request.PosixRename(id, from, to));
            }
            case HARDLINK -> {
                String from = in.path();
                String to = in.path();
                yield in.whole(id, new Request.HardLink(id, from, to));
            }
            case STATVFS -> in.byPath(id, it -> new Request.StatVfs(id, it));
            case FSTATVFS -> in.byHandle(id, it -> new Request.HandleStatVfs(id, it));
            case FSYNC -> in.byHandle(id, it -> new Request.Fsync(id, it));
            case LSETSTAT -> {
                String path = in.path();
                Attributes attributes = in.attributes();
                yield in.whole(id, new Request.LinkSetStat(id, path, attributes));
            }
            case LIMITS -> new Request.Limits(id);
            case EXPAND_PATH -> in.byPath(id, it -> new Request.ExpandPath(id, it));
            case COPY_DATA -> {
                String from = in.handle();
                long offset = in.wide();
                long length = in.wide();
                String to = in.handle();
                long at = in.wide();
                yield in.whole(id, new Request.CopyData(id, from, offset, length, to, at));
            }
            case CHECK_FILE, CHECK_FILE_HANDLE -> {
                String handle = in.handle();
                Request.Sums sums = in.sums();
                yield in.whole(id, new Request.CheckHandle(id, handle, sums));
            }
            case CHECK_FILE_NAME -> {
                String path = in.path();
                Request.Sums sums = in.sums();
                yield in.whole(id, new Request.CheckFile(id, path, sums));
            }
            case USERS_GROUPS -> {
                List<Integer> users = in.ids();
                List<Integer> groups = in.ids();
                yield in.whole(id, new Request.UsersGroups(id, users, groups));
            }
        };
    }

    /// Reads on until something does not fit; from then on everything is empty, and [#whole] says
    /// what it was.
    private static final class Cursor {

        private final ByteBuffer in;
        private final NameBytes names;
        private @Nullable String bad;

        Cursor(ByteBuffer in, NameBytes names) {
            this.in = in;
            this.names = names;
        }

        boolean isBad() {
            return bad != null;
        }

        boolean isAtEnd() {
            return !in.hasRemaining();
        }

        Request malformed(int id) {
            return new Request.Malformed(id, String.valueOf(bad));
        }

        Request whole(int id, Request request) {
            return isBad() ? malformed(id) : request;
        }

        Request byPath(int id, Function<String, Request> make) {
            String path = path();
            return isBad() ? malformed(id) : make.apply(path);
        }

        Request byHandle(int id, Function<String, Request> make) {
            String handle = handle();
            return isBad() ? malformed(id) : make.apply(handle);
        }

        private boolean lacks(int bytes, String what) {
            if (isBad()) return true;
            if (in.remaining() >= bytes) return false;
            bad = "the packet ends where %s was to be".formatted(what);
            return true;
        }

        int number() {
            return lacks(4, "a number of 4 bytes") ? 0 : in.getInt();
        }

        long unsigned() {
            return Integer.toUnsignedLong(number());
        }

        long wide() {
            return lacks(8, "a number of 8 bytes") ? 0 : in.getLong();
        }

        /// A string's bytes, where they are.
        ByteBuffer view() {
            int length = number();
            if (!isBad() && (length < 0 || length > in.remaining())) {
                bad =
                        "a string of %d bytes, where %d are left in the packet"
                                .formatted(Integer.toUnsignedLong(length), in.remaining());
            }
            if (isBad()) return ByteBuffer.allocate(0);
            ByteBuffer bytes = in.slice(in.position(), length);
            in.position(in.position() + length);
            return bytes;
        }

        private byte[] string(int most, String what) {
            ByteBuffer bytes = view();
            if (bytes.remaining() > most) {
                bad =
                        "%s of %d bytes, where %d are the most"
                                .formatted(what, bytes.remaining(), most);
            }
            byte[] copy = new byte[isBad() ? 0 : bytes.remaining()];
            if (!isBad()) bytes.get(copy);
            return copy;
        }

        String path() {
            return names.text(string(LONGEST_PATH, "a path"));
        }

        /// Ours are ASCII, and nothing else will be found.
        String handle() {
            return new String(string(LONGEST_HANDLE, "a handle"), StandardCharsets.ISO_8859_1);
        }

        String word() {
            return new String(string(LONGEST_WORD, "a word"), StandardCharsets.UTF_8);
        }

        Attributes attributes() {
            int flags = number();
            int known =
                    PacketType.HAS_SIZE
                            | PacketType.HAS_OWNER
                            | PacketType.HAS_MODE
                            | PacketType.HAS_TIMES
                            | PacketType.HAS_EXTENDED;
            if (!isBad() && (flags & ~known) != 0) {
                bad =
                        "attributes with flags 0x%08x, of which version 3 knows fewer"
                                .formatted(flags);
            }
            OptionalLong size = OptionalLong.empty();
            Optional<Attributes.Owner> owner = Optional.empty();
            OptionalInt mode = OptionalInt.empty();
            Optional<Attributes.Times> times = Optional.empty();
            if ((flags & PacketType.HAS_SIZE) != 0) size = OptionalLong.of(wide());
            if ((flags & PacketType.HAS_OWNER) != 0) {
                int user = number();
                owner = Optional.of(new Attributes.Owner(user, number()));
            }
            if ((flags & PacketType.HAS_MODE) != 0) mode = OptionalInt.of(number());
            if ((flags & PacketType.HAS_TIMES) != 0) {
                long accessed = unsigned();
                times = Optional.of(new Attributes.Times(accessed, unsigned()));
            }
            if ((flags & PacketType.HAS_EXTENDED) != 0) {
                long count = unsigned();
                for (long i = 0; i < count && !isBad(); i++) {
                    var _ = view();
                    var _ = view();
                }
            }
            return isBad() ? Attributes.NONE : new Attributes(size, owner, mode, times);
        }

        Request.Sums sums() {
            String algorithms = word();
            long offset = wide();
            long length = wide();
            long block = unsigned();
            List<String> each =
                    Arrays.stream(algorithms.split(",", -1)).filter(it -> !it.isEmpty()).toList();
            return new Request.Sums(each, offset, length, block);
        }

        List<Integer> ids() {
            ByteBuffer bytes = view();
            if (!isBad() && (bytes.remaining() % 4 != 0 || bytes.remaining() > 4 * MOST_IDS)) {
                bad =
                        "a list of ids of %d bytes, where 4 for each of %d are the most"
                                .formatted(bytes.remaining(), MOST_IDS);
            }
            var ids = new ArrayList<Integer>();
            while (!isBad() && bytes.hasRemaining()) ids.add(bytes.getInt());
            return ids;
        }
    }
}
