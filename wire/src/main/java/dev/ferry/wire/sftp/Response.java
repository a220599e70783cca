package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What a server answers: one packet. Numbers that say what a packet is appear here, in
/// [RequestWriter] and in the two parsers alone.
public sealed interface Response {

    /// SSH_FXP_VERSION.
    ///
    /// @param extensions what is offered beyond it, name to version, in this order
    record Version(int version, SequencedMap<String, String> extensions) implements Response {
        /// Who made the server (draft-ietf-secsh-filexfer-extensions §4.4).
        public static final String VENDOR = "vendor-id";

        public Version {
            extensions = new LinkedHashMap<>(extensions);
        }

        /// What [#VENDOR] says: vendor and product by the same name, no version and no build.
        public static String vendor(String name) {
            String word = "\0\0\0" + (char) name.length() + name;
            return word + word + "\0\0\0\0" + "\0\0\0\0\0\0\0\0";
        }

        /// Whether that vendor made the server.
        public static boolean isOf(String vendor, Map<String, String> extensions) {
            return vendor(vendor).equals(extensions.get(VENDOR));
        }
    }

    /// A packet that names no request: the conversation is over. Only read, never written.
    record Unreadable(String why) implements Response {}

    /// Everything that answers a request, under its id.
    sealed interface Numbered extends Response {
        int id();
    }

    /// @param words for people; of our own, in English
    record Status(int id, StatusCode code, String words) implements Numbered {
        public static Status ok(int id) {
            return new Status(id, StatusCode.OK, "Done");
        }

        public static Status eof(int id) {
            return new Status(id, StatusCode.EOF, "End of file");
        }

        public static Status endOfFolder(int id) {
            return new Status(id, StatusCode.EOF, "No more entries");
        }
    }

    record Handle(int id, String handle) implements Numbered {}

    /// @param bytes not kept
    record Data(int id, ByteBuffer bytes) implements Numbered {}

    record Names(int id, List<Name> names) implements Numbered {
        public Names {
            names = List.copyOf(names);
        }

        /// One path, of which nothing else is said.
        public static Names of(int id, String path) {
            return new Names(id, List.of(new Name(path, path, Attributes.NONE)));
        }
    }

    /// @param line as `ls -l` shows it; with no byte in its name that could make two lines of it,
    ///   since programs read these lines
    record Name(String name, String line, Attributes attributes) {}

    record Attrs(int id, Attributes attributes) implements Numbered {}

    // ---- extended replies

    /// statvfs@openssh.com: as `statvfs(3)` has it.
    ///
    /// @param blockSize bytes
    /// @param blocks all there are
    /// @param free of them, also for whoever asks
    /// @param files how many there may be
    /// @param filesFree how many more there may be
    record FileSystem(
            int id,
            long blockSize,
            long blocks,
            long free,
            long files,
            long filesFree,
            long longestName)
            implements Numbered {}

    /// limits@openssh.com; 0 where there is no limit.
    record Limits(int id, long packet, long read, long write, long handles) implements Numbered {}

    /// @param algorithm by its name in the draft
    /// @param hex one behind the other, in hexadecimal digits
    record Sums(int id, String algorithm, String hex) implements Numbered {}

    /// An extended reply as it came: what stands in it says the request that it answers, see
    /// [ResponseParser#limits] and its like. Only read, never written.
    ///
    /// @param bytes a view of the packet
    record Extended(int id, ByteBuffer bytes) implements Numbered {}

    /// A packet that does not hold what its type promises, or is of a type that answers nothing.
    /// Only read, never written.
    record Malformed(int id, String why) implements Numbered {}

    /// The packet, its length word included.
    ///
    /// @throws IllegalArgumentException for what is only read
    default ByteBuffer wire(NameBytes names) {
        var out = new PacketWriter(names);
        switch (this) {
            case Version(int version, var extensions) -> {
                out.type(PacketType.VERSION).number(version);
                for (Map.Entry<String, String> one : extensions.entrySet()) {
                    out.text(one.getKey()).text(one.getValue());
                }
            }
            case Status(int id, StatusCode code, String words) ->
                    out.type(PacketType.STATUS)
                            .number(id)
                            .number(code.number())
                            .text(words)
                            .text("en");
            case Handle(int id, String handle) ->
                    out.type(PacketType.HANDLE)
                            .number(id)
                            .string(handle.getBytes(StandardCharsets.ISO_8859_1));
            case Data(int id, ByteBuffer bytes) ->
                    out.room(bytes.remaining()).type(PacketType.DATA).number(id).string(bytes);
            case Names(int id, List<Name> each) -> {
                out.type(PacketType.NAME).number(id).number(each.size());
                for (Name one : each) {
                    out.name(one.name()).text(one.line()).attributes(one.attributes());
                }
            }
            case Attrs(int id, Attributes attributes) ->
                    out.type(PacketType.ATTRS).number(id).attributes(attributes);
            case FileSystem(
                            int id,
                            long blockSize,
                            long blocks,
                            long free,
                            long files,
                            long filesFree,
                            long longestName) ->
                    out.type(PacketType.EXTENDED_REPLY)
                            .number(id)
                            .wide(blockSize)
                            .wide(blockSize) // of a fragment
                            .wide(blocks)
                            .wide(free)
                            .wide(free)
                            .wide(files)
                            .wide(filesFree)
                            .wide(filesFree)
                            .wide(0) // which file system
                            .wide(0) // neither read-only nor without set-user-id
                            .wide(longestName);
            case Limits(int id, long packet, long read, long write, long handles) ->
                    out.type(PacketType.EXTENDED_REPLY)
                            .number(id)
                            .wide(packet)
                            .wide(read)
                            .wide(write)
                            .wide(handles);
            case Sums(int id, String algorithm, String hex) ->
                    out.type(PacketType.EXTENDED_REPLY)
                            .number(id)
                            .text("check-file")
                            .text(algorithm)
                            .raw(HexFormat.of().parseHex(hex));
            case Unreadable _, Extended _, Malformed _ ->
                    throw new IllegalArgumentException("nobody writes " + this);
        }
        return out.packet();
    }
}
