package dev.ferry.wire.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RequestParserTest {

    private static final RequestParser PARSER = new RequestParser(NameBytes.UTF8);

    private static Request parse(Packet packet) {
        return PARSER.parse(packet.bytes());
    }

    @Test
    void theFirstPacketSaysWhichVersion() {
        assertThat(parse(Packet.of(1).number(3))).isEqualTo(new Request.Init(3));
        assertThat(parse(Packet.of(1).number(0xffff_ffffL)))
                .isEqualTo(new Request.Init(0xffff_ffffL));
        assertThat(parse(Packet.of(1).number(6).text("supported").text("x")))
                .isEqualTo(new Request.Init(6));
    }

    @Test
    void everyRequestOfVersion3IsUnderstood() {
        var none = Packet.of(0).number(0).bytes().slice(1, 4);
        byte[] empty = new byte[none.remaining()];
        none.get(empty);
        var flags = new OpenFlags(0x1a);
        assertThat(parse(Packet.of(3).number(1).text("/a").number(0x1a).raw(empty)))
                .isEqualTo(new Request.Open(1, "/a", flags, Attributes.NONE));
        assertThat(flags).hasToString("write+create+truncate");
        assertThat(parse(Packet.of(4).number(2).text("h"))).isEqualTo(new Request.Close(2, "h"));
        assertThat(parse(Packet.of(5).number(3).text("h").wide(1L << 40).number(0xffff_ffffL)))
                .isEqualTo(new Request.Read(3, "h", 1L << 40, 0xffff_ffffL));
        assertThat(parse(Packet.of(6).number(4).text("h").wide(-1).text("data")))
                .isEqualTo(
                        new Request.Write(
                                4,
                                "h",
                                -1,
                                ByteBuffer.wrap("data".getBytes(StandardCharsets.US_ASCII))));
        assertThat(parse(Packet.of(7).number(5).text("p"))).isEqualTo(new Request.LinkStat(5, "p"));
        assertThat(parse(Packet.of(8).number(6).text("h")))
                .isEqualTo(new Request.HandleStat(6, "h"));
        assertThat(parse(Packet.of(9).number(7).text("p").raw(empty)))
                .isEqualTo(new Request.SetStat(7, "p", Attributes.NONE));
        assertThat(parse(Packet.of(10).number(8).text("h").raw(empty)))
                .isEqualTo(new Request.HandleSetStat(8, "h", Attributes.NONE));
        assertThat(parse(Packet.of(11).number(9).text("p")))
                .isEqualTo(new Request.OpenFolder(9, "p"));
        assertThat(parse(Packet.of(12).number(10).text("h")))
                .isEqualTo(new Request.ReadFolder(10, "h"));
        assertThat(parse(Packet.of(13).number(11).text("p")))
                .isEqualTo(new Request.Remove(11, "p"));
        assertThat(parse(Packet.of(14).number(12).text("p").raw(empty)))
                .isEqualTo(new Request.MakeFolder(12, "p", Attributes.NONE));
        assertThat(parse(Packet.of(14).number(12).text("p")))
                .isEqualTo(new Request.MakeFolder(12, "p", Attributes.NONE));
        assertThat(parse(Packet.of(15).number(13).text("p")))
                .isEqualTo(new Request.RemoveFolder(13, "p"));
        assertThat(parse(Packet.of(16).number(14).text(".")))
                .isEqualTo(new Request.RealPath(14, "."));
        assertThat(parse(Packet.of(17).number(15).text("p"))).isEqualTo(new Request.Stat(15, "p"));
        assertThat(parse(Packet.of(18).number(16).text("p").text("q")))
                .isEqualTo(new Request.Rename(16, "p", "q"));
        assertThat(parse(Packet.of(19).number(17).text("p")))
                .isEqualTo(new Request.ReadLink(17, "p"));
        assertThat(parse(Packet.of(20).number(18).text("target").text("link")))
                .isEqualTo(new Request.SymLink(18, "target", "link"));
    }

    @Test
    void extensionsAreUnderstoodByTheirNames() {
        assertThat(parse(extended("posix-rename@openssh.com").text("p").text("q")))
                .isEqualTo(new Request.PosixRename(1, "p", "q"));
        assertThat(parse(extended("hardlink@openssh.com").text("p").text("q")))
                .isEqualTo(new Request.HardLink(1, "p", "q"));
        assertThat(parse(extended("statvfs@openssh.com").text("p")))
                .isEqualTo(new Request.StatVfs(1, "p"));
        assertThat(parse(extended("fstatvfs@openssh.com").text("h")))
                .isEqualTo(new Request.HandleStatVfs(1, "h"));
        assertThat(parse(extended("fsync@openssh.com").text("h")))
                .isEqualTo(new Request.Fsync(1, "h"));
        assertThat(parse(extended("lsetstat@openssh.com").text("p").number(0)))
                .isEqualTo(new Request.LinkSetStat(1, "p", Attributes.NONE));
        assertThat(parse(extended("limits@openssh.com"))).isEqualTo(new Request.Limits(1));
        assertThat(parse(extended("expand-path@openssh.com").text("~/x")))
                .isEqualTo(new Request.ExpandPath(1, "~/x"));
        assertThat(parse(extended("copy-data").text("a").wide(1).wide(2).text("b").wide(3)))
                .isEqualTo(new Request.CopyData(1, "a", 1, 2, "b", 3));
        var sums = new Request.Sums(List.of("sha256", "md5"), 5, 6, 256);
        for (String name : List.of("check-file", "check-file-handle")) {
            assertThat(
                            parse(
                                    extended(name)
                                            .text("h")
                                            .text("sha256,md5")
                                            .wide(5)
                                            .wide(6)
                                            .number(256)))
                    .isEqualTo(new Request.CheckHandle(1, "h", sums));
        }
        assertThat(
                        parse(
                                extended("check-file-name")
                                        .text("p")
                                        .text("sha256,,md5")
                                        .wide(5)
                                        .wide(6)
                                        .number(256)))
                .isEqualTo(new Request.CheckFile(1, "p", sums));
        assertThat(
                        parse(
                                extended("users-groups-by-id@openssh.com")
                                        .number(8)
                                        .number(1)
                                        .number(2)
                                        .number(4)
                                        .number(3)))
                .isEqualTo(new Request.UsersGroups(1, List.of(1, 2), List.of(3)));
        assertThat(parse(extended("vendor-id").text("x")))
                .isEqualTo(new Request.Unsupported(1, "vendor-id"));
    }

    private static Packet extended(String name) {
        return Packet.of(200).number(1).text(name);
    }

    @Test
    void attributesSayWhatTheirFlagsPromise() {
        Packet all =
                Packet.of(9)
                        .number(1)
                        .text("p")
                        .number(0x8000_000fL)
                        .wide(7)
                        .number(1000)
                        .number(100)
                        .number(0100644)
                        .number(0xffff_fffeL)
                        .number(0xffff_ffffL)
                        .number(1)
                        .text("name@example.org")
                        .text("value");
        assertThat(parse(all))
                .isEqualTo(
                        new Request.SetStat(
                                1,
                                "p",
                                new Attributes(
                                        OptionalLong.of(7),
                                        Optional.of(new Attributes.Owner(1000, 100)),
                                        OptionalInt.of(0100644),
                                        Optional.of(
                                                new Attributes.Times(
                                                        0xffff_fffeL, 0xffff_ffffL)))));
    }

    @Test
    void whatDoesNotFitIsAnsweredUnderItsNumber() {
        assertMalformed("where a number of 8 bytes was to be", Packet.of(5).number(1).text("h"));
        assertMalformed("ends where a number of 4", Packet.of(3).number(1));
        assertMalformed("a string of 4294967295 bytes", Packet.of(4).number(1).number(-1));
        assertMalformed(
                "a string of 2147483647 bytes", Packet.of(13).number(1).number(0x7fff_ffff));
        assertMalformed(
                "a string of 5 bytes, where 4 are left",
                Packet.of(6).number(1).text("h").wide(0).number(5).number(0));
        assertMalformed("a path of 4097 bytes", Packet.of(17).number(1).text("x".repeat(4097)));
        assertMalformed("a handle of 257 bytes", Packet.of(4).number(1).text("x".repeat(257)));
        assertMalformed("flags 0x00000010", Packet.of(9).number(1).text("p").number(0x10));
        assertMalformed(
                "a string of",
                Packet.of(9).number(1).text("p").number(0x8000_0000L).number(-1).number(1));
        assertMalformed("a list of ids", extended("users-groups-by-id@openssh.com").text("abc"));
        assertMalformed("ends where", Packet.of(200).number(1));
    }

    private static void assertMalformed(String why, Packet packet) {
        Request request = parse(packet);
        assertThat(request).isInstanceOf(Request.Malformed.class);
        var malformed = (Request.Malformed) request;
        assertThat(malformed.id()).isEqualTo(1);
        assertThat(malformed.why()).contains(why);
    }

    @Test
    void whatHasNoNumberCannotBeAnswered() {
        assertThat(PARSER.parse(ByteBuffer.allocate(0))).isInstanceOf(Request.Unreadable.class);
        assertThat(parse(Packet.of(3).octet(0).octet(0))).isInstanceOf(Request.Unreadable.class);
        assertThat(parse(Packet.of(1))).isInstanceOf(Request.Unreadable.class);
    }

    @Test
    void otherTypesAreUnknownAndNotWrong() {
        for (int type : new int[] {0, 2, 21, 101, 105, 199, 201, 255}) {
            assertThat(parse(Packet.of(type).number(9))).isEqualTo(new Request.Unknown(9, type));
        }
    }

    @Test
    void lengthsAreBounded() {
        assertThat(RequestParser.isLength(0)).isFalse();
        assertThat(RequestParser.isLength(-1)).isFalse();
        assertThat(RequestParser.isLength(1)).isTrue();
        assertThat(RequestParser.isLength(256 * 1024)).isTrue();
        assertThat(RequestParser.isLength(256 * 1024 + 1)).isFalse();
        assertThat(RequestParser.isLength(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void whateverStandsInAPacketAValueComesOut() {
        qt().forAll(lists().of(integers().between(0, 255)).ofSizeBetween(0, 60))
                .checkAssert(octets -> {
                    byte[] bytes = new byte[octets.size()];
                    for (int i = 0; i < bytes.length; i++) bytes[i] = octets.get(i).byteValue();
                    for (int type : new int[] {1, 3, 5, 6, 9, 14, 18, 20, 200}) {
                        byte[] whole = Arrays.copyOf(new byte[] {(byte) type}, bytes.length + 1);
                        System.arraycopy(bytes, 0, whole, 1, bytes.length);
                        assertThat(PARSER.parse(ByteBuffer.wrap(whole))).isNotNull();
                    }
                });
    }
}
