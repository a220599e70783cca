package dev.ferry.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class ProxyHeaderTest {

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10};
    private static final byte[] FOUR = {
        (byte) 192, 0, 2, 1, (byte) 198, 51, 100, 2, (byte) 0xdc, 4, 0, 21
    };

    private static ProxyHeader read(byte[] bytes, String rest) throws IOException {
        var in = new ByteArrayInputStream(joined(bytes, rest.getBytes(StandardCharsets.US_ASCII)));
        ProxyHeader header =
                ProxyHeader.read(count -> {
                    byte[] taken = in.readNBytes(count);
                    if (taken.length < count) throw new EOFException("ended");
                    return taken;
                });
        assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo(rest);
        return header;
    }

    private static ProxyHeader line(String text) throws IOException {
        return read((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1), "USER anna\r\n");
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    private static byte[] binary(int version, int family, byte[] rest) {
        return joined(
                SIGNATURE,
                new byte[] {
                    (byte) version, (byte) family, (byte) (rest.length >> 8), (byte) rest.length
                },
                rest);
    }

    private static ProxyHeader.Named named(String client, String reached) {
        return new ProxyHeader.Named(InetAddress.ofLiteral(client), InetAddress.ofLiteral(reached));
    }

    @Test
    void aLineNamesTheClientAndWhereItWent() throws Exception {
        assertThat(line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 21"))
                .isEqualTo(named("192.0.2.1", "198.51.100.2"));
        assertThat(line("PROXY TCP6 2001:db8::1 ::1 65535 0"))
                .isEqualTo(named("2001:db8::1", "::1"));
        assertThat(line("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2"))
                .isEqualTo(named("192.0.2.1", "::1"));
        for (String own : List.of("PROXY UNKNOWN", "PROXY UNKNOWN ffff::1 x 1 2")) {
            assertThat(line(own)).isEqualTo(new ProxyHeader.Own());
        }
    }

    @Test
    void aLineThatIsNotOneIsRefused() {
        for (String bad :
                List.of(
                        "PROXY TCP4 192.0.2.1 198.51.100.2 56324",
                        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 21 ",
                        "PROXY TCP4  192.0.2.1 198.51.100.2 56324 21",
                        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 65536",
                        "PROXY TCP4 192.0.2.1 198.51.100.2 056324 21",
                        "PROXY TCP4 192.0.2 198.51.100.2 56324 21",
                        "PROXY TCP4 localhost 198.51.100.2 56324 21",
                        "PROXY TCP4 ::1 ::1 56324 21",
                        "PROXY TCP6 192.0.2.1 198.51.100.2 56324 21",
                        "PROXY UDP4 192.0.2.1 198.51.100.2 56324 21",
                        "PROXY UNKNOWNX 1 2 3 4",
                        "proxy TCP4 192.0.2.1 198.51.100.2 56324 21",
                        "USER anna12345",
                        "PROXY TCP6 " + "f".repeat(200),
                        "GET / HTTP/1.1")) {
            assertThatThrownBy(() -> line(bad))
                    .as(bad)
                    .isInstanceOf(ProxyHeader.WrongException.class);
        }
    }

    @Test
    void aBinaryHeaderNamesTheClientAndTheRestOfItIsPassedOver() throws Exception {
        var client = named("192.0.2.1", "198.51.100.2");
        assertThat(read(binary(0x21, 0x11, FOUR), "USER")).isEqualTo(client);
        byte[] tls = {0x20, 0, 5, 1, 0, 0, 0, 0, 0x04, 0, 2, 9, 9};
        assertThat(read(binary(0x21, 0x11, joined(FOUR, tls)), "USER")).isEqualTo(client);
        byte[] six = new byte[36];
        six[0] = 0x20;
        six[1] = 1;
        six[15] = 7;
        six[31] = 1;
        assertThat(read(binary(0x21, 0x21, six), "")).isEqualTo(named("2001::7", "::1"));
    }

    @Test
    void aBinaryHeaderOfTheProxysOwnNamesNobody() throws Exception {
        for (byte[] own :
                List.of(
                        binary(0x20, 0x00, new byte[0]),
                        binary(0x20, 0x11, FOUR),
                        binary(0x20, 0x31, new byte[216]),
                        binary(0x21, 0x00, new byte[] {4, 0, 1, 0}))) {
            assertThat(read(own, "USER")).isEqualTo(new ProxyHeader.Own());
        }
    }

    @Test
    void aBinaryHeaderThatIsWrongIsRefused() {
        for (byte[] bad :
                List.of(
                        binary(0x11, 0x11, FOUR),
                        binary(0x22, 0x11, FOUR),
                        binary(0x21, 0x12, FOUR),
                        binary(0x21, 0x31, new byte[216]),
                        binary(0x21, 0x11, new byte[11]),
                        binary(0x21, 0x21, FOUR),
                        binary(0x21, 0x11, joined(FOUR, new byte[] {4, 0})),
                        binary(0x21, 0x11, joined(FOUR, new byte[] {4, 0, 9, 1})),
                        binary(0x21, 0x11, new byte[ProxyHeader.LONGEST_REST + 1]))) {
            assertThatThrownBy(() -> read(bad, ""))
                    .as(Arrays.toString(bad))
                    .isInstanceOf(ProxyHeader.WrongException.class);
        }
    }

    @Test
    void aChecksumThatIsThereHasToBeRight() throws Exception {
        byte[] header = binary(0x21, 0x11, joined(FOUR, new byte[] {3, 0, 4, 0, 0, 0, 0}));
        var sum = new CRC32C();
        sum.update(header);
        byte[] right = header.clone();
        for (int i = 0; i < 4; i++) {
            right[right.length - 4 + i] = (byte) (sum.getValue() >> (24 - 8 * i));
        }
        assertThat(read(right, "")).isEqualTo(named("192.0.2.1", "198.51.100.2"));
        right[16] ^= 1; // of the client's address
        assertThatThrownBy(() -> read(right, "")).hasMessageContaining("CRC32C");
        assertThatThrownBy(() -> read(header, "")).hasMessageContaining("CRC32C");
        byte[] odd = binary(0x21, 0x11, joined(FOUR, new byte[] {3, 0, 1, 0}));
        assertThatThrownBy(() -> read(odd, "")).hasMessageContaining("CRC32C");
    }

    @Test
    void noBytesMakeItFailInAnotherWay() {
        var random = new Random(20_26);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            byte[] begin =
                    switch (i % 4) {
                        case 0 -> SIGNATURE;
                        case 1 -> binary(0x21, 0x11, joined(FOUR, new byte[40]));
                        case 2 -> "PROXY TCP4 ".getBytes(StandardCharsets.US_ASCII);
                        default -> new byte[0];
                    };
            if (begin.length > 20) begin[16 + random.nextInt(begin.length - 16)] ^= (byte) i;
            byte[] all = joined(begin, bytes);
            try {
                var in = new ByteArrayInputStream(all);
                var _ =
                        ProxyHeader.read(count -> {
                            byte[] taken = in.readNBytes(count);
                            if (taken.length < count) throw new EOFException("ended");
                            return taken;
                        });
            } catch (IOException _) {
                // refused
            }
        }
    }
}
