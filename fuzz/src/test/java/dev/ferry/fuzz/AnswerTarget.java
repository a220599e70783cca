package dev.ferry.fuzz;

import dev.ferry.wire.sftp.NameBytes;
import dev.ferry.wire.sftp.Response;
import dev.ferry.wire.sftp.ResponseParser;
import java.nio.ByteBuffer;

/// Packets of an SFTP server: each is an answer under its own number, or says what is wrong with
/// it; and nothing in it is longer than it is.
public final class AnswerTarget {

    private static final ResponseParser PARSER = new ResponseParser(NameBytes.UTF8);

    private AnswerTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Response response = PARSER.parse(ByteBuffer.wrap(data));
        switch (response) {
            case Response.Unreadable _ ->
                    Must.hold(data.length < 5 || data[0] == 2, "unreadable, with a number");
            case Response.Version it -> {
                Must.hold(data[0] == 2, "VERSION of another type");
                Must.hold(it.extensions().size() <= data.length / 8, "more than came");
            }
            case Response.Numbered it -> {
                Must.hold(it.id() == ByteBuffer.wrap(data).getInt(1), "another number: " + it);
                if (it instanceof Response.Data some) {
                    Must.hold(some.bytes().remaining() <= data.length - 9, "more than came");
                }
                if (it instanceof Response.Names some) {
                    Must.hold(some.names().size() <= data.length / 12, "more than came");
                }
                if (it instanceof Response.Extended some) {
                    Must.hold(PARSER.limits(some).id() == it.id(), "another number");
                    Must.hold(PARSER.fileSystem(some).id() == it.id(), "another number");
                    Must.hold(PARSER.sums(some).id() == it.id(), "another number");
                }
            }
        }
    }
}
