package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FeatureSetTest {

    private static FeatureSet of(String said) {
        var parser = new ReplyParser(10_000, 100, it -> new String(it, StandardCharsets.UTF_8));
        var outcome = parser.take(ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)));
        return FeatureSet.of(((ReplyParser.Outcome.Complete) outcome).reply());
    }

    @Test
    void featuresAreReadWithWhatStandsBehindThem() {
        FeatureSet features =
                of(
                        """
                        211-Features:
                         MDTM
                         REST STREAM
                         size
                         MLST type*;size*;modify*;UNIX.mode;
                         AUTH TLS
                         AUTH SSL
                         HASH SHA-256*;SHA-1;CRC32
                        211 End
                        """);
        assertThat(features.names())
                .containsExactlyInAnyOrder("MDTM", "REST", "SIZE", "MLST", "AUTH", "HASH");
        assertThat(features.has("REST", "STREAM")).isTrue();
        assertThat(features.has("AUTH", "tls")).isTrue();
        assertThat(features.has("AUTH", "SSL")).isTrue();
        assertThat(features.has("AUTH", "GSSAPI")).isFalse();
        assertThat(features.hasFact("modify")).isTrue();
        assertThat(features.hasFact("unix.mode")).isTrue();
        assertThat(features.hasFact("unique")).isFalse();
        assertThat(features.bestHash()).contains(HashFunction.SHA_256);
    }

    @Test
    void serversThatRepeatTheCodeAreUnderstood() {
        assertThat(of("211-Extensions:\r\n211-MDTM\r\n211- XSHA256\r\n211 End\r\n").names())
                .containsExactlyInAnyOrder("MDTM", "XSHA256");
    }

    @Test
    void theStrongestOldSumIsChosen() {
        assertThat(of("211-\r\n XCRC\r\n XMD5\r\n XSHA256\r\n211 End\r\n").bestSum())
                .contains(FeatureSet.Sum.XSHA256);
        assertThat(of("211-\r\n XCRC a;b\r\n211 End\r\n").bestSum()).contains(FeatureSet.Sum.XCRC);
        assertThat(of("211-\r\n HASH MADE-UP\r\n211 End\r\n").bestHash()).isEmpty();
    }

    @Test
    void aServerThatDoesNotKnowFeatHasNone() {
        assertThat(of("502 What?\r\n")).isEqualTo(FeatureSet.NONE);
        assertThat(of("211 No features\r\n")).isEqualTo(FeatureSet.NONE);
        assertThat(of("500-a\r\n MDTM\r\n500 b\r\n")).isEqualTo(FeatureSet.NONE);
    }
}
