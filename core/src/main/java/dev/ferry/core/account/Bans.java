package dev.ferry.core.account;

import java.io.IOException;
import java.util.List;

/// Who is banned, beyond the life of a server. Safe for use by many threads; calls block.
public interface Bans {

    /// Those in force, and those that ended not long ago: whoever comes back is banned for longer.
    List<Ban> all() throws IOException;

    /// Puts it in the place of what is said of that network.
    void put(Ban ban) throws IOException;

    /// @return whether there was one
    boolean remove(String network) throws IOException;

    /// Bans that are forgotten with the server.
    static Bans none() {
        return new Bans() {
            @Override
            public List<Ban> all() {
                return List.of();
            }

            @Override
            public void put(Ban ban) {}

            @Override
            public boolean remove(String network) {
                return false;
            }
        };
    }
}
