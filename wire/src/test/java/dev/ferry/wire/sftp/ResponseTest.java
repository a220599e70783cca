package dev.ferry.wire.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ResponseTest {

    /// Behind the length word, which is checked.
    private static ByteBuffer written(Response response) {
        ByteBuffer packet = response.wire(NameBytes.UTF8);
        assertThat(packet.getInt()).isEqualTo(packet.remaining());
        return packet;
    }

    @Test
    void aVersionNamesWhatIsOffered() {
        var offered = new LinkedHashMap<String, String>();
        offered.put("posix-rename@openssh.com", "1");
        offered.put("statvfs@openssh.com", "2");
        assertThat(written(new Response.Version(3, offered)))
                .isEqualTo(
                        Packet.of(2)
                                .number(3)
                                .text("posix-rename@openssh.com")
                                .text("1")
                                .text("statvfs@openssh.com")
                                .text("2")
                                .bytes());
    }

    @Test
    void aStatusHasWords() {
        assertThat(written(new Response.Status(7, StatusCode.NO_SUCH_FILE, "é: no such file")))
                .isEqualTo(
                        Packet.of(101)
                                .number(7)
                                .number(2)
                                .text("é: no such file")
                                .text("en")
                                .bytes());
        assertThat(written(Response.Status.eof(7)).get(12)).isEqualTo((byte) 1);
    }

    @Test
    void dataGoesOutAsItIs() {
        var bytes = ByteBuffer.wrap(new byte[100_000]);
        bytes.put(0, (byte) 'a').put(99_999, (byte) 'z');
        ByteBuffer packet = written(new Response.Data(1, bytes));
        assertThat(packet.remaining()).isEqualTo(1 + 4 + 4 + 100_000);
        assertThat(packet.get(packet.position() + 9)).isEqualTo((byte) 'a');
        assertThat(packet.get(packet.limit() - 1)).isEqualTo((byte) 'z');
        assertThat(bytes.remaining()).isEqualTo(100_000);
    }

    @Test
    void namesComeWithLinesAndAttributes() {
        var attributes =
                new Attributes(
                        OptionalLong.of(5),
                        Optional.of(new Attributes.Owner(1, 2)),
                        OptionalInt.of(0100600),
                        Optional.of(new Attributes.Times(3, 4)));
        var names = new Response.Names(9, List.of(new Response.Name("a", "-rw a", attributes)));
        assertThat(written(names))
                .isEqualTo(
                        Packet.of(104)
                                .number(9)
                                .number(1)
                                .text("a")
                                .text("-rw a")
                                .number(15)
                                .wide(5)
                                .number(1)
                                .number(2)
                                .number(0100600)
                                .number(3)
                                .number(4)
                                .bytes());
        assertThat(written(new Response.Attrs(9, Attributes.NONE)))
                .isEqualTo(Packet.of(105).number(9).number(0).bytes());
        assertThat(written(new Response.Handle(9, "12")))
                .isEqualTo(Packet.of(102).number(9).text("12").bytes());
    }

    @Test
    void timesBeforeAndAfterWhatFitsAreTheNearestThatFit() {
        assertThat(new Attributes.Times(-5, 1L << 40))
                .isEqualTo(new Attributes.Times(0, 0xffff_ffffL));
    }

    @Test
    void extendedRepliesAreAsTheirExtensionsSay() {
        assertThat(written(new Response.Limits(3, 1, 2, 3, 4)))
                .isEqualTo(Packet.of(201).number(3).wide(1).wide(2).wide(3).wide(4).bytes());
        assertThat(written(new Response.Sums(3, "md5", "00ff")))
                .isEqualTo(
                        Packet.of(201)
                                .number(3)
                                .text("check-file")
                                .text("md5")
                                .octet(0)
                                .octet(255)
                                .bytes());
        assertThat(written(new Response.FileSystem(3, 4096, 10, 6, 100, 50, 255)))
                .isEqualTo(
                        Packet.of(201)
                                .number(3)
                                .wide(4096)
                                .wide(4096)
                                .wide(10)
                                .wide(6)
                                .wide(6)
                                .wide(100)
                                .wide(50)
                                .wide(50)
                                .wide(0)
                                .wide(0)
                                .wide(255)
                                .bytes());
    }
}
