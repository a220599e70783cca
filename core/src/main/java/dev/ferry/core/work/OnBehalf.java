package dev.ferry.core.work;

import java.util.Optional;

/// Whose session the current thread is at work for, so that each line of the log can say so.
public final class OnBehalf {

    private static final ScopedValue<String> SESSION = ScopedValue.newInstance();

    private OnBehalf() {}

    /// Does `work`, which is that of `session`.
    ///
    /// @param session as in [Event.Who#session]
    public static void of(String session, Runnable work) {
        ScopedValue.where(SESSION, session).run(work);
    }

    /// The session; empty where the work is nobody's.
    public static Optional<String> session() {
        return SESSION.isBound() ? Optional.of(SESSION.get()) : Optional.empty();
    }
}
