package dev.ferry.files.storage.local;

import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Partials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which uploads of a [StageArea] can be gone on with, by name or from a mark, and for how long.
/// Safe for use by many threads; its lock is never held across file I/O.
final class StageIndex {

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

    private final Duration keep;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    // Under the lock:
    private final TreeMap<VirtualPath, List<Stage>> byTarget = new TreeMap<>();
    private Instant nextSweep;

    /// @param keep how long one is kept that nobody comes back for
    StageIndex(Duration keep, InstantSource clock) {
        this.keep = keep;
        this.clock = clock;
        nextSweep = clock.instant().plus(BETWEEN_SWEEPS);
    }

    /// As the newest of its target.
    void add(Stage stage) {
        lock.lock();
        try {
            byTarget.computeIfAbsent(stage.target, _ -> new ArrayList<>()).addFirst(stage);
        } finally {
            lock.unlock();
        }
    }

    void forget(Stage stage) {
        lock.lock();
        try {
            List<Stage> same = byTarget.get(stage.target);
            if (same == null) return;
            same.remove(stage);
            if (same.isEmpty()) byTarget.remove(stage.target);
        } finally {
            lock.unlock();
        }
    }

    /// The newest resumable upload of `target` by `owner`.
    Optional<Stage> find(VirtualPath target, String owner) {
        return of(target).stream()
                .filter(stage -> stage.resumable)
                .filter(stage -> stage.owner.equals(owner) && isAlive(stage))
                .findFirst();
    }

    /// `owner`'s upload to `target` by its name.
    Optional<Stage> find(VirtualPath target, String owner, String id) {
        return of(target).stream()
                .filter(stage -> stage.id.equals(id) && stage.owner.equals(owner))
                .filter(this::isAlive)
                .findFirst();
    }

    /// The uploads of `target` that nobody is writing.
    ///
    /// @param owner whose; null for everybody's
    List<Stage> kept(VirtualPath target, @Nullable String owner) {
        return of(target).stream()
                .filter(Stage::isKept)
                .filter(stage -> owner == null || stage.owner.equals(owner))
                .toList();
    }

    private List<Stage> of(VirtualPath target) {
        lock.lock();
        try {
            return List.copyOf(byTarget.getOrDefault(target, List.of()));
        } finally {
            lock.unlock();
        }
    }

    /// Those into `folder` or below it that are not too old.
    List<Stage> alive(VirtualPath folder) {
        lock.lock();
        try {
            return under(folder).filter(this::isAlive).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Those into `folder` or below it, the newest last.
    List<Stage> below(VirtualPath folder) {
        lock.lock();
        try {
            return under(folder).sorted(Comparator.comparing(stage -> stage.touched)).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Under the lock.
    private Stream<Stage> under(VirtualPath folder) {
        return byTarget.tailMap(folder).entrySet().stream()
                .takeWhile(at -> at.getKey().isUnder(folder))
                .flatMap(at -> at.getValue().stream());
    }

    /// What nobody is writing, added up.
    Partials.Kept kept() {
        lock.lock();
        try {
            if (byTarget.isEmpty()) return Partials.Kept.NONE;
            long bytes = 0;
            long files = 0;
            for (List<Stage> stages : byTarget.values()) {
                for (Stage stage : stages) {
                    if (!stage.isKept()) continue;
                    bytes += stage.size;
                    files++;
                }
            }
            return new Partials.Kept(bytes, files);
        } finally {
            lock.unlock();
        }
    }

    private boolean isAlive(Stage stage) {
        return !stage.isKept() || !isExpired(stage.touched);
    }

    /// Whether what was last written then is too old to be kept.
    boolean isExpired(Instant touched) {
        return touched.plus(keep).isBefore(clock.instant());
    }

    /// Now and then those that nobody came back for, else none.
    List<Stage> expired() {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (byTarget.isEmpty() || now.isBefore(nextSweep)) return List.of();
            nextSweep = now.plus(BETWEEN_SWEEPS);
            return byTarget.values().stream()
                    .flatMap(List::stream)
                    .filter(stage -> !isAlive(stage))
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
