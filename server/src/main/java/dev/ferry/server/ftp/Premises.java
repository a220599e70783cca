package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.LoginDesk;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.Events;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.storage.Storage;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.Lounge;
import dev.ferry.server.net.Selectors;
import dev.ferry.server.net.Teller;
import dev.ferry.server.net.Tls;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/// What all sessions of one server share.
///
/// @param homes the storage behind an account's home; stays open
/// @param crew who carries conversations and transfers on
/// @param watch what is to be done later, or now and then; never for long
/// @param limits who may be here, and how many
/// @param meters what sessions of an account share
/// @param lounge where sessions wait whose clients are silent
/// @param tls empty where there is none
record Premises(
        FtpSettings settings,
        LoginDesk desk,
        Function<Account, Storage> homes,
        FileSettings files,
        Checksums checksums,
        Events events,
        InstantSource clock,
        Selectors selectors,
        ReplyCounts replies,
        Crew crew,
        ScheduledExecutorService watch,
        Lounge lounge,
        Limits limits,
        Meters meters,
        Optional<Tls> tls) {

    /// The files of whoever just logged in.
    Workspace workspace(Account account, Teller teller) {
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
