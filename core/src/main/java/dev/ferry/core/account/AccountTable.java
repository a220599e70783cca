package dev.ferry.core.account;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.files.NameText;
import dev.ferry.files.VirtualPath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Accounts as rows, and back: everything here that speaks SQL about them. Each look-up is one
/// statement.
final class AccountTable {

    private static final Map<String, Action> BY_WORD =
            Action.all().stream().collect(Collectors.toMap(Action::word, action -> action));

    private final Homes homes;

    /// An account with what only a login needs.
    record Stored(Account account, Optional<PasswordHash> password) {}

    AccountTable(Homes homes) {
        this.homes = homes;
    }

    boolean isEmpty(Handle db) {
        return !db.createQuery("select exists (select 1 from account)").mapTo(boolean.class).one();
    }

    List<Stored> all(Handle db) throws AccountException {
        return select(db, "true", "");
    }

    Optional<Stored> byId(Handle db, String id) throws AccountException {
        return select(db, "a.id = :key", id).stream().findFirst();
    }

    Optional<Stored> byName(Handle db, String name) throws AccountException {
        return select(db, "a.name = :key", name).stream().findFirst();
    }

    /// The account whose name differs from `name` in case at most.
    Optional<Stored> byFoldedName(Handle db, String name) throws AccountException {
        return select(db, "a.folded_name = :key", AccountName.folded(name)).stream().findFirst();
    }

    Account require(Handle db, String name) throws AccountException {
        return byName(db, name)
                .map(Stored::account)
                .orElseThrow(() -> new NoSuchAccountException(name));
    }

    void insert(Handle db, Account account, Optional<PasswordHash> password, long now)
            throws AccountException {
        try (var insert =
                db.createUpdate(
                        """
                        insert into account (id, name, folded_name, password, home, enabled,
                            anonymous, trusts_close, file_mode, folder_mode, umask, charset, version,
                            quota, quota_files, max_file, rate_up, rate_down, session_rate_up,
                            session_rate_down, max_sessions, allowed_from, denied_from, expires,
                            login_by, certificates, ssh_keys, created, changed)
                        values (:id, :name, :folded, :password, :home, :enabled,
                            :anonymous, :trustsClose, :fileMode, :folderMode, :umask, :charset, :version,
                            :quota, :quotaFiles, :maxFile, :rateUp, :rateDown, :sessionRateUp,
                            :sessionRateDown, :maxSessions, :allow, :deny, :expires,
                            :loginBy, :certificates, :keys, :now, :now)
                        """)) {
            bindFacts(insert, account)
                    .bind("name", account.name())
                    .bind("folded", AccountName.folded(account.name()))
                    .bind("password", password.map(PasswordHash::text).orElse(null))
                    .bind("now", now)
                    .execute();
        }
        insertRules(db, account);
    }

    void update(Handle db, Account account, long now) throws AccountException {
        try (var update =
                db.createUpdate(
                        """
                        update account set home = :home, enabled = :enabled,
                            anonymous = :anonymous, trusts_close = :trustsClose,
                            file_mode = :fileMode, folder_mode = :folderMode, umask = :umask, charset = :charset,
                            quota = :quota, quota_files = :quotaFiles, max_file = :maxFile,
                            rate_up = :rateUp, rate_down = :rateDown,
                            session_rate_up = :sessionRateUp, session_rate_down = :sessionRateDown,
                            max_sessions = :maxSessions, allowed_from = :allow, denied_from = :deny,
                            expires = :expires, login_by = :loginBy, certificates = :certificates,
                            ssh_keys = :keys,
                            version = :version, changed = :now
                        where id = :id
                        """)) {
            bindFacts(update, account).bind("now", now).execute();
        }
        db.execute("delete from permission where account = ?", account.id());
        insertRules(db, account);
    }

    void updatePassword(Handle db, Account account, PasswordHash password, long now) {
        db.execute(
                "update account set password = ?, version = ?, changed = ? where id = ?",
                password.text(),
                account.version(),
                now,
                account.id());
    }

    void delete(Handle db, Account account) {
        db.execute("delete from account where id = ?", account.id());
    }

    private <S extends SqlStatement<S>> S bindFacts(S statement, Account account)
            throws AccountException {
        boolean own = account.home().equals(homes.of(account.name()));
        AccountLimits limits = account.limits();
        return statement
                .bind("id", account.id())
                .bind("home", own ? null : account.home())
                .bind("enabled", account.enabled())
                .bind("anonymous", account.anonymous())
                .bind("trustsClose", account.trustsClose())
                .bind("fileMode", boxed(account.fileMode()))
                .bind("folderMode", boxed(account.folderMode()))
                .bind("umask", boxed(account.umask()))
                .bind("charset", account.charset().orElse(null))
                .bind("version", account.version())
                .bind("quota", boxed(limits.quotaBytes()))
                .bind("quotaFiles", boxed(limits.quotaFiles()))
                .bind("maxFile", boxed(limits.largestFile()))
                .bind("rateUp", boxed(limits.rates().up()))
                .bind("rateDown", boxed(limits.rates().down()))
                .bind("sessionRateUp", boxed(limits.rates().sessionUp()))
                .bind("sessionRateDown", boxed(limits.rates().sessionDown()))
                .bind("maxSessions", boxed(limits.sessions()))
                .bind("allow", String.join(" ", limits.allow()))
                .bind("deny", String.join(" ", limits.deny()))
                .bind("expires", limits.expires().map(Instant::toEpochMilli).orElse(null))
                .bind("loginBy", account.certificates().by().word())
                .bind(
                        "certificates",
                        account.certificates().pinned().stream()
                                .map(Fingerprint::hex)
                                .collect(Collectors.joining(" ")))
                .bind(
                        "keys",
                        account.keys().stream()
                                .map(AccountKey::line)
                                .collect(Collectors.joining("\n")));
    }

    private void insertRules(Handle db, Account account) throws AccountException {
        for (var rule : account.permissions().rules()) {
            db.execute(
                    "insert into permission (account, path, actions) values (?, ?, ?)",
                    account.id(),
                    text(account, rule.under()),
                    rule.allowed().stream()
                            .sorted()
                            .map(Action::word)
                            .collect(Collectors.joining(" ")));
        }
    }

    /// A rule for a path that no file can have would never hold, and SQLite would not give it back
    /// as it was.
    private static String text(Account account, VirtualPath path) throws AccountException {
        for (String name : path.names()) {
            if (NameText.toBytes(name).isEmpty()) {
                throw new AccountException(
                        "account '%s': rule for %s: no file can be called that"
                                .formatted(account.name(), AccountName.quoted(path.toString())));
            }
        }
        return path.toString();
    }

    private List<Stored> select(Handle db, String which, String key) throws AccountException {
        var rows = new LinkedHashMap<String, Row>();
        try (var query =
                db.createQuery(
                        """
                        select a.*, p.path, p.actions from account a
                        left join permission p on p.account = a.id
                        where %s order by a.name, p.path
                        """
                                .formatted(which))) {
            if (which.contains(":key")) query.bind("key", key);
            query.map((row, _) -> Row.of(row))
                    .forEach(row -> rows.merge(row.id(), row, Row::withRulesOf));
        }
        var accounts = new ArrayList<Stored>();
        for (Row row : rows.values()) accounts.add(stored(row));
        return accounts;
    }

    private Stored stored(Row row) throws AccountException {
        String home = row.home() == null ? homes.of(row.name()) : row.home();
        try {
            var account =
                    new Account(
                            row.id(),
                            row.name(),
                            row.enabled(),
                            row.anonymous(),
                            home,
                            permissions(row.rules()),
                            row.trustsClose(),
                            row.fileMode(),
                            row.folderMode(),
                            row.umask(),
                            Optional.ofNullable(row.charset()),
                            row.limits(),
                            certificates(row),
                            row.keys().stream().map(AccountKey::parse).toList(),
                            row.version());
            return new Stored(
                    account, Optional.ofNullable(row.password()).map(PasswordHash::parse));
        } catch (IllegalArgumentException e) {
            throw new AccountException(
                    "account '%s' is damaged in the database (%s); remove it and add it again"
                            .formatted(row.name(), e.getMessage()),
                    e);
        }
    }

    private static AccountCertificates certificates(Row row) {
        LoginBy by =
                LoginBy.named(row.loginBy())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no login by '" + row.loginBy() + "'"));
        return new AccountCertificates(
                by, row.certificates().stream().map(Fingerprint::new).toList());
    }

    /// The names of accounts that have that certificate pinned.
    List<String> pinning(Handle db, Fingerprint fingerprint) {
        try (var query =
                db.createQuery(
                        "select name from account where instr(certificates, :hex) > 0 order by name")) {
            return query.bind("hex", fingerprint.hex()).mapTo(String.class).list();
        }
    }

    /// The names of accounts that such a key opens.
    List<String> opened(Handle db, AccountKey key) {
        try (var query =
                db.createQuery(
                        "select name from account where instr(ssh_keys, :key) > 0 order by name")) {
            return query.bind("key", key.type() + " " + key.blob()).mapTo(String.class).list();
        }
    }

    private static Permissions permissions(Map<String, String> rules) {
        return new Permissions(
                rules.entrySet().stream()
                        .map(rule ->
                                new Permissions.Rule(
                                        VirtualPath.of(rule.getKey()), actions(rule.getValue())))
                        .toList());
    }

    private static Set<Action> actions(String words) {
        var actions = EnumSet.noneOf(Action.class);
        for (String word : words.split(" ")) {
            if (word.isEmpty()) continue;
            Action action = BY_WORD.get(word);
            if (action == null) throw new IllegalArgumentException("no action '" + word + "'");
            actions.add(action);
        }
        return actions;
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    /// An account as it stands in the tables; `rules` from path to actions.
    private record Row(
            String id,
            String name,
            @Nullable String password,
            @Nullable String home,
            boolean enabled,
            boolean anonymous,
            boolean trustsClose,
            OptionalInt fileMode,
            OptionalInt folderMode,
            OptionalInt umask,
            @Nullable String charset,
            AccountLimits limits,
            String loginBy,
            List<String> certificates,
            List<String> keys,
            long version,
            Map<String, String> rules) {

        static Row of(ResultSet row) throws SQLException {
            var rules = new LinkedHashMap<String, String>();
            String path = row.getString("path");
            if (path != null) rules.put(path, row.getString("actions"));
            return new Row(
                    row.getString("id"),
                    row.getString("name"),
                    row.getString("password"),
                    row.getString("home"),
                    row.getBoolean("enabled"),
                    row.getBoolean("anonymous"),
                    row.getBoolean("trusts_close"),
                    mode(row, "file_mode"),
                    mode(row, "folder_mode"),
                    mode(row, "umask"),
                    row.getString("charset"),
                    limits(row),
                    row.getString("login_by"),
                    words(row, "certificates"),
                    row.getString("ssh_keys").lines().toList(),
                    row.getLong("version"),
                    rules);
        }

        Row withRulesOf(Row other) {
            rules.putAll(other.rules);
            return this;
        }

        private static AccountLimits limits(ResultSet row) throws SQLException {
            return new AccountLimits(
                    number(row, "quota"),
                    number(row, "quota_files"),
                    number(row, "max_file"),
                    new AccountLimits.Rates(
                            number(row, "rate_up"),
                            number(row, "rate_down"),
                            number(row, "session_rate_up"),
                            number(row, "session_rate_down")),
                    mode(row, "max_sessions"),
                    words(row, "allowed_from"),
                    words(row, "denied_from"),
                    number(row, "expires").stream().mapToObj(Instant::ofEpochMilli).findFirst());
        }

        private static OptionalLong number(ResultSet row, String column) throws SQLException {
            long value = row.getLong(column);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
        }

        private static List<String> words(ResultSet row, String column) throws SQLException {
            String text = row.getString(column);
            return text == null || text.isEmpty() ? List.of() : List.of(text.split(" "));
        }

        private static OptionalInt mode(ResultSet row, String column) throws SQLException {
            int value = row.getInt(column);
            return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
        }

        @Override
        public String toString() {
            return "Row[" + name + "]"; // the hash stays out of logs
        }
    }
}
