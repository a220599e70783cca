package dev.ferry.core.work;

import dev.ferry.core.account.Account;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What all sessions of an account share: its rates; and what all accounts of a home do: the count
/// of what stands in it. Safe for use by many threads.
public final class Meters {

    private final Map<String, Ledger> byHome = new ConcurrentHashMap<>();
    private final Map<String, Both> byAccount = new ConcurrentHashMap<>();

    private record Both(Bucket up, Bucket down) {}

    /// What one session takes part in.
    ///
    /// @param sessionUp its own, as `sessionDown`
    record Meter(Ledger ledger, Bucket up, Bucket down, Bucket sessionUp, Bucket sessionDown) {}

    /// For a session of `account` that begins.
    Meter of(Account account) {
        Both both =
                byAccount.computeIfAbsent(account.id(), _ -> new Both(new Bucket(), new Bucket()));
        return new Meter(
                byHome.computeIfAbsent(account.home(), _ -> new Ledger()),
                both.up(),
                both.down(),
                new Bucket(),
                new Bucket());
    }
}
