package dev.ferry.core.work;

/// Where events go. Called on the thread on which they happened; must not block and must not throw.
@FunctionalInterface
public interface Events {
    void tell(Event event);

    /// Nobody listens.
    static Events none() {
        return _ -> {};
    }
}
