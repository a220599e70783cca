package dev.ferry.core.work;

import dev.ferry.core.account.Account;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What all sessions of an account share: its rates; and what all accounts of a home do: the count
/// of what stands in it. Safe for use by many threads.
public final class Meters implements Closeable {

    private final Ledgers ledgers;
    private final Map<String, Ledger> byHome = new ConcurrentHashMap<>();
    private final Map<String, Both> byAccount = new ConcurrentHashMap<>();

    private record Both(Bucket up, Bucket down) {}

    /// What one session takes part in.
    ///
    /// @param sessionUp its own, as `sessionDown`
    record Meter(Ledger ledger, Bucket up, Bucket down, Bucket sessionUp, Bucket sessionDown) {}

    /// What is known of a home.
    ///
    /// @param known whether it was counted since the start; else the numbers mean nothing
    /// @param counting whether it is being counted, or will be
    /// @param bytes of files, of running uploads and of interrupted ones
    /// @param files of the same
    /// @param finished the number of the last count that came to its end
    /// @param failed the number of the last one that did not
    /// @param problem why not
    /// @param counted when the last one ended
    public record Standing(
            boolean known,
            boolean counting,
            long bytes,
            long files,
            long finished,
            long failed,
            String problem,
            Optional<Instant> counted) {}

    /// @param recount how long after a count a home is counted again when it is next used; empty
    ///   for never
    public Meters(InstantSource clock, Optional<Duration> recount) {
        this.ledgers = new Ledgers(clock, recount);
    }

    /// For a session of `account` that begins. Its home is counted in advance, where it has a
    /// quota: nobody waits for that here.
    Meter of(Account account, Storage storage) {
        Both both =
                byAccount.computeIfAbsent(account.id(), _ -> new Both(new Bucket(), new Bucket()));
        Ledger ledger = ledger(account, storage);
        if (account.limits().hasQuota()) ledgers.prepare(ledger);
        return new Meter(ledger, both.up(), both.down(), new Bucket(), new Bucket());
    }

    /// What is known of the account's home; empty where nobody has been there since the start.
    public Optional<Standing> standing(Account account) throws IOException {
        Ledger ledger = byHome.get(account.home());
        return ledger == null ? Optional.empty() : Optional.of(ledgers.standing(ledger));
    }

    /// Counts the account's home in the background, where that was not done yet.
    ///
    /// @param storage its home
    public void prepare(Account account, Storage storage) {
        ledgers.prepare(ledger(account, storage));
    }

    /// Counts the account's home in the background, whatever is known.
    ///
    /// @param storage its home
    /// @return the number of a count that begins after this
    public long recount(Account account, Storage storage) {
        return ledgers.recount(ledger(account, storage));
    }

    private Ledger ledger(Account account, Storage storage) {
        return byHome.computeIfAbsent(
                account.home(),
                home -> ledgers.of(storage.location().orElseGet(() -> alone(home)), storage));
    }

    /// A place for what lies in no other, and has no other in it.
    private static VirtualPath alone(String home) {
        return VirtualPath.ROOT.child("home " + home.replace('/', '|'));
    }

    /// Ends what counts in the background, and waits for that.
    @Override
    public void close() {
        ledgers.close();
    }
}
