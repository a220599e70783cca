package dev.ferry.server.net;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.Ban;
import dev.ferry.core.account.Bans;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How many may be here at one time, and who may come at all: asked when a connection is accepted
/// and when somebody logs in. Safe for use by many threads; nothing but a new ban waits.
public final class Limits {

    private final LimitSettings settings;
    private final int most;
    private final BanList bans;
    private final Attempts attempts;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private int sessions;
    private final Map<Network, Crowd> byNetwork = new HashMap<>();
    private final Map<String, Integer> byAccount = new HashMap<>();
    private final SequencedSet<Place> halfOpen = new LinkedHashSet<>();

    /// What one network has.
    private static final class Crowd {
        int sessions;
        final SequencedSet<Place> halfOpen = new LinkedHashSet<>();
    }

    /// Who asks to be let in, and is told to go where others need his place.
    @FunctionalInterface
    public interface Guest {
        /// Must not block.
        void dismiss(Refusal why);
    }

    /// What came of it.
    public sealed interface Answer {
        record Admitted(Place place) implements Answer {}

        record Refused(Refusal why) implements Answer {}
    }

    /// What a wrong password leads to.
    ///
    /// @param pause before it is answered
    /// @param ban where it was one too many
    public record Wrong(Duration pause, Optional<Ban> ban) {}

    /// @param most sessions at one time, over all
    public Limits(LimitSettings settings, int most, Bans bans, InstantSource clock) {
        this.settings = settings;
        this.most = most;
        this.bans = new BanList(bans, clock);
        this.attempts = new Attempts(settings.banWindow());
        this.clock = clock;
    }

    public LimitSettings settings() {
        return settings;
    }

    /// Why nobody at `address` is let in at all; empty where they are.
    public Optional<Refusal> objection(InetAddress address) {
        if (!LimitSettings.admits(settings.allow(), settings.deny(), address)) {
            return Optional.of(new Refusal.NotAllowed(Network.plain(address)));
        }
        return bans.find(address).map(Refusal.Banned::new);
    }

    /// The same for a session that goes on: bans that the server has made by itself do not end the
    /// sessions of others at that address.
    public Optional<Refusal> objectionByHand(InetAddress address) {
        return bans.find(address).filter(ban -> ban.times() == 0).map(Refusal.Banned::new);
    }

    /// A place for a session of `address`, if there is one.
    public Answer enter(InetAddress address, Guest guest) {
        Optional<Refusal> objection = objection(address);
        if (objection.isPresent()) return new Answer.Refused(objection.get());
        Network network = settings.networkOf(address);
        Place outbid = null;
        Refusal why = new Refusal.GaveWay(most);
        Place place;
        lock.lock();
        try {
            Crowd crowd = byNetwork.computeIfAbsent(network, _ -> new Crowd());
            var few = settings.sessionsPerAddress();
            if (crowd.halfOpen.size() >= settings.halfOpenPerAddress()) {
                outbid = crowd.halfOpen.getFirst();
                why = new Refusal.HalfOpen(settings.halfOpenPerAddress());
            } else if (few.isPresent() && crowd.sessions >= few.getAsInt()) {
                return new Answer.Refused(new Refusal.AddressFull(network, few.getAsInt()));
            } else if (halfOpen.size() >= settings.halfOpen()) {
                outbid = outbid();
                why = new Refusal.HalfOpen(settings.halfOpen());
            } else if (sessions >= most) {
                outbid = outbid();
            }
            if (outbid != null) outbid.forget();
            else if (sessions >= most) {
                if (crowd.sessions == 0) byNetwork.remove(network);
                return new Answer.Refused(new Refusal.ServerFull(most));
            }
            crowd = byNetwork.computeIfAbsent(network, _ -> new Crowd());
            place = new Place(network, guest);
            sessions++;
            crowd.sessions++;
            crowd.halfOpen.add(place);
            halfOpen.add(place);
        } finally {
            lock.unlock();
            if (outbid != null) outbid.guest.dismiss(why);
        }
        return new Answer.Admitted(place);
    }

    /// The session whose client is least likely to be about to log in. A network that holds many
    /// places open gives up one of its own; where none does, whoever has waited longest goes, or
    /// those that come together from one address would push each other out while an attacker with
    /// many addresses stays.
    ///
    /// @return null where all have logged in
    private @Nullable Place outbid() {
        if (halfOpen.isEmpty()) return null;
        Crowd largest = new Crowd();
        for (Crowd crowd : byNetwork.values()) {
            if (crowd.halfOpen.size() > largest.halfOpen.size()) largest = crowd;
        }
        boolean many = largest.halfOpen.size() * 2 > settings.halfOpenPerAddress();
        return many ? largest.halfOpen.getFirst() : halfOpen.getFirst();
    }

    /// Counts a wrong password, or a name that nobody has: nobody can tell the two apart.
    ///
    /// @param pause before the first one is answered
    public Wrong wrongPassword(InetAddress address, Duration pause) {
        Network network = settings.networkOf(address);
        int count = attempts.wrong(network, clock.instant());
        Duration longer = pause;
        for (int i = 1; i < count && longer.compareTo(settings.longestRefusal()) < 0; i++) {
            longer = longer.multipliedBy(2);
            if (longer.isZero()) break;
        }
        if (longer.compareTo(settings.longestRefusal()) > 0) longer = settings.longestRefusal();
        if (longer.compareTo(pause) < 0) longer = pause;
        OptionalInt tooMany = settings.banAfter();
        boolean spared = settings.neverBan().stream().anyMatch(it -> it.contains(address));
        if (tooMany.isEmpty() || count < tooMany.getAsInt() || spared) {
            return new Wrong(longer, Optional.empty());
        }
        attempts.forget(network);
        String why = count + " wrong passwords";
        Ban ban = bans.add(network, settings.banFor(), settings.banLongest(), why);
        return new Wrong(longer, Optional.of(ban));
    }

    /// Bans may have changed.
    public void reload() {
        bans.reload();
    }

    /// How many sessions there are.
    public int sessions() {
        lock.lock();
        try {
            return sessions;
        } finally {
            lock.unlock();
        }
    }

    /// How many of them nobody has logged in to.
    public int halfOpen() {
        lock.lock();
        try {
            return halfOpen.size();
        } finally {
            lock.unlock();
        }
    }

    /// How many networks something is remembered of.
    int remembered() {
        lock.lock();
        try {
            return byNetwork.size() + attempts.size();
        } finally {
            lock.unlock();
        }
    }

    /// Where one session is counted, from being let in to [#close].
    public final class Place implements AutoCloseable {

        private final Network network;
        private final Guest guest;
        private @Nullable String account; // its id; under the lock, as what follows
        private boolean gone;

        private Place(Network network, Guest guest) {
            this.network = network;
            this.guest = guest;
        }

        /// Somebody logs in.
        ///
        /// @return what speaks against it: nothing has changed then
        public Optional<Refusal> logIn(Account who) {
            OptionalInt own = who.limits().sessions();
            OptionalInt few = own.isPresent() ? own : settings.sessionsPerAccount();
            lock.lock();
            try {
                int already = byAccount.getOrDefault(who.id(), 0);
                if (few.isPresent() && already >= few.getAsInt()) {
                    return Optional.of(new Refusal.AccountFull(who.name(), few.getAsInt()));
                }
                if (gone) return Optional.empty();
                byAccount.put(who.id(), already + 1);
                account = who.id();
                waitNoMore();
                return Optional.empty();
            } finally {
                lock.unlock();
            }
        }

        /// He logs out, and may log in again.
        public void logOut() {
            lock.lock();
            try {
                forgetAccount();
                Crowd crowd = byNetwork.get(network);
                if (gone || crowd == null) return;
                crowd.halfOpen.add(this);
                halfOpen.add(this);
            } finally {
                lock.unlock();
            }
        }

        private void forgetAccount() {
            String id = account;
            account = null;
            if (id != null) byAccount.computeIfPresent(id, (_, n) -> n > 1 ? n - 1 : null);
        }

        private void waitNoMore() {
            halfOpen.remove(this);
            Crowd crowd = byNetwork.get(network);
            if (crowd != null) crowd.halfOpen.remove(this);
        }

        private void forget() {
            if (gone) return;
            gone = true;
            forgetAccount();
            waitNoMore();
            sessions--;
            Crowd crowd = byNetwork.get(network);
            if (crowd != null && --crowd.sessions == 0) byNetwork.remove(network);
        }

        @Override
        public void close() {
            lock.lock();
            try {
                forget();
            } finally {
                lock.unlock();
            }
        }
    }
}
