package dev.ferry.server.ftp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in a transfer in block mode, by a word that only this server understands (RFC 959 §3.5).
/// It means the same after the server was started again.
sealed interface RestartMarker {

    /// In a file on its way out.
    ///
    /// @param offset of the next byte of the file
    /// @param insideLine whether the byte before it ends no line
    /// @param version of the file, as [dev.ferry.core.work.Download#version] says it
    record OfDownload(long offset, boolean insideLine, String version) implements RestartMarker {
        @Override
        public String text() {
            return "D" + offset + (insideLine ? "i." : "s.") + version;
        }
    }

    /// In a file on its way in.
    ///
    /// @param stage where its bytes are
    /// @param bytes how many of them came before the marker
    /// @param afterReturn in TYPE A, whether a CR came last and is not among them
    record OfUpload(String stage, long bytes, boolean afterReturn) implements RestartMarker {
        @Override
        public String text() {
            return "U" + bytes + (afterReturn ? "r." : "s.") + stage;
        }
    }

    Pattern TEXT = Pattern.compile("([DU])(\\d{1,18})([irs])\\.(\\S+)");

    /// As it goes over the wire.
    String text();

    /// The marker that `text` is; empty for one that is not ours.
    static Optional<RestartMarker> of(String text) {
        Matcher said = TEXT.matcher(text);
        if (!said.matches()) return Optional.empty();
        long number = Long.parseLong(said.group(2));
        boolean plain = said.group(3).equals("s");
        return Optional.of(
                said.group(1).equals("D")
                        ? new OfDownload(number, !plain, said.group(4))
                        : new OfUpload(said.group(4), number, !plain));
    }
}
