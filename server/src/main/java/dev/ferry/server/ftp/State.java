package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.work.ByteRange;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Facts;
import dev.ferry.wire.ftp.HashFunction;
import java.time.Duration;
import java.util.Optional;

/// Where a session stands. Replaced by the next with every command; sockets are the session's.
sealed interface State {

    /// Nobody is logged in.
    ///
    /// @param name what USER said, until PASS says the rest
    /// @param refusals wrong passwords so far
    record Greeted(Optional<String> name, int refusals, Preferences preferences) implements State {

        static Greeted fresh(Preferences preferences) {
            return new Greeted(Optional.empty(), 0, preferences);
        }

        Greeted named(String user) {
            return new Greeted(Optional.of(user), refusals, preferences);
        }

        Greeted refused() {
            return new Greeted(Optional.empty(), refusals + 1, preferences);
        }

        /// REIN: as at the beginning, but wrong passwords are remembered.
        Greeted forgotten(Preferences beginning) {
            return new Greeted(Optional.empty(), refusals, beginning);
        }

        /// HOST: another server, which wants to know who is there.
        Greeted nameless() {
            return new Greeted(Optional.empty(), refusals, preferences);
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

    /// What was said of the next transfer, ahead of it.
    ///
    /// @param start which part of the file it is about; of REST and RANG the later counts
    /// @param announced how many bytes the next upload is to have (ALLO); 0 where nothing was said
    record Coming(Start start, long announced) {

        static final Coming NOTHING = new Coming(new Start.Beginning(), 0);

        /// Which part of a file.
        sealed interface Start {
            record Beginning() implements Start {}

            /// From a byte on (REST).
            ///
            /// @param offset as they go over the wire, 1 or more
            record AtByte(long offset) implements Start {}

            /// From a marker on (REST in block mode).
            record AtMarker(RestartMarker marker) implements Start {}

            /// From one byte to another (RANG).
            record Within(ByteRange range) implements Start {}
        }

        Coming startingAt(long first) {
            return starting(first == 0 ? new Start.Beginning() : new Start.AtByte(first));
        }

        Coming starting(Start other) {
            return new Coming(other, announced);
        }

        Coming taking(Optional<ByteRange> part) {
            return starting(part.<Start>map(Start.Within::new).orElseGet(Start.Beginning::new));
        }

        /// What RANG said, if it was the last word.
        Optional<ByteRange> range() {
            return start instanceof Start.Within(ByteRange range)
                    ? Optional.of(range)
                    : Optional.empty();
        }

        Coming announcing(long bytes) {
            return new Coming(start, bytes);
        }
    }

    /// What the client wants of our answers (OPTS and the like), and what it said of itself; kept
    /// over a login.
    ///
    /// @param selected what MLST and MLSD show
    /// @param hash what HASH computes
    /// @param configured how text goes over the wire unless the client asks for UTF-8
    /// @param utf8 whether it did (OPTS UTF8)
    /// @param language of replies (LANG)
    /// @param host which server the client means (HOST)
    /// @param client what it calls itself (CLNT, CSID)
    /// @param idle how long it may be silent (SITE IDLE)
    /// @param protection how its connections are protected
    record Preferences(
            Facts.Selection selected,
            HashFunction hash,
            WireText configured,
            boolean utf8,
            Language language,
            Optional<String> host,
            Optional<String> client,
            Optional<Duration> idle,
            Protection protection) {

        /// What a client gets that says nothing.
        static Preferences beginning(WireText configured, Protection protection) {
            return new Preferences(
                    Facts.Selection.DEFAULT,
                    HashFunction.DEFAULT,
                    configured,
                    false,
                    Language.ENGLISH,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    protection);
        }

        /// How text goes over the wire now.
        WireText text() {
            return utf8 ? WireText.UTF8 : configured;
        }

        /// What MLST and MLSD show.
        Facts.Selection facts() {
            return selected.said(text().charset());
        }

        Preferences showing(Facts.Selection selection) {
            return new Preferences(
                    selection, hash, configured, utf8, language, host, client, idle, protection);
        }

        Preferences hashing(HashFunction function) {
            return new Preferences(
                    selected, function, configured, utf8, language, host, client, idle, protection);
        }

        Preferences configured(WireText text) {
            return new Preferences(
                    selected, hash, text, utf8, language, host, client, idle, protection);
        }

        Preferences utf8(boolean on) {
            return new Preferences(
                    selected, hash, configured, on, language, host, client, idle, protection);
        }

        Preferences speaking(Language other) {
            return new Preferences(
                    selected, hash, configured, utf8, other, host, client, idle, protection);
        }

        /// HOST takes back what LANG said (RFC 2640 §4.1).
        Preferences meaning(String name) {
            return new Preferences(
                    selected,
                    hash,
                    configured,
                    utf8,
                    Language.ENGLISH,
                    Optional.of(name),
                    client,
                    idle,
                    protection);
        }

        Preferences from(String name) {
            return new Preferences(
                    selected,
                    hash,
                    configured,
                    utf8,
                    language,
                    host,
                    Optional.of(name),
                    idle,
                    protection);
        }

        Preferences silentFor(Duration most) {
            return new Preferences(
                    selected,
                    hash,
                    configured,
                    utf8,
                    language,
                    host,
                    client,
                    Optional.of(most),
                    protection);
        }

        Preferences protectedBy(Protection other) {
            return new Preferences(
                    selected, hash, configured, utf8, language, host, client, idle, other);
        }
    }
}
