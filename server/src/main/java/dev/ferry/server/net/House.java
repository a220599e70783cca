package dev.ferry.server.net;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.LoginDesk;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.Events;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.storage.Storage;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// What all sessions share, whatever they speak. Nothing of it is closed by them.
///
/// @param homes the storage behind an account's home; many sessions may share it; throws
///   [java.io.UncheckedIOException] where a home cannot be opened
/// @param files how new files come to be
/// @param limits who may be here, and how many
/// @param meters what sessions of an account share
public record House(
        LoginDesk desk,
        Function<Account, Storage> homes,
        FileSettings files,
        Checksums checksums,
        Events events,
        InstantSource clock,
        Limits limits,
        Meters meters) {

    /// Tells of somebody who is not let in.
    public void tellTurnedAway(Refusal why, InetAddress client) {
        String address = Network.plain(client).getHostAddress();
        events.tell(why.event(new Event.Who("", "door", address)));
    }

    /// Why a session may not go on as that account, in words for its client; empty where it may.
    ///
    /// @param atLogin as the account was then
    public Optional<String> objection(Account atLogin) {
        Optional<Account> now = desk.current(atLogin.id());
        if (now.isEmpty()) return Optional.of("this account was removed");
        if (!now.get().enabled()) return Optional.of("this account was disabled");
        if (now.get().limits().isOver(clock.instant())) {
            return Optional.of("this account has expired");
        }
        return now.get().home().equals(atLogin.home())
                ? Optional.empty()
                : Optional.of("this account has a new home");
    }

    /// The files of whoever just logged in.
    public Workspace workspace(Account account, Teller teller) {
        return new Workspace(
                account,
                () -> desk.current(account.id()),
                homes.apply(account),
                files,
                checksums,
                new Event.Who(account.name(), teller.session(), teller.address()),
                teller,
                clock,
                meters);
    }
}
