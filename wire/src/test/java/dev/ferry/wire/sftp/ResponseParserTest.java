package dev.ferry.wire.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ResponseParserTest {

    private static final ResponseParser PARSER = new ResponseParser(NameBytes.UTF8);

    private static final Attributes ALL =
            new Attributes(
                    OptionalLong.of(5),
                    Optional.of(new Attributes.Owner(1, 2)),
                    OptionalInt.of(0100600),
                    Optional.of(new Attributes.Times(3, 4)));

    private static Response parse(Packet packet) {
        return PARSER.parse(packet.bytes());
    }

    private static Response readBack(Response response) {
        ByteBuffer packet = response.wire(NameBytes.UTF8);
        var _ = packet.getInt();
        return PARSER.parse(packet);
    }

    @Test
    void whatIsKeptIsNoViewOfItsPacket() {
        for (Response.Numbered one :
                List.of(
                        new Response.Data(1, ByteBuffer.wrap(new byte[] {1, 2})),
                        new Response.Extended(1, ByteBuffer.wrap(new byte[] {1, 2})))) {
            Response.Numbered kept = ResponseParser.kept(one);
            assertThat(kept).isEqualTo(one);
            switch (one) {
                case Response.Data(_, ByteBuffer bytes) -> bytes.put(0, (byte) 9);
                case Response.Extended(_, ByteBuffer bytes) -> bytes.put(0, (byte) 9);
                case Response.Numbered _ -> throw new AssertionError(one);
            }
            assertThat(kept).isNotEqualTo(one);
        }
        var handle = new Response.Handle(1, "h");
        assertThat(ResponseParser.kept(handle)).isSameAs(handle);
    }

    @Test
    void eachAnswerIsReadAsItWasWritten() {
        var offered = new LinkedHashMap<String, String>();
        offered.put("posix-rename@openssh.com", "1");
        offered.put(Response.Version.VENDOR, Response.Version.vendor("Ferry"));
        var each =
                List.of(
                        new Response.Version(3, offered),
                        new Response.Status(-7, StatusCode.NO_SUCH_FILE, "é: no such file"),
                        new Response.Handle(1, "\u0000ÿ"),
                        new Response.Names(9, List.of(new Response.Name("ü", "-rw ü", ALL))),
                        new Response.Names(9, List.of()),
                        new Response.Attrs(9, ALL),
                        new Response.Data(
                                2, ByteBuffer.wrap("abc".getBytes(StandardCharsets.US_ASCII))));
        for (Response one : each) assertThat(readBack(one)).isEqualTo(one);
    }

    @Test
    void extendedRepliesAreReadByWhoAsked() {
        var limits = new Response.Limits(3, 1, 2, 3, 4);
        assertThat(PARSER.limits((Response.Extended) readBack(limits))).isEqualTo(limits);
        var system = new Response.FileSystem(3, 4096, 10, 6, 100, 50, 255);
        assertThat(PARSER.fileSystem((Response.Extended) readBack(system))).isEqualTo(system);
        var sums = new Response.Sums(3, "md5", "00ff");
        assertThat(PARSER.sums((Response.Extended) readBack(sums))).isEqualTo(sums);
        Packet bare = Packet.of(201).number(3).text("md5").octet(0).octet(255);
        assertThat(PARSER.sums((Response.Extended) parse(bare))).isEqualTo(sums);
        var cut = (Response.Extended) parse(Packet.of(201).number(3).number(1));
        assertThat(PARSER.limits(cut)).isInstanceOf(Response.Malformed.class);
        assertThat(PARSER.fileSystem(cut)).isInstanceOf(Response.Malformed.class);
        assertThat(PARSER.sums(cut)).isInstanceOf(Response.Malformed.class);
    }

    @Test
    void theVendorIsKnownByItsName() {
        var offered = new LinkedHashMap<String, String>();
        assertThat(Response.Version.isOf("Ferry", offered)).isFalse();
        offered.put(Response.Version.VENDOR, Response.Version.vendor("Barge"));
        assertThat(Response.Version.isOf("Ferry", offered)).isFalse();
        offered.put(Response.Version.VENDOR, Response.Version.vendor("Ferry"));
        assertThat(Response.Version.isOf("Ferry", offered)).isTrue();
    }

    @Test
    void aStatusMayHaveNoWordsAndAnyNumber() {
        assertThat(parse(Packet.of(101).number(7).number(1)))
                .isEqualTo(new Response.Status(7, StatusCode.EOF, ""));
        assertThat(parse(Packet.of(101).number(7).number(17).text("x").text("")))
                .isEqualTo(new Response.Status(7, StatusCode.FAILURE, "x"));
        assertThat(parse(Packet.of(101).number(7).number(-1).text("x").text("")))
                .isEqualTo(new Response.Status(7, StatusCode.FAILURE, "x"));
        var endless =
                (Response.Status)
                        parse(
                                Packet.of(101)
                                        .number(7)
                                        .number(4)
                                        .text("x".repeat(100_000))
                                        .text(""));
        assertThat(endless.words()).hasSize(1024);
    }

    @Test
    void whatDoesNotFitSaysWhy() {
        assertMalformed("ends where a number of 4", Packet.of(101).number(1));
        assertMalformed("a string of 4294967295 bytes", Packet.of(102).number(1).number(-1));
        assertMalformed("a handle of 257", Packet.of(102).number(1).text("x".repeat(257)));
        assertMalformed("a string of 5 bytes", Packet.of(103).number(1).number(5).number(0));
        assertMalformed("4294967295 names", Packet.of(104).number(1).number(-1));
        assertMalformed("ends where", Packet.of(104).number(1).number(2).text("a").text("a"));
        assertMalformed(
                "a path of 4097", Packet.of(104).number(1).number(1).text("x".repeat(4097)));
        assertMalformed("flags 0x00000010", Packet.of(105).number(1).number(0x10));
        assertMalformed("a packet of type 3", Packet.of(3).number(1));
        assertMalformed("a packet of type 255", Packet.of(255).number(1));
    }

    private static void assertMalformed(String why, Packet packet) {
        Response response = parse(packet);
        assertThat(response).isInstanceOf(Response.Malformed.class);
        assertThat(((Response.Malformed) response).id()).isEqualTo(1);
        assertThat(((Response.Malformed) response).why()).contains(why);
    }

    @Test
    void whatHasNoNumberEndsTheConversation() {
        assertThat(PARSER.parse(ByteBuffer.allocate(0))).isInstanceOf(Response.Unreadable.class);
        assertThat(parse(Packet.of(101).octet(0))).isInstanceOf(Response.Unreadable.class);
        assertThat(parse(Packet.of(2).number(3).number(-1)))
                .isInstanceOf(Response.Unreadable.class);
    }

    @Test
    void lengthsAreBounded() {
        assertThat(ResponseParser.isLength(0)).isFalse();
        assertThat(ResponseParser.isLength(-1)).isFalse();
        assertThat(ResponseParser.isLength(1)).isTrue();
        assertThat(ResponseParser.isLength(ResponseParser.LONGEST)).isTrue();
        assertThat(ResponseParser.isLength(ResponseParser.LONGEST + 1)).isFalse();
        assertThat(ResponseParser.isLength(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void whatIsOnlyReadIsNotWritten() {
        for (Response one :
                List.of(
                        new Response.Unreadable("x"),
                        new Response.Malformed(1, "x"),
                        new Response.Extended(1, ByteBuffer.allocate(0)))) {
            assertThatIllegalArgumentException().isThrownBy(() -> one.wire(NameBytes.UTF8));
        }
    }

    @Test
    void whateverStandsInAPacketAValueComesOut() {
        qt().forAll(lists().of(integers().between(0, 255)).ofSizeBetween(0, 60))
                .checkAssert(octets -> {
                    byte[] bytes = new byte[octets.size()];
                    for (int i = 0; i < bytes.length; i++) bytes[i] = octets.get(i).byteValue();
                    for (int type : new int[] {2, 101, 102, 103, 104, 105, 201}) {
                        byte[] whole = Arrays.copyOf(new byte[] {(byte) type}, bytes.length + 1);
                        System.arraycopy(bytes, 0, whole, 1, bytes.length);
                        Response response = PARSER.parse(ByteBuffer.wrap(whole));
                        assertThat(response).isNotNull();
                        if (response instanceof Response.Extended it) {
                            assertThat(PARSER.limits(it)).isNotNull();
                            assertThat(PARSER.fileSystem(it)).isNotNull();
                            assertThat(PARSER.sums(it)).isNotNull();
                        }
                    }
                });
    }
}
