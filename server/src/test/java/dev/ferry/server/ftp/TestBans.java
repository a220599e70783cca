package dev.ferry.server.ftp;

import dev.ferry.core.account.Ban;
import dev.ferry.core.account.Bans;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Bans without a database.
public final class TestBans implements Bans {

    private final Map<String, Ban> byNetwork = new ConcurrentHashMap<>();

    @Override
    public List<Ban> all() {
        return List.copyOf(byNetwork.values());
    }

    @Override
    public void put(Ban ban) {
        byNetwork.put(ban.network(), ban);
    }

    @Override
    public boolean remove(String network) {
        return byNetwork.remove(network) != null;
    }
}
