package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// One packet on its way out; grows as it is written.
final class PacketWriter {

    private static final int LENGTH = 4;

    private final NameBytes names;
    private ByteBuffer out = ByteBuffer.allocate(256).position(LENGTH);

    PacketWriter(NameBytes names) {
        this.names = names;
    }

    /// Makes place for so many bytes more, all at once.
    PacketWriter room(int bytes) {
        if (out.remaining() < bytes + 16) {
            int wanted = Math.max(out.position() + bytes + 16, out.capacity() * 2);
            out = ByteBuffer.allocate(wanted).put(out.flip());
        }
        return this;
    }

    PacketWriter type(int type) {
        room(1).out.put((byte) type);
        return this;
    }

    PacketWriter number(int number) {
        room(4).out.putInt(number);
        return this;
    }

    PacketWriter wide(long number) {
        room(8).out.putLong(number);
        return this;
    }

    PacketWriter raw(byte[] bytes) {
        room(bytes.length).out.put(bytes);
        return this;
    }

    PacketWriter string(byte[] bytes) {
        return number(bytes.length).raw(bytes);
    }

    PacketWriter raw(ByteBuffer bytes) {
        room(bytes.remaining()).out.put(bytes.duplicate());
        return this;
    }

    PacketWriter string(ByteBuffer bytes) {
        return number(bytes.remaining()).raw(bytes);
    }

    PacketWriter text(String words) {
        return string(words.getBytes(StandardCharsets.UTF_8));
    }

    PacketWriter name(String name) {
        return string(names.bytes(name));
    }

    PacketWriter attributes(Attributes all) {
        int flags = 0;
        if (all.size().isPresent()) flags |= PacketType.HAS_SIZE;
        if (all.owner().isPresent()) flags |= PacketType.HAS_OWNER;
        if (all.mode().isPresent()) flags |= PacketType.HAS_MODE;
        if (all.times().isPresent()) flags |= PacketType.HAS_TIMES;
        number(flags);
        if (all.size().isPresent()) wide(all.size().getAsLong());
        if (all.owner().isPresent()) {
            number(all.owner().get().user()).number(all.owner().get().group());
        }
        if (all.mode().isPresent()) number(all.mode().getAsInt());
        if (all.times().isPresent()) {
            number((int) all.times().get().accessed()).number((int) all.times().get().modified());
        }
        return this;
    }

    ByteBuffer packet() {
        return packet(0);
    }

    /// @param more bytes that come behind it
    ByteBuffer packet(int more) {
        out.putInt(0, out.position() - LENGTH + more);
        return out.flip();
    }
}
