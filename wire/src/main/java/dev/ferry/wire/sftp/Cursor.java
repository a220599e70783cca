package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads what stands in a packet until something does not fit; from then on everything is empty,
/// and [#why] says what it was. No length is believed before it is compared with what is there.
final class Cursor {

    private static final int LONGEST_HANDLE = 256;
    private static final int LONGEST_WORD = 1024;
    private static final int MOST_IDS = 1024;

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

    /// What it was.
    String why() {
        return String.valueOf(bad);
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
            bad = "%s of %d bytes, where %d are the most".formatted(what, bytes.remaining(), most);
        }
        byte[] copy = new byte[isBad() ? 0 : bytes.remaining()];
        if (!isBad()) bytes.get(copy);
        return copy;
    }

    String path() {
        return names.text(string(RequestParser.LONGEST_PATH, "a path"));
    }

    /// Any bytes; those of ours are ASCII.
    String handle() {
        return new String(string(LONGEST_HANDLE, "a handle"), StandardCharsets.ISO_8859_1);
    }

    /// Words for people, of which the first thousand will do.
    String sentence() {
        ByteBuffer bytes = view();
        byte[] start = new byte[Math.min(bytes.remaining(), LONGEST_WORD)];
        bytes.get(start);
        return new String(start, StandardCharsets.UTF_8);
    }

    /// What is left of the packet.
    ByteBuffer rest() {
        ByteBuffer bytes = in.slice();
        in.position(in.limit());
        return bytes;
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
            bad = "attributes with flags 0x%08x, of which version 3 knows fewer".formatted(flags);
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
