package dev.ferry.server.net;

import dev.ferry.core.account.Ban;
import dev.ferry.core.account.Bans;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Who is banned, in memory: looked up at every connection, read from [Bans] when those have
/// changed. Safe for use by many threads.
final class BanList {

    private static final System.Logger LOG = System.getLogger(BanList.class.getName());

    private final Bans book;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock(); // for changes
    private volatile Map<Integer, Map<Network, Ban>> byPrefix = Map.of();

    BanList(Bans book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
        reload();
    }

    /// Reads them again, where they can be read.
    void reload() {
        lock.lock();
        try {
            Map<Integer, Map<Network, Ban>> fresh = new TreeMap<>();
            for (Ban ban : book.all()) put(fresh, ban);
            byPrefix = fresh;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "bans cannot be read: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private static void put(Map<Integer, Map<Network, Ban>> bans, Ban ban) {
        try {
            Network network = Network.parse(ban.network()).tidy();
            bans.computeIfAbsent(network.prefix(), _ -> new HashMap<>()).put(network, ban);
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "a ban of no use: " + e.getMessage());
        }
    }

    /// The ban that holds for `address` now.
    Optional<Ban> find(InetAddress address) {
        Instant now = clock.instant();
        int bits = Network.plain(address).getAddress().length * 8;
        for (var bans : byPrefix.entrySet()) {
            if (bans.getKey() > bits) continue;
            Ban ban = bans.getValue().get(Network.around(address, bans.getKey()));
            if (ban != null && !ban.isOver(now)) return Optional.of(ban);
        }
        return Optional.empty();
    }

    /// Bans `network` for twice as long as the last time.
    ///
    /// @param atFirst how long where it never was
    Ban add(Network network, Duration atFirst, Duration longest, String why) {
        lock.lock();
        try {
            Instant now = clock.instant();
            Map<Network, Ban> same = byPrefix.getOrDefault(network.prefix(), Map.of());
            int times = Optional.ofNullable(same.get(network)).map(Ban::times).orElse(0) + 1;
            Duration length = atFirst;
            for (int i = 1; i < times && length.compareTo(longest) < 0; i++) {
                length = length.multipliedBy(2);
            }
            if (length.compareTo(longest) > 0) length = longest;
            var ban = new Ban(network.toString(), now, Optional.of(now.plus(length)), why, times);
            Map<Integer, Map<Network, Ban>> changed = new TreeMap<>(byPrefix);
            Map<Network, Ban> bans = new HashMap<>(same);
            bans.put(network, ban);
            changed.put(network.prefix(), bans);
            byPrefix = changed;
            keep(ban);
            return ban;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Ban ban) {
        try {
            book.put(ban);
        } catch (IOException e) { // it holds here all the same, until the server ends
            LOG.log(System.Logger.Level.WARNING, "a ban cannot be kept: " + e.getMessage());
        }
    }
}
