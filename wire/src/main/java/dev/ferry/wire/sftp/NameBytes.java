package dev.ferry.wire.sftp;

import java.nio.charset.StandardCharsets;

/// How names and paths are bytes on the wire: version 3 says nothing of a charset, so what stands
/// on the disk goes over it as it is.
public interface NameBytes {

    /// Every array has a text.
    String text(byte[] bytes);

    byte[] bytes(String text);

    /// Names that are UTF-8; what is not, is lost.
    NameBytes UTF8 =
            new NameBytes() {
                @Override
                public String text(byte[] bytes) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }

                @Override
                public byte[] bytes(String text) {
                    return text.getBytes(StandardCharsets.UTF_8);
                }
            };
}
