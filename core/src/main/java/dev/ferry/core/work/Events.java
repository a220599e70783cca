package dev.ferry.core.work;

import java.util.List;

/// Where events go. Called on the thread on which they happened; must not block for longer than it
/// says of itself, and must not throw.
@FunctionalInterface
public interface Events {
    void tell(Event event);

    /// Nobody listens.
    static Events none() {
        return _ -> {};
    }

    /// All of these listen, in this order.
    static Events all(List<? extends Events> listeners) {
        List<Events> each = List.copyOf(listeners);
        return event -> {
            for (Events one : each) one.tell(event);
        };
    }
}
