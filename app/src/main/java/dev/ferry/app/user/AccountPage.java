package dev.ferry.app.user;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ferry.app.config.Kinds;
import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions.Rule;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountKey;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Accounts as people and as programs read them.
final class AccountPage {

    private static final String CONFIGURED = "as configured";

    private AccountPage() {}

    /// One line for each.
    static String list(List<Account> accounts) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAME", "STATE", "ALLOWED", "HOME"));
        for (Account account : accounts) {
            rows.add(List.of(account.name(), state(account), allowed(account), account.home()));
        }
        return table(rows, "");
    }

    static String show(Account account) {
        return show(account, Optional.empty());
    }

    /// @param used how much of its quota, where that is known
    static String show(Account account, Optional<UsageLine> used) {
        var facts = new ArrayList<List<String>>();
        facts.add(List.of("name", account.name()));
        facts.add(List.of("state", state(account)));
        facts.add(List.of("home", account.home()));
        facts.add(List.of("login", login(account)));
        for (Fingerprint pinned : account.certificates().pinned()) {
            facts.add(List.of("certificate", pinned.toString()));
        }
        for (AccountKey key : account.keys()) {
            facts.add(List.of("ssh key", UserKeyCommand.words(key)));
        }
        facts.add(
                List.of(
                        "trust-close",
                        account.trustsClose()
                                ? "yes: an upload counts even if both connections close at once"
                                : "no"));
        facts.add(List.of("file-mode", mode(account.fileMode())));
        facts.add(List.of("folder-mode", mode(account.folderMode())));
        facts.add(List.of("umask", mode(account.umask())));
        facts.add(List.of("charset", account.charset().orElse("as configured")));
        facts.addAll(limits(account.limits()));
        if (account.limits().hasQuota()) facts.add(List.of("used", used(account, used)));
        var rules = new ArrayList<List<String>>();
        rules.add(List.of("PATH", "ALLOWED"));
        for (Rule rule : account.permissions().rules()) {
            rules.add(List.of(rule.under().toString(), Actions.words(rule.allowed())));
        }
        return table(facts, "") + "rules (the deepest decides)\n" + table(rules, "  ");
    }

    private static String used(Account account, Optional<UsageLine> used) {
        return used.map(it -> UserRecount.words(it, account.limits()))
                .orElseGet(
                        () -> "not known; 'ferry user recount " + account.name() + "' counts it");
    }

    private static String login(Account account) {
        if (account.anonymous()) return "any password";
        String which =
                account.certificates().pinned().isEmpty()
                        ? "a certificate in its name (tls.client-ca)"
                        : "one of its certificates";
        return switch (account.certificates().by()) {
            case EITHER -> "by password, or by " + which;
            case PASSWORD -> "by password";
            case CERTIFICATE -> "by " + which + ", no password";
            case BOTH -> "by " + which + ", and by password";
        };
    }

    private static List<List<String>> limits(AccountLimits limits) {
        var rates = limits.rates();
        return List.of(
                List.of("quota", size(limits.quotaBytes(), "off")),
                List.of("quota-files", count(limits.quotaFiles(), "off")),
                List.of("max-file", size(limits.largestFile(), CONFIGURED)),
                List.of("rate-up", size(rates.up(), CONFIGURED)),
                List.of("rate-down", size(rates.down(), CONFIGURED)),
                List.of("session-rate-up", size(rates.sessionUp(), CONFIGURED)),
                List.of("session-rate-down", size(rates.sessionDown(), CONFIGURED)),
                List.of(
                        "max-sessions",
                        limits.sessions().isPresent()
                                ? Integer.toString(limits.sessions().getAsInt())
                                : CONFIGURED),
                List.of("allow", words(limits.allow(), "any")),
                List.of("deny", words(limits.deny(), "none")),
                List.of("expires", limits.expires().map(Object::toString).orElse("never")));
    }

    private static String size(OptionalLong size, String none) {
        return size.isPresent() ? Kinds.bytes(size.getAsLong()) : none;
    }

    private static String count(OptionalLong count, String none) {
        return count.isPresent() ? Long.toString(count.getAsLong()) : none;
    }

    private static String words(List<String> networks, String none) {
        return networks.isEmpty() ? none : String.join(", ", networks);
    }

    /// @param used how much of their quotas, of those where that is known, by name
    static String json(List<Account> accounts, Map<String, UsageLine> used) {
        return written(
                accounts.stream()
                        .map(it -> facts(it, Optional.ofNullable(used.get(it.name()))))
                        .toList());
    }

    static String json(Account account, Optional<UsageLine> used) {
        return written(facts(account, used));
    }

    private static Map<String, Object> facts(Account account, Optional<UsageLine> used) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", account.name());
        facts.put("enabled", account.enabled());
        facts.put("anonymous", account.anonymous());
        facts.put("home", account.home());
        facts.put("login", account.certificates().by().word());
        if (!account.keys().isEmpty()) {
            facts.put("ssh-keys", account.keys().stream().map(UserKeyCommand::words).toList());
        }
        if (!account.certificates().pinned().isEmpty()) {
            facts.put(
                    "certificates",
                    account.certificates().pinned().stream().map(Fingerprint::toString).toList());
        }
        facts.put("trustClose", account.trustsClose());
        putMode(facts, "fileMode", account.fileMode());
        putMode(facts, "folderMode", account.folderMode());
        putMode(facts, "umask", account.umask());
        account.charset().ifPresent(charset -> facts.put("charset", charset));
        putLimits(facts, account.limits());
        used.ifPresent(it -> putUsage(facts, it));
        facts.put("rules", account.permissions().rules().stream().map(AccountPage::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(Rule rule) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("path", rule.under().toString());
        facts.put("allowed", rule.allowed().stream().sorted().map(Action::word).toList());
        return facts;
    }

    private static void putLimits(Map<String, Object> facts, AccountLimits limits) {
        var rates = limits.rates();
        put(facts, "quota", limits.quotaBytes());
        put(facts, "quotaFiles", limits.quotaFiles());
        put(facts, "maxFile", limits.largestFile());
        put(facts, "rateUp", rates.up());
        put(facts, "rateDown", rates.down());
        put(facts, "sessionRateUp", rates.sessionUp());
        put(facts, "sessionRateDown", rates.sessionDown());
        limits.sessions().ifPresent(most -> facts.put("maxSessions", most));
        if (!limits.allow().isEmpty()) facts.put("allow", limits.allow());
        if (!limits.deny().isEmpty()) facts.put("deny", limits.deny());
        limits.expires().ifPresent(time -> facts.put("expires", time.toString()));
    }

    private static void putUsage(Map<String, Object> facts, UsageLine used) {
        facts.put("usedBytes", used.bytes());
        facts.put("usedFiles", used.files());
        used.counted().ifPresent(time -> facts.put("counted", time.toString()));
    }

    private static void put(Map<String, Object> facts, String name, OptionalLong value) {
        value.ifPresent(number -> facts.put(name, number));
    }

    /// Left out where the account has none of its own.
    private static void putMode(Map<String, Object> facts, String name, OptionalInt mode) {
        mode.ifPresent(bits -> facts.put(name, Kinds.octal(bits)));
    }

    private static String written(Object facts) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(facts) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is read or written
        }
    }

    private static String state(Account account) {
        return account.enabled() ? "enabled" : "disabled";
    }

    private static String allowed(Account account) {
        List<Rule> rules = account.permissions().rules();
        return rules.size() == 1 && rules.getFirst().under().isRoot()
                ? Actions.words(rules.getFirst().allowed())
                : rules.size() + " rules";
    }

    private static String mode(OptionalInt mode) {
        return mode.isPresent() ? Kinds.octal(mode.getAsInt()) : "as configured";
    }

    private static String table(List<List<String>> rows, String indent) {
        var widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var page = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder(indent);
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            page.append(line.toString().stripTrailing()).append('\n');
        }
        return page.toString();
    }
}
