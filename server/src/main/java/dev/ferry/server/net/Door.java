package dev.ferry.server.net;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountLimits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// What one client meets where it logs in: how often, from where, as whom.
///
/// @param pause before the first wrong password is answered
public record Door(Limits limits, Limits.Place place, InetAddress peer, Duration pause) {

    /// Why nobody at this address may log in any more.
    public Optional<Refusal> closed() {
        return limits.objection(peer);
    }

    /// What the account itself has against this address. The client never learns it.
    public Optional<String> objection(Account account) {
        AccountLimits own = account.limits();
        return LimitSettings.objection(own.allow(), own.deny(), peer);
    }

    public Limits.Wrong wrongPassword() {
        return limits.wrongPassword(peer, pause);
    }

    /// Whether that ends the session.
    ///
    /// @param count wrong passwords in it
    public Optional<Refusal> tooMany(int count, Limits.Wrong wrong) {
        if (wrong.ban().isPresent()) return wrong.ban().map(Refusal.Banned::new);
        int most = limits.settings().wrongPasswords();
        return count < most ? Optional.empty() : Optional.of(new Refusal.WrongPasswords(most));
    }

    /// Takes one of the account's sessions.
    public Optional<Refusal> logIn(Account account) {
        return place.logIn(account);
    }

    public void logOut() {
        place.logOut();
    }
}
