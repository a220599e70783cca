package dev.ferry.server.ftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What goes through a transfer, from stage to stage: bytes, and what is said between them. For one
/// thread.
interface Flow {

    /// Takes all of `some`, which is good until this returns.
    void bytes(ByteBuffer some) throws IOException;

    void endOfRecord() throws IOException;

    /// A restart marker.
    ///
    /// @param afterReturn whether a CR was held back before it
    void marker(String text, boolean afterReturn) throws IOException;

    /// The sender holds what comes next for damaged.
    void suspect() throws IOException;

    /// What waits to become more is to go on its way.
    void flush() throws IOException;

    /// Nothing more comes, and that is as it should be.
    void end() throws IOException;

    /// A stage between two others: says on what it does not change.
    interface Stage extends Flow {

        Flow next();

        @Override
        default void bytes(ByteBuffer some) throws IOException {
            next().bytes(some);
        }

        @Override
        default void endOfRecord() throws IOException {
            next().endOfRecord();
        }

        @Override
        default void marker(String text, boolean afterReturn) throws IOException {
            next().marker(text, afterReturn);
        }

        @Override
        default void suspect() throws IOException {
            next().suspect();
        }

        @Override
        default void flush() throws IOException {
            next().flush();
        }

        @Override
        default void end() throws IOException {
            next().end();
        }
    }

    /// The last of them, where nothing is left but bytes.
    interface Outlet extends Flow {

        @Override
        default void endOfRecord() {
            throw new IllegalStateException("a record's end has no bytes here");
        }

        @Override
        default void marker(String text, boolean afterReturn) throws IOException {
            throw new IllegalStateException("a marker has no bytes here");
        }

        @Override
        default void suspect() {}

        @Override
        default void flush() throws IOException {}
    }
}
