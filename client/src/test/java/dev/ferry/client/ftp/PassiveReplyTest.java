package dev.ferry.client.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.ReplyParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassiveReplyTest {

    private static Reply reply(String line) {
        var parser = new ReplyParser(10_000, 10, it -> new String(it, StandardCharsets.UTF_8));
        var bytes = ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return ((ReplyParser.Outcome.Complete) parser.take(bytes)).reply();
    }

    private static int of(OptionalInt port) {
        return port.orElse(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "229 Entering Extended Passive Mode (|||6446|); 6446",
                "229 (!!!1!); 1",
                "229 ok (one) (|||65535|).; 65535",
                "229 (|||65536|); 0",
                "229 (|||0|); 0",
                "229 (|||-1|); 0",
                "229 (||6446|); 0",
                "229 (|||6446); 0",
                "229 |||6446|; 0",
                "229 (); 0",
                "229 )(; 0",
                "229 (|||644x|); 0"
            })
    void extended(String line, int port) {
        assertThat(of(PassiveReply.extended(reply(line)))).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "227 Entering Passive Mode (127,0,0,1,4,1); 1025",
                "227 127,0,0,1,4,1; 1025",
                "227 =127,0,0,1,255,255; 65535",
                "227 at 10 (1, 2, 3, 4, 0, 21).; 21",
                "227 (127,0,0,1,0,0); 0",
                "227 (127,0,0,1,256,1); 0",
                "227 (127,0,0,1,1); 0",
                "227 (127,0,0,1,4,1,9); 0",
                "227 (127,0,0,1,4,x); 0",
                "227 no numbers; 0"
            })
    void plain(String line, int port) {
        assertThat(of(PassiveReply.plain(reply(line)))).isEqualTo(port);
    }

    @Test
    void noReplyIsTooStrange() {
        var random = new Random(7);
        String letters = "0123456789,(|)! -x";
        for (int i = 0; i < 20_000; i++) {
            var line = new StringBuilder("227 ");
            for (int j = random.nextInt(40); j > 0; j--) {
                line.append(letters.charAt(random.nextInt(letters.length())));
            }
            Reply reply = reply(line.toString());
            assertThat(of(PassiveReply.plain(reply))).isBetween(0, 65_535);
            assertThat(of(PassiveReply.extended(reply))).isBetween(0, 65_535);
        }
    }
}
