package dev.ferry.server.net;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How a session stands at the moment of asking.
///
/// @param account empty before login
/// @param secure whether its control connection is encrypted
/// @param silent for how long the client has said nothing
/// @param doing what runs beside the conversation
public record LiveSession(
        String id,
        Optional<String> account,
        String address,
        boolean secure,
        Instant since,
        Duration silent,
        Optional<Doing> doing) {

    /// A file or a listing on its way, or a long look at a file.
    ///
    /// @param what `upload`, `download`, `list` or `checksum`
    /// @param bytes moved so far, as they went over the wire; of a checksum, read so far
    /// @param rate bytes in a second, lately
    public record Doing(String what, String path, long bytes, long rate) {}
}
