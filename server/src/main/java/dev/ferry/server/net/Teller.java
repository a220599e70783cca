package dev.ferry.server.net;

import dev.ferry.core.access.Action;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.Ban;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.Events;
import dev.ferry.files.VirtualPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/// What one session tells: of itself, and through its workspace of files, which it counts. Safe for
/// use by the session's threads.
public final class Teller implements Events {

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
    public Teller(
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

    public String session() {
        return session;
    }

    public String address() {
        return address;
    }

    public Instant opened() {
        return opened;
    }

    /// Whoever was logged in last.
    public Event.Who who() {
        return new Event.Who(name, session, address);
    }

    @Override
    public void tell(Event event) {
        counts.updateAndGet(before -> before.and(event));
        events.tell(event);
    }

    public void sessionOpened() {
        tell(new Event.SessionOpened(who()));
    }

    /// How somebody proves who he is.
    public enum Method {
        PASSWORD("password"),
        ANONYMOUS("anonymous"),
        CERTIFICATE("certificate"),
        CERTIFICATE_AND_PASSWORD("certificate+password"),
        PUBLIC_KEY("public-key"),
        PUBLIC_KEY_AND_PASSWORD("public-key+password");

        private final String word;

        Method(String word) {
            this.word = word;
        }
    }

    public void loggedIn(Account account, Method method) {
        name = account.name();
        tell(new Event.LoggedIn(who(), method.word, secure.getAsBoolean()));
    }

    /// @param said the name that was to log in
    /// @param why for the operator
    public void loginRefused(String said, Method method, String why) {
        tell(new Event.LoginRefused(who(said), method.word, secure.getAsBoolean(), why));
    }

    private Event.Who who(String said) {
        String cut = said.length() > LONGEST_NAME ? said.substring(0, LONGEST_NAME) + "..." : said;
        return new Event.Who(cut, session, address);
    }

    /// Nobody may log in without TLS, or without a certificate.
    ///
    /// @param said the name that was to log in
    public void tlsWanted(String said, String why) {
        tell(new Event.TurnedAway(who(said), Event.Ground.TLS, why));
    }

    /// The client wanted less of TLS than there has to be.
    public void tlsWanted(String why) {
        tell(new Event.TurnedAway(who(), Event.Ground.TLS, why));
    }

    /// Data does not move because TLS is not as it has to be.
    public void tlsWanted(VirtualPath path, Action action, String why) {
        tell(new Event.Refused(who(), path, action, Event.Ground.TLS, why));
    }

    /// Before or after login, by a limit, a ban or a list.
    public void turnedAway(Refusal why) {
        tell(why.event(who()));
    }

    public void banned(Ban ban) {
        tell(new Event.Banned(who(), ban.network(), ban.until(), ban.why()));
    }

    public void loggedOut() {
        tell(new Event.LoggedOut(who()));
    }

    public void sessionClosed(String why) {
        var lasted = Duration.between(opened, clock.instant());
        tell(new Event.SessionClosed(who(), counts.get(), lasted, why));
    }
}
