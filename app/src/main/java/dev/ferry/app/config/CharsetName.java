package dev.ferry.app.config;

import dev.ferry.app.cli.Nearest;
import dev.ferry.server.ftp.FtpSettings;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The name of a charset that FTP can be spoken in, as somebody wrote it.
public final class CharsetName {

    private CharsetName() {}

    /// `text` by the name it has here.
    ///
    /// @throws IllegalArgumentException if there is no such charset, with the nearest, or none in
    ///   which FTP can be spoken
    public static String read(String text) {
        try {
            return FtpSettings.requireCharset(text);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(
                    nearest(text).map(name -> why + "; did you mean " + name + "?").orElse(why), e);
        }
    }

    /// The charset of the nearest of all names, the signs in them left aside: `Latin-1` is
    /// `latin1`, and not `Latin-9`.
    private static Optional<String> nearest(String text) {
        Map<String, String> names = new TreeMap<>();
        for (Charset charset : Charset.availableCharsets().values()) {
            if (!isTaken(charset.name())) continue;
            for (String alias : charset.aliases()) names.putIfAbsent(bare(alias), charset.name());
            names.put(bare(charset.name()), charset.name());
        }
        return Nearest.to(bare(text), names.keySet()).map(names::get);
    }

    private static boolean isTaken(String charset) {
        try {
            FtpSettings.requireCharset(charset);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
