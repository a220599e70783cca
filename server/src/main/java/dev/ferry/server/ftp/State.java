package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.work.ByteRange;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Command.Representation;
import dev.ferry.wire.ftp.Facts;
import dev.ferry.wire.ftp.HashFunction;
import java.util.Optional;

/// Where a session stands. Replaced by the next with every command; sockets are the session's.
sealed interface State {

    /// Nobody is logged in.
    ///
    /// @param name what USER said, until PASS says the rest
    /// @param refusals wrong passwords so far
    record Greeted(Optional<String> name, int refusals, Preferences preferences) implements State {

        static Greeted fresh() {
            return new Greeted(Optional.empty(), 0, Preferences.DEFAULT);
        }

        Greeted named(String user) {
            return new Greeted(Optional.of(user), refusals, preferences);
        }

        Greeted refused() {
            return new Greeted(Optional.empty(), refusals + 1, preferences);
        }

        /// REIN: as at the beginning, but wrong passwords are remembered.
        Greeted forgotten() {
            return new Greeted(Optional.empty(), refusals, Preferences.DEFAULT);
        }

        Greeted with(Preferences other) {
            return new Greeted(name, refusals, other);
        }
    }

    /// Somebody is.
    ///
    /// @param account as it was at login
    /// @param form how data goes over the data connection
    /// @param coming what was said of the next transfer
    /// @param renaming what RNFR named, for the very next command
    /// @param extendedPassiveOnly whether EPSV ALL was said
    record LoggedIn(
            Account account,
            Workspace files,
            VirtualPath cwd,
            Form form,
            Coming coming,
            Optional<VirtualPath> renaming,
            Preferences preferences,
            boolean extendedPassiveOnly)
            implements State {

        static LoggedIn first(Account account, Workspace files, Preferences preferences) {
            return new LoggedIn(
                    account,
                    files,
                    VirtualPath.ROOT,
                    Form.DEFAULT,
                    Coming.NOTHING,
                    Optional.empty(),
                    preferences,
                    false);
        }

        LoggedIn in(VirtualPath folder) {
            return with(folder, form, coming, renaming, preferences);
        }

        LoggedIn with(Form other) {
            return with(cwd, other, coming, renaming, preferences);
        }

        LoggedIn with(Coming other) {
            return with(cwd, form, other, renaming, preferences);
        }

        LoggedIn with(Preferences other) {
            return with(cwd, form, coming, renaming, other);
        }

        LoggedIn renaming(Optional<VirtualPath> from) {
            return with(cwd, form, coming, from, preferences);
        }

        private LoggedIn with(
                VirtualPath cwd,
                Form form,
                Coming coming,
                Optional<VirtualPath> renaming,
                Preferences preferences) {
            return new LoggedIn(
                    account, files, cwd, form, coming, renaming, preferences, extendedPassiveOnly);
        }

        LoggedIn withExtendedPassiveOnly() {
            return new LoggedIn(account, files, cwd, form, coming, renaming, preferences, true);
        }

        /// REST, RANG and ALLO wait for a transfer, and one transfer uses them up, whatever came of
        /// it.
        LoggedIn spent() {
            return with(Coming.NOTHING);
        }
    }

    /// The conversation is over.
    record Closed() implements State {}

    /// How data goes over the data connection (RFC 959 §3.1).
    record Form(Representation type) {

        /// What a client that says nothing gets (RFC 959 §5.1).
        static final Form DEFAULT = new Form(Representation.ASCII);

        Form with(Representation other) {
            return new Form(other);
        }
    }

    /// What was said of the next transfer, ahead of it.
    ///
    /// @param offset where it starts (REST), in bytes as they go over the wire
    /// @param range the part of the file that it is about (RANG); of RANG and REST the later counts
    /// @param announced how many bytes the next upload is to have (ALLO); 0 where nothing was said
    record Coming(long offset, Optional<ByteRange> range, long announced) {

        static final Coming NOTHING = new Coming(0, Optional.empty(), 0);

        Coming startingAt(long first) {
            return new Coming(first, Optional.empty(), announced);
        }

        Coming taking(Optional<ByteRange> part) {
            return new Coming(0, part, announced);
        }

        Coming announcing(long bytes) {
            return new Coming(offset, range, bytes);
        }
    }

    /// What the client wants of our answers (OPTS and the like); kept over a login.
    ///
    /// @param facts what MLST and MLSD show
    /// @param hash what HASH computes
    record Preferences(Facts.Selection facts, HashFunction hash) {

        static final Preferences DEFAULT =
                new Preferences(Facts.Selection.DEFAULT, HashFunction.DEFAULT);

        Preferences showing(Facts.Selection selection) {
            return new Preferences(selection, hash);
        }

        Preferences hashing(HashFunction function) {
            return new Preferences(facts, function);
        }
    }
}
