package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Facts;
import java.util.Optional;

/// Where a session stands. Replaced by the next with every command; sockets are the session's.
sealed interface State {

    /// Nobody is logged in.
    ///
    /// @param name what USER said, until PASS says the rest
    /// @param refusals wrong passwords so far
    /// @param facts what MLST and MLSD shall show
    record Greeted(Optional<String> name, int refusals, Facts.Selection facts) implements State {

        static Greeted fresh() {
            return new Greeted(Optional.empty(), 0, Facts.Selection.DEFAULT);
        }

        Greeted named(String user) {
            return new Greeted(Optional.of(user), refusals, facts);
        }

        Greeted refused() {
            return new Greeted(Optional.empty(), refusals + 1, facts);
        }

        /// REIN: as at the beginning, but wrong passwords are remembered.
        Greeted forgotten() {
            return new Greeted(Optional.empty(), refusals, Facts.Selection.DEFAULT);
        }

        Greeted showing(Facts.Selection selection) {
            return new Greeted(name, refusals, selection);
        }
    }

    /// Somebody is.
    ///
    /// @param account as it was at login
    /// @param offset where the next transfer starts (REST), in bytes as they go over the wire
    /// @param announced how many bytes the next upload is to have (ALLO); 0 where nothing was said
    /// @param renaming what RNFR named, for the very next command
    /// @param facts what MLST and MLSD show
    /// @param extendedPassiveOnly whether EPSV ALL was said
    record LoggedIn(
            Account account,
            Workspace files,
            VirtualPath cwd,
            Representation type,
            long offset,
            long announced,
            Optional<VirtualPath> renaming,
            Facts.Selection facts,
            boolean extendedPassiveOnly)
            implements State {

        static LoggedIn first(Account account, Workspace files, Facts.Selection facts) {
            return new LoggedIn(
                    account,
                    files,
                    VirtualPath.ROOT,
                    Representation.ASCII, // RFC 959 §5.1: what a client that says nothing gets
                    0,
                    0,
                    Optional.empty(),
                    facts,
                    false);
        }

        LoggedIn in(VirtualPath folder) {
            return new LoggedIn(
                    account,
                    files,
                    folder,
                    type,
                    offset,
                    announced,
                    renaming,
                    facts,
                    extendedPassiveOnly);
        }

        LoggedIn with(Representation other) {
            return new LoggedIn(
                    account,
                    files,
                    cwd,
                    other,
                    offset,
                    announced,
                    renaming,
                    facts,
                    extendedPassiveOnly);
        }

        LoggedIn startingAt(long first) {
            return new LoggedIn(
                    account,
                    files,
                    cwd,
                    type,
                    first,
                    announced,
                    renaming,
                    facts,
                    extendedPassiveOnly);
        }

        LoggedIn announcing(long bytes) {
            return new LoggedIn(
                    account, files, cwd, type, offset, bytes, renaming, facts, extendedPassiveOnly);
        }

        LoggedIn renaming(Optional<VirtualPath> from) {
            return new LoggedIn(
                    account, files, cwd, type, offset, announced, from, facts, extendedPassiveOnly);
        }

        LoggedIn showing(Facts.Selection selection) {
            return new LoggedIn(
                    account,
                    files,
                    cwd,
                    type,
                    offset,
                    announced,
                    renaming,
                    selection,
                    extendedPassiveOnly);
        }

        LoggedIn withExtendedPassiveOnly() {
            return new LoggedIn(
                    account, files, cwd, type, offset, announced, renaming, facts, true);
        }

        /// REST and ALLO wait for a transfer, and one transfer uses them up, whatever came of it.
        LoggedIn spent() {
            return startingAt(0).announcing(0);
        }
    }

    /// The conversation is over.
    record Closed() implements State {}
}
