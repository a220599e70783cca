package dev.ferry.server.ftp;

import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;

/// Work for a thread of its own beside the conversation: a file or a listing on its way, or a long
/// look at a file.
sealed interface Transfer
        permits HashFile, Late, ListOverControl, ReceiveFile, SendFile, SendListing {

    /// Does it, to its end, and closes what it holds. Failures are replies.
    ///
    /// @param preliminary where replies go that others follow
    /// @return the last reply
    Reply run(Preliminary preliminary);

    /// Makes [#run] end soon, from another thread.
    void cut(String why);

    /// Told that the client's control connection has ended while this runs.
    default void clientLeft() {
        cut("the control connection ended");
    }

    /// How far it is, in a line, for STAT. From another thread.
    String progress();

    /// The same for whoever looks at all sessions. From another thread.
    Glance glance();

    /// What it is and how far.
    ///
    /// @param what `upload`, `download`, `list` or `checksum`
    record Glance(String what, VirtualPath path, long bytes) {}

    /// Since when nothing moved though something should, by [System#nanoTime()]; 0 where nothing
    /// should. From another thread.
    default long quietSince() {
        return 0;
    }

    /// Where replies go.
    @FunctionalInterface
    interface Preliminary {
        void say(Reply reply) throws IOException;
    }
}
