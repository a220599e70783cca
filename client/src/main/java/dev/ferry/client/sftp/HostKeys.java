package dev.ferry.client.sftp;

import java.io.IOException;
import java.util.List;

/// Which servers have which keys.
public interface HostKeys {

    /// Knows nobody and remembers nothing.
    HostKeys NONE =
            new HostKeys() {
                @Override
                public List<Known> of(String host, int port) {
                    return List.of();
                }

                @Override
                public void remember(String host, int port, HostKey key) {}
            };

    /// How a key is known.
    enum Standing {
        /// As this server's.
        ITS_OWN,
        /// As that of the host without a port, which may be another server.
        OF_THE_HOST,
        /// As one that is no good any more.
        REVOKED
    }

    /// @param where what people look for who want to change that: the file and the line
    record Known(HostKey key, Standing standing, String where) {

        boolean is(HostKey other, Standing one) {
            return key.equals(other) && standing == one;
        }
    }

    /// What is known of a server, in no order.
    List<Known> of(String host, int port) throws IOException;

    void remember(String host, int port, HostKey key) throws IOException;
}
