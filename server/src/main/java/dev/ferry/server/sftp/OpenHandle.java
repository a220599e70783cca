package dev.ferry.server.sftp;

import dev.ferry.files.VirtualPath;
import dev.ferry.wire.sftp.Attributes;
import java.io.IOException;
import java.util.Optional;

/// What a client has open. For the conversation's thread, but for [#glance] and [#hurry].
sealed interface OpenHandle permits OpenDownload, OpenUpload, OpenListing {

    VirtualPath path();

    /// What FSTAT says.
    Attributes attributes() throws IOException;

    /// The client is done with it: an upload becomes a file.
    void close() throws IOException;

    /// The client is gone, or was sent away: an upload does not become a file.
    void abandon(String why) throws IOException;

    /// No pace holds it up any longer, since it is to end.
    void hurry();

    /// What moves here, for whoever watches; empty where nothing does. For any thread.
    Optional<Glance> glance();

    /// A file on its way.
    ///
    /// @param what `upload` or `download`
    record Glance(String what, VirtualPath path, long bytes) {}
}
