package dev.ferry.core.checksum;

import dev.ferry.files.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// A store that lasts as long as the process: for tests, and where there is no disk.
public final class MemoryChecksums implements ChecksumStore {

    private static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Kept> all =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
                    return size() > MOST;
                }
            };

    private record Key(String file, Algorithm algorithm) {}

    private record Kept(Version version, Checksum checksum) {}

    @Override
    public Optional<Checksum> find(Version version, Algorithm algorithm) {
        lock.lock();
        try {
            return Optional.ofNullable(all.get(new Key(version.file(), algorithm)))
                    .filter(kept -> kept.version().same(version))
                    .map(Kept::checksum);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void keep(Version version, Checksum checksum) {
        lock.lock();
        try {
            all.put(new Key(version.file(), checksum.algorithm()), new Kept(version, checksum));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}
}
