package dev.ferry.server.sftp;

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
import dev.ferry.server.net.Teller;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/// What all SFTP sessions of one server share, some of it with those of FTP.
///
/// @param homes the storage behind an account's home; stays open
/// @param limits who may be here, and how many, over all protocols
/// @param meters what sessions of an account share, over all protocols
/// @param crew threads, as many as are wanted at once: one for each conversation, and one for each
///   login under way
/// @param watch what is to be done later, or now and then; never for long
record SftpPremises(
        SftpSettings settings,
        SftpBounds bounds,
        LoginDesk desk,
        Function<Account, Storage> homes,
        FileSettings files,
        Checksums checksums,
        Events events,
        InstantSource clock,
        Limits limits,
        Meters meters,
        Executor crew,
        ScheduledExecutorService watch) {

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
