package dev.ferry.wire.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What a client writes a server reads as it was meant.
final class RequestWriterTest {

    private static final Attributes ALL =
            new Attributes(
                    OptionalLong.of(7),
                    Optional.of(new Attributes.Owner(1000, 100)),
                    OptionalInt.of(0100644),
                    Optional.of(new Attributes.Times(3, 4)));

    private static final Request.Sums SUMS = new Request.Sums(List.of("sha256", "md5"), 5, 6, 256);

    private static Request readBack(Request request) {
        ByteBuffer packet = new RequestWriter(NameBytes.UTF8).packet(request);
        assertThat(packet.getInt()).isEqualTo(packet.remaining());
        Request read = new RequestParser(NameBytes.UTF8).parse(packet);
        assertThat(packet.hasRemaining()).isFalse();
        return read;
    }

    @Test
    void eachRequestIsReadAsItWasWritten() {
        var each =
                List.of(
                        new Request.Init(3),
                        new Request.Open(1, "/ü", new OpenFlags(0x1a), ALL),
                        new Request.Close(2, "\u0000ÿh"),
                        new Request.Read(3, "h", -1, 0xffff_ffffL),
                        new Request.LinkStat(5, "p"),
                        new Request.HandleStat(6, "h"),
                        new Request.SetStat(7, "p", ALL),
                        new Request.HandleSetStat(8, "h", Attributes.NONE),
                        new Request.OpenFolder(9, "p"),
                        new Request.ReadFolder(10, "h"),
                        new Request.Remove(11, "p"),
                        new Request.MakeFolder(12, "p", Attributes.NONE),
                        new Request.RemoveFolder(13, "p"),
                        new Request.RealPath(14, "."),
                        new Request.Stat(15, "p"),
                        new Request.Rename(16, "p", "q"),
                        new Request.ReadLink(17, "p"),
                        new Request.SymLink(18, "target", "link"),
                        new Request.PosixRename(19, "p", "q"),
                        new Request.HardLink(20, "p", "q"),
                        new Request.StatVfs(21, "p"),
                        new Request.HandleStatVfs(22, "h"),
                        new Request.Fsync(23, "h"),
                        new Request.LinkSetStat(24, "p", ALL),
                        new Request.Limits(25),
                        new Request.ExpandPath(26, "~/x"),
                        new Request.CopyData(27, "a", 1, 2, "b", 3),
                        new Request.CheckFile(28, "p", SUMS),
                        new Request.CheckHandle(29, "h", SUMS),
                        new Request.UsersGroups(-1, List.of(1, 2), List.of(3)));
        for (Request request : each) assertThat(readBack(request)).isEqualTo(request);
    }

    @Test
    void bytesAreWrittenAsTheyAreAndStayWhereTheyWere() {
        var bytes = ByteBuffer.wrap(new byte[200_000]);
        bytes.put(100, (byte) 'a').position(100);
        var read = (Request.Write) readBack(new Request.Write(4, "h", 1L << 40, bytes));
        assertThat(read.offset()).isEqualTo(1L << 40);
        assertThat(read.bytes()).isEqualTo(bytes);
        assertThat(bytes.position()).isEqualTo(100);
    }

    @Test
    void theBeginningOfAWriteIsItsPacketWithoutTheBytes() {
        var write = new Request.Write(4, "h", 5, ByteBuffer.wrap(new byte[] {6, 7}));
        var writer = new RequestWriter(NameBytes.UTF8);
        ByteBuffer whole = writer.packet(write);
        assertThat(writer.beginning(write)).isEqualTo(whole.slice(0, whole.remaining() - 2));
    }

    @Test
    void whatWasNoRequestIsNotWritten() {
        for (Request one :
                List.of(
                        new Request.Unreadable("x"),
                        new Request.Unsupported(1, "x"),
                        new Request.Unknown(1, 99),
                        new Request.Malformed(1, "x"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RequestWriter(NameBytes.UTF8).packet(one));
        }
    }
}
