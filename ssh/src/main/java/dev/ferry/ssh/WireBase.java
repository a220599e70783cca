package dev.ferry.ssh;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/// A connection in the SSH library's eyes: its number, and what the library keeps with it.
public abstract class WireBase extends AbstractCloseable implements IoSession {

    private static final AtomicLong COUNT = new AtomicLong();

    private final long id = COUNT.incrementAndGet();
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();

    /// Drops what the library kept.
    protected final void forget() {
        attributes.clear();
    }

    @Override
    public final long getId() {
        return id;
    }

    @Override
    public final @Nullable Object getAttribute(Object name) {
        return attributes.get(name);
    }

    @Override
    public final @Nullable Object setAttribute(Object name, Object value) {
        return attributes.put(name, value);
    }

    @Override
    public final @Nullable Object setAttributeIfAbsent(Object name, Object value) {
        return attributes.putIfAbsent(name, value);
    }

    @Override
    public final @Nullable Object removeAttribute(Object name) {
        return attributes.remove(name);
    }
}
