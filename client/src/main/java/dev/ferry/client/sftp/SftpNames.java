package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.files.NameText;
import dev.ferry.wire.sftp.NameBytes;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Names as bytes on the wire, and back. In UTF-8, names that are none come back as they went, by
/// the escapes of [NameText].
record SftpNames(Charset charset) implements NameBytes {

    @Override
    public String text(byte[] bytes) {
        return isUtf8() ? NameText.of(bytes) : new String(bytes, charset);
    }

    @Override
    public byte[] bytes(String text) {
        if (!isUtf8()) return text.getBytes(charset);
        return NameText.toBytes(text).orElseGet(() -> text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    /// @throws Failure.Usage where the charset has no such character, or no file can be called so
    void require(String path) throws Failure {
        if (!isUtf8() && !charset.newEncoder().canEncode(path)) {
            throw new Failure.Usage("cannot be said in " + charset + ": " + path);
        }
        for (byte b : bytes(path)) {
            if (b == 0) throw new Failure.Usage(path + ": no name holds NUL");
        }
    }
}
