package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Packet to answer. Total: whatever stands in a packet, a value comes out ([Response.Malformed],
/// [Response.Unreadable]). No length in it is believed before it is compared with what is there, so
/// nothing is allocated beyond the packet's own size. Bytes behind an answer are passed over.
public final class ResponseParser {

    /// Bytes of the longest packet we take, its length word not counted: more than any server sends
    /// that is asked for no more than [RequestParser#LONGEST].
    public static final int LONGEST = RequestParser.LONGEST + 1024;

    /// A name, a line and flags, each at its shortest.
    private static final int SHORTEST_NAME = 12;

    private final NameBytes names;

    public ResponseParser(NameBytes names) {
        this.names = names;
    }

    /// Whether a packet may be so long, as its length word says it.
    ///
    /// @param length with a sign, as [ByteBuffer#getInt] reads it
    public static boolean isLength(int length) {
        return length >= 1 && length <= LONGEST;
    }

    /// @param packet one packet behind its length word; read up. What comes out of it may be a view
    ///   of it.
    public Response parse(ByteBuffer packet) {
        if (!packet.hasRemaining()) return new Response.Unreadable("an empty packet");
        int type = packet.get() & 0xff;
        if (packet.remaining() < 4) {
            return new Response.Unreadable(
                    "a packet of type %d with %d bytes behind it, where a number was to be"
                            .formatted(type, packet.remaining()));
        }
        int id = packet.getInt();
        var in = new Cursor(packet, names);
        return switch (type) {
            case PacketType.VERSION -> version(id, in);
            case PacketType.STATUS -> {
                int code = in.number();
                // Before version 3 there were no words, and some servers still say none.
                String words = in.isAtEnd() ? "" : in.sentence();
                yield whole(id, in, new Response.Status(id, StatusCode.of(code), words));
            }
            case PacketType.HANDLE -> {
                String handle = in.handle();
                yield whole(id, in, new Response.Handle(id, handle));
            }
            case PacketType.DATA -> {
                ByteBuffer bytes = in.view();
                yield whole(id, in, new Response.Data(id, bytes));
            }
            case PacketType.NAME -> names(id, in);
            case PacketType.ATTRS -> {
                Attributes attributes = in.attributes();
                yield whole(id, in, new Response.Attrs(id, attributes));
            }
            case PacketType.EXTENDED_REPLY -> new Response.Extended(id, in.rest());
            default ->
                    new Response.Malformed(id, "a packet of type " + type + ", which is no answer");
        };
    }

    /// The answer without any view of the packet it came in, whose bytes may be others then.
    public static Response.Numbered kept(Response.Numbered answer) {
        return switch (answer) {
            case Response.Data(int id, ByteBuffer bytes) -> new Response.Data(id, copy(bytes));
            case Response.Extended(int id, ByteBuffer bytes) ->
                    new Response.Extended(id, copy(bytes));
            case Response.Status _,
                    Response.Handle _,
                    Response.Names _,
                    Response.Attrs _,
                    Response.FileSystem _,
                    Response.Limits _,
                    Response.Sums _,
                    Response.Malformed _ ->
                    answer;
        };
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    private static Response version(int version, Cursor in) {
        SequencedMap<String, String> extensions = new LinkedHashMap<>();
        while (!in.isBad() && !in.isAtEnd()) {
            String name = in.word();
            extensions.putIfAbsent(name, in.sentence());
        }
        return in.isBad()
                ? new Response.Unreadable("a version in which " + in.why())
                : new Response.Version(version, extensions);
    }

    private static Response names(int id, Cursor in) {
        long count = in.unsigned();
        List<Response.Name> each = new ArrayList<>();
        if (count > LONGEST / SHORTEST_NAME) {
            return new Response.Malformed(id, count + " names in one packet");
        }
        for (long i = 0; i < count && !in.isBad(); i++) {
            String name = in.path();
            String line = in.sentence();
            each.add(new Response.Name(name, line, in.attributes()));
        }
        return whole(id, in, new Response.Names(id, each));
    }

    private static Response whole(int id, Cursor in, Response.Numbered response) {
        return in.isBad() ? new Response.Malformed(id, in.why()) : response;
    }

    // ---- what an extended reply is, where we asked for it

    /// The answer to [Request.Limits], or [Response.Malformed].
    public Response.Numbered limits(Response.Extended reply) {
        var in = new Cursor(reply.bytes().duplicate(), names);
        var limits = new Response.Limits(reply.id(), in.wide(), in.wide(), in.wide(), in.wide());
        return in.isBad() ? new Response.Malformed(reply.id(), in.why()) : limits;
    }

    /// The answer to [Request.StatVfs], or [Response.Malformed].
    public Response.Numbered fileSystem(Response.Extended reply) {
        var in = new Cursor(reply.bytes().duplicate(), names);
        var _ = in.wide();
        long block = in.wide();
        long blocks = in.wide();
        var _ = in.wide();
        long free = in.wide();
        long files = in.wide();
        var _ = in.wide();
        long filesFree = in.wide();
        var _ = in.wide();
        var _ = in.wide();
        long longest = in.wide();
        return in.isBad()
                ? new Response.Malformed(reply.id(), in.why())
                : new Response.FileSystem(
                        reply.id(), block, blocks, free, files, filesFree, longest);
    }

    /// The answer to [Request.CheckFile] and [Request.CheckHandle], or [Response.Malformed].
    public Response.Numbered sums(Response.Extended reply) {
        var in = new Cursor(reply.bytes().duplicate(), names);
        // The draft has the extension's name in front, and some servers leave it out.
        String first = in.word();
        String algorithm = first.equals("check-file") ? in.word() : first;
        ByteBuffer rest = in.rest();
        byte[] sums = new byte[rest.remaining()];
        rest.get(sums);
        return in.isBad()
                ? new Response.Malformed(reply.id(), in.why())
                : new Response.Sums(reply.id(), algorithm, HexFormat.of().formatHex(sums));
    }
}
