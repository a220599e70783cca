package dev.ferry.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.Cipher.Mode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AesGcmTest {

    private static final int LENGTH = 4; // of the field in front, which is not encrypted

    private final Random random = new Random(25);

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Cipher begun(Cipher cipher, Mode mode, byte[] key, byte[] iv) throws Exception {
        cipher.init(mode, key, iv);
        return cipher;
    }

    @ParameterizedTest
    @EnumSource(names = {"aes128gcm", "aes256gcm"})
    void theLibraryReadsWhatItWritesAndItReadsWhatTheLibraryWrites(BuiltinCiphers known)
            throws Exception {
        byte[] key = bytes(known.getKdfSize());
        byte[] iv = bytes(known.getIVSize());
        var ours = AesGcm.orOther(known);
        var writers = Arrays.asList(ours.create(), known.create());
        var readers = Arrays.asList(known.create(), ours.create());
        for (int i = 0; i < writers.size(); i++) {
            Cipher writer = begun(writers.get(i), Mode.Encrypt, key, iv);
            Cipher reader = begun(readers.get(i), Mode.Decrypt, key, iv);
            for (int size : new int[] {16, 64, 32_768, 16, 35_008}) {
                byte[] clear = bytes(LENGTH + size);
                byte[] packet =
                        Arrays.copyOf(clear, clear.length + writer.getAuthenticationTagSize());
                writer.updateWithAAD(packet, 0, LENGTH, size);
                assertThat(Arrays.copyOfRange(packet, LENGTH, clear.length))
                        .isNotEqualTo(Arrays.copyOfRange(clear, LENGTH, clear.length));
                reader.updateWithAAD(packet, 0, LENGTH, size);
                assertThat(Arrays.copyOf(packet, clear.length)).isEqualTo(clear);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"aes128gcm", "aes256gcm"})
    void aPacketOfWhichOneBitIsOtherIsRefusedAndNothingOfItShown(BuiltinCiphers known)
            throws Exception {
        byte[] key = bytes(known.getKdfSize());
        byte[] iv = bytes(known.getIVSize());
        for (int at : new int[] {0, LENGTH, LENGTH + 31, LENGTH + 32 + 15}) { // length, text, tag
            var ours = AesGcm.orOther(known);
            Cipher writer = begun(ours.create(), Mode.Encrypt, key, iv);
            byte[] packet = bytes(LENGTH + 32 + writer.getAuthenticationTagSize());
            writer.updateWithAAD(packet, 0, LENGTH, 32);
            packet[at] ^= 1;
            byte[] sealed = packet.clone();
            Cipher reader = begun(ours.create(), Mode.Decrypt, key, iv);
            assertThatThrownBy(() -> reader.updateWithAAD(packet, 0, LENGTH, 32))
                    .isInstanceOf(AEADBadTagException.class);
            assertThat(packet).isEqualTo(sealed);
        }
    }
}
