package dev.ferry.fuzz;

import dev.ferry.wire.sftp.NameBytes;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.RequestParser;
import java.nio.ByteBuffer;

/// Packets of SFTP: each is a request under its own number, or says what is wrong with it; and
/// nothing in it is longer than it is.
public final class SftpTarget {

    private static final RequestParser PARSER = new RequestParser(NameBytes.UTF8);

    private SftpTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Request request = PARSER.parse(ByteBuffer.wrap(data));
        switch (request) {
            case Request.Unreadable _ -> Must.hold(data.length < 5, "unreadable, with a number");
            case Request.Init _ -> Must.hold(data[0] == 1, "INIT of another type");
            case Request.Numbered it -> {
                Must.hold(it.id() == ByteBuffer.wrap(data).getInt(1), "another number: " + it);
                if (it instanceof Request.Write write) {
                    Must.hold(write.bytes().remaining() <= data.length - 21, "more than came");
                }
                if (it instanceof Request.OfPath named) {
                    Must.hold(named.path().length() < data.length, "a longer path: " + it);
                }
                if (it instanceof Request.OfHandle held) {
                    Must.hold(held.handle().length() < data.length, "a longer handle: " + it);
                }
            }
        }
    }
}
