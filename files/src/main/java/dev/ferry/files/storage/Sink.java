package dev.ferry.files.storage;

import dev.ferry.files.Version;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.WriteMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/// An upload in progress: [#write], [#commit], or close and it never was.
///
/// For one thread, but for [#onTakenOver], whose action runs on the thread of whoever takes over.
public interface Sink extends WritableByteChannel {

    /// To be called once the bytes are about to come (the data connection stands): only now is a
    /// partial that is continued cut to its offset, and an older upload of it ended.
    void begin() throws IOException;

    /// Appends all that remains in `source`.
    ///
    /// @throws dev.ferry.files.StorageFullException when the disk is; what was written is given
    ///   back at close
    @Override
    int write(ByteBuffer source) throws IOException;

    /// The name it would get if it were committed now, without a link on the way: another than what
    /// was asked for where its folder got one.
    VirtualPath target();

    /// How long the file would be if it were committed now, in bytes.
    long size();

    /// What is to be done when the same owner goes on with this upload elsewhere: end the transfer
    /// that feeds this sink. From then on [#write] and [#commit] fail. Must not block.
    void onTakenOver(Runnable action);

    /// Forces what was written so far to the disk, as a commit would, and keeps it for the owner to
    /// go on with ([WriteMode.FromMark]) whatever ends this upload but a commit, [#discard] or
    /// somebody's file of that name; also where it is to replace a file, which stays as it is.
    ///
    /// @return empty where nothing can be kept: nothing was to be ([NewFile#keepPartial()]), or
    ///   what is written is joined to a file
    Optional<WriteMode.Mark> mark() throws IOException;

    /// Makes the file whole under its name, for everyone, at once.
    ///
    /// @param check asked after the bytes are on disk and right before the name is; what it throws
    ///   leaves everything as it was and comes out of this method
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken and may not be
    /// @throws dev.ferry.files.FileChangedException if what it was to be joined to has changed
    void commit(LastCheck check) throws IOException;

    /// Which version of the file the bytes written here became, all of them and nothing else; empty
    /// where that cannot be told for sure. To be asked after [#commit]; may pause for a hundredth
    /// of a second where the file is large.
    Optional<Version> version() throws IOException;

    /// The cut upload is of no use to anyone: nothing of it is kept at close.
    void discard();

    /// Without a commit before: the old file stays, and of a new name, or behind a [#mark], what
    /// was written is kept or not, as [NewFile#keepPartial()] says. Never publishes. Closing again
    /// does nothing.
    ///
    /// @return whether a partial is kept for the owner to go on with
    boolean closeKeeping() throws IOException;

    @Override
    default void close() throws IOException {
        closeKeeping();
    }

    /// The last word before publication.
    @FunctionalInterface
    interface LastCheck {
        LastCheck NONE = () -> {};

        void confirm() throws IOException;
    }
}
