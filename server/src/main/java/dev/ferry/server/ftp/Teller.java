package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.Ban;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.Events;
import dev.ferry.server.net.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/// What one session tells: of itself, and through its workspace of files, which it counts. Safe for
/// use by the session's threads.
final class Teller implements Events {

    /// A name from before login may be anything, and of any length.
    private static final int LONGEST_NAME = 100;

    private final String session;
    private final String address;
    private final Events events;
    private final BooleanSupplier secure;
    private final InstantSource clock;
    private final Instant opened;
    private final AtomicReference<Event.Counts> counts = new AtomicReference<>(Event.Counts.NONE);
    private volatile String name = "";

    /// @param secure whether the control connection is encrypted at the moment of asking
    Teller(
            String session,
            String address,
            Events events,
            BooleanSupplier secure,
            InstantSource clock) {
        this.secure = secure;
        this.session = session;
        this.address = address;
        this.events = events;
        this.clock = clock;
        this.opened = clock.instant();
    }

    String session() {
        return session;
    }

    String address() {
        return address;
    }

    Instant opened() {
        return opened;
    }

    /// Whoever was logged in last.
    Event.Who who() {
        return new Event.Who(name, session, address);
    }

    @Override
    public void tell(Event event) {
        counts.updateAndGet(before -> before.and(event));
        events.tell(event);
    }

    void sessionOpened() {
        tell(new Event.SessionOpened(who()));
    }

    void loggedIn(Account account) {
        name = account.name();
        tell(new Event.LoggedIn(who(), method(account.anonymous()), secure.getAsBoolean()));
    }

    /// @param said the name that was to log in
    /// @param why for the operator
    void loginRefused(String said, boolean guest, String why) {
        String cut = said.length() > LONGEST_NAME ? said.substring(0, LONGEST_NAME) + "..." : said;
        var who = new Event.Who(cut, session, address);
        tell(new Event.LoginRefused(who, method(guest), secure.getAsBoolean(), why));
    }

    private static String method(boolean guest) {
        return guest ? "anonymous" : "password";
    }

    /// Before or after login, by a limit, a ban or a list.
    void turnedAway(Refusal why) {
        tell(why.event(who()));
    }

    void banned(Ban ban) {
        tell(new Event.Banned(who(), ban.network(), ban.until(), ban.why()));
    }

    void loggedOut() {
        tell(new Event.LoggedOut(who()));
    }

    void sessionClosed(String why) {
        var lasted = Duration.between(opened, clock.instant());
        tell(new Event.SessionClosed(who(), counts.get(), lasted, why));
    }
}
