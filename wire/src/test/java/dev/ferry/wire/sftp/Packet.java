package dev.ferry.wire.sftp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A packet as a client writes it, right or wrong.
final class Packet {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static Packet of(int type) {
        return new Packet().octet(type);
    }

    Packet octet(int value) {
        bytes.write(value);
        return this;
    }

    Packet number(long value) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) value).array());
        return this;
    }

    Packet wide(long value) {
        bytes.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        return this;
    }

    Packet raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    Packet text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return number(utf8.length).raw(utf8);
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
