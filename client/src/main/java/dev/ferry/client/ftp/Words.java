package dev.ferry.client.ftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.files.NameText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Text as bytes on the wire, and back. In UTF-8, names that are none come back as they went, by
/// the escapes of [NameText].
///
/// @param escaped whether the server writes names in those escapes itself, as Ferry does: what it
///   says is the text already, and escaping its escapes would make another name of it
record Words(Charset charset, boolean escaped) {

    String decoded(byte[] bytes) {
        if (!isUtf8()) return new String(bytes, charset);
        if (!escaped) return NameText.of(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return NameText.of(bytes);
        }
    }

    private boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    /// @throws Failure.Usage where the charset has no such character, or the line would be two
    byte[] encoded(String line) throws Failure {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) throw twoLines(line);
        }
        if (isUtf8()) {
            if (escaped) return line.getBytes(StandardCharsets.UTF_8);
            byte[] bytes =
                    NameText.toBytes(line).orElseGet(() -> line.getBytes(StandardCharsets.UTF_8));
            for (byte b : bytes) {
                if (b == '\r' || b == '\n' || b == 0) throw twoLines(line);
            }
            return bytes;
        }
        try {
            ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(line));
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            return all;
        } catch (CharacterCodingException _) {
            throw new Failure.Usage("cannot be said in " + charset + ": " + line);
        }
    }

    private static Failure twoLines(String line) {
        String shown = line.startsWith("PASS ") ? "the password" : line;
        return new Failure.Usage(
                shown + ": a line of FTP holds no CR, LF or NUL, so no name there does");
    }
}
