package dev.ferry.app.why;

import dev.ferry.app.cli.Shell;
import dev.ferry.app.config.Keys;
import dev.ferry.core.access.Action;
import dev.ferry.core.access.Decision;
import dev.ferry.core.access.Permissions.Rule;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.account.Ban;
import dev.ferry.core.account.LoginBy;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.work.Event;
import dev.ferry.core.work.Events;
import dev.ferry.core.work.FileSettings;
import dev.ferry.core.work.Meters;
import dev.ferry.core.work.QuotaExceededException;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.FileBusyException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Storage;
import dev.ferry.server.ftp.TlsSettings;
import dev.ferry.server.ftp.TlsSettings.ClientCertificates;
import dev.ferry.server.net.LimitSettings;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.LiveSession;
import dev.ferry.server.net.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Finds out what decides whether an account may do something, by asking what a session would ask:
/// the same rules, the same door, the same limits. Does nothing and tells no events.
public final class WhyDesk {

    static final String WHY = "why";

    private final Path data;
    private final Accounts accounts;
    private final Function<Account, Storage> homes;
    private final FileSettings files;
    private final Checksums checksums;
    private final Meters meters;
    private final Supplier<List<LiveSession>> live;
    private final Limits limits;
    private final TlsSettings tls;
    private final InstantSource clock;

    /// @param data the data folder
    /// @param homes as sessions have them
    /// @param meters as sessions have them
    /// @param live the sessions of this moment
    /// @param limits who may come at all
    /// @param tls who must speak it
    public WhyDesk(
            Path data,
            Accounts accounts,
            Function<Account, Storage> homes,
            FileSettings files,
            Checksums checksums,
            Meters meters,
            Supplier<List<LiveSession>> live,
            Limits limits,
            TlsSettings tls,
            InstantSource clock) {
        this.data = data;
        this.accounts = accounts;
        this.homes = homes;
        this.files = files;
        this.checksums = checksums;
        this.meters = meters;
        this.live = live;
        this.limits = limits;
        this.tls = tls;
        this.clock = clock;
    }

    /// @return whether the request was one for this
    public boolean answer(Map<String, Object> request, Consumer<Map<String, Object>> line)
            throws IOException {
        if (!WHY.equals(request.get("do"))) return false;
        for (Finding finding : findings(Question.of(request))) line.accept(finding.facts());
        return true;
    }

    /// In the order in which a session would come upon them. The first [Finding.Verdict#NO]
    /// decides; nothing is asked after it.
    List<Finding> findings(Question question) throws IOException {
        var findings = new ArrayList<Finding>();
        if (question.from().isPresent()) {
            address(InetAddress.ofLiteral(question.from().get()), findings);
            if (refused(findings)) return findings;
        }
        tls(question, findings);
        if (!findings.isEmpty() && refused(findings)) return findings;
        Optional<Account> account = account(question, findings);
        if (account.isEmpty() || refused(findings)) return findings;
        own(account.get(), question, findings);
        if (refused(findings)) return findings;
        home(account.get(), findings);
        if (!refused(findings) && !question.isLogin()) atPath(account.get(), question, findings);
        return findings;
    }

    private static boolean refused(List<Finding> findings) {
        return findings.getLast().verdict() == Finding.Verdict.NO;
    }

    private Optional<Account> account(Question question, List<Finding> findings)
            throws IOException {
        String name = question.name();
        Optional<Account> account = accounts.find(name);
        if (account.isEmpty()) {
            findings.add(
                    Finding.no(
                            "account",
                            "there is none called " + name,
                            "ferry user add " + Shell.quoted(name)));
        } else if (!account.get().enabled()) {
            findings.add(
                    Finding.no(
                            "account",
                            name + " is disabled",
                            "ferry user enable " + Shell.quoted(name)));
        } else {
            findings.add(Finding.ok("account", name + " is there and enabled"));
        }
        return account;
    }

    /// What the server has against an address.
    private void address(InetAddress address, List<Finding> findings) {
        String text = address.getHostAddress();
        limits.reload();
        Optional<Refusal> objection = limits.objection(address);
        if (objection.isEmpty()) {
            findings.add(Finding.ok("address", text + " is let in and not banned"));
            return;
        }
        Refusal why = objection.get();
        String cure =
                why instanceof Refusal.Banned(Ban ban)
                        ? "ferry bans remove " + Shell.quoted(ban.network())
                        : "set " + why.setting() + " in the configuration, and start again";
        findings.add(Finding.no("address", text + ": " + why.words(), cure));
    }

    /// Whether a client without TLS would get as far as naming an account.
    private void tls(Question question, List<Finding> findings) {
        Optional<InetAddress> from = question.from().map(InetAddress::ofLiteral);
        String key = "(ftp.tls is " + Keys.FTP_TLS.text(tls.policy()) + ")";
        String where =
                switch (tls.policy()) {
                    case OFF, OFFERED -> "from nowhere";
                    case REQUIRED -> "from everywhere";
                    case REQUIRED_EXCEPT_LOCAL ->
                            "from everywhere but this machine and private networks";
                };
        Optional<Boolean> demanded =
                switch (tls.policy()) {
                    case OFF, OFFERED -> Optional.of(false);
                    case REQUIRED -> Optional.of(true);
                    case REQUIRED_EXCEPT_LOCAL -> from.map(tls::requiredOf);
                };
        String here = from.map(it -> ", and so from " + it.getHostAddress()).orElse("");
        if (demanded.isEmpty()) {
            findings.add(
                    Finding.note(
                            "tls",
                            "is demanded %s %s: without it the answer is no; say --from ADDR"
                                    .formatted(where, key)));
        } else if (!demanded.get()) {
            boolean local = tls.policy() == TlsSettings.Policy.REQUIRED_EXCEPT_LOCAL;
            findings.add(
                    Finding.ok(
                            "tls",
                            local
                                    ? "is not demanded from %s: it is demanded %s %s"
                                            .formatted(
                                                    from.orElseThrow().getHostAddress(), where, key)
                                    : "is demanded " + where + " " + key));
        } else if (question.clear()) {
            findings.add(
                    Finding.no(
                            "tls",
                            "is demanded %s%s %s: nobody logs in without it"
                                    .formatted(where, here, key),
                            "switch on explicit FTP over TLS in the client, or set ftp.tls to"
                                    + " offered in the configuration, and start again"));
        } else {
            findings.add(
                    Finding.note(
                            "tls",
                            "is demanded %s%s %s: without it (--clear) the answer is no"
                                    .formatted(where, here, key)));
        }
        if (!findings.isEmpty() && refused(findings)) return;
        if (tls.certificates() == ClientCertificates.REQUIRED) {
            String says =
                    "a client certificate is demanded of every login (tls.client-certificates)";
            findings.add(
                    question.clear()
                            ? Finding.no(
                                    "certificate",
                                    says + ", and there is none without TLS",
                                    "set tls.client-certificates to accepted in the configuration,"
                                            + " and start again")
                            : Finding.note("certificate", says));
        }
    }

    /// What is to open the account, where that may not be what the client has.
    private void opened(Account account, Question question, List<Finding> findings) {
        LoginBy by = account.certificates().by();
        boolean wanted = by == LoginBy.CERTIFICATE || by == LoginBy.BOTH;
        String name = Shell.quoted(account.name());
        String how =
                account.certificates().pinned().isEmpty()
                        ? "a certificate in its name (tls.client-ca)"
                        : "one of its %d certificates"
                                .formatted(account.certificates().pinned().size());
        if (!wanted) {
            if (tls.certificates() != ClientCertificates.OFF && by == LoginBy.EITHER) {
                findings.add(Finding.note("login", "by password, or by " + how));
            }
            return;
        }
        String says = "the account wants " + how + (by == LoginBy.BOTH ? " and its password" : "");
        if (tls.certificates() == ClientCertificates.OFF) {
            findings.add(
                    Finding.no(
                            "login",
                            says
                                    + ", and clients are asked for none (tls.client-certificates is"
                                    + " off)",
                            "ferry user set "
                                    + name
                                    + " --login password, or set tls.client-certificates to"
                                    + " accepted in the configuration, and start again"));
        } else if (question.clear()) {
            findings.add(
                    Finding.no(
                            "login",
                            says + ", and there is none without TLS",
                            "ferry user set " + name + " --login password"));
        } else {
            findings.add(Finding.note("login", says));
        }
    }

    /// What the account's own limits say of its login.
    private void own(Account account, Question question, List<Finding> findings) {
        AccountLimits own = account.limits();
        String name = Shell.quoted(account.name());
        if (own.isOver(clock.instant())) {
            findings.add(
                    Finding.no(
                            "expiry",
                            account.name() + " expired at " + own.expires().orElseThrow(),
                            "ferry user set " + name + " --expires never"));
            return;
        }
        own.expires().ifPresent(until -> findings.add(Finding.ok("expiry", "not before " + until)));
        if (question.from().isPresent()) {
            var objection =
                    LimitSettings.objection(
                            own.allow(), own.deny(), InetAddress.ofLiteral(question.from().get()));
            findings.add(
                    objection
                            .map(why ->
                                    Finding.no(
                                            "networks",
                                            why,
                                            "ferry user set " + name + " --allow any --deny none"))
                            .orElseGet(() ->
                                    Finding.ok("networks", "the account may come from there")));
            if (objection.isPresent()) return;
        } else if (!own.allow().isEmpty() || !own.deny().isEmpty()) {
            findings.add(
                    Finding.note("networks", "depend on the client's address; say --from ADDR"));
        }
        opened(account, question, findings);
        if (refused(findings)) return;
        sessions(account, own, question, findings);
    }

    private void sessions(
            Account account, AccountLimits own, Question question, List<Finding> findings) {
        OptionalInt most =
                own.sessions().isPresent()
                        ? own.sessions()
                        : limits.settings().sessionsPerAccount();
        if (most.isEmpty() || !question.isLogin()) return;
        long there =
                live.get().stream()
                        .filter(it -> it.account().equals(Optional.of(account.name())))
                        .count();
        String says = "%d of %d at one time".formatted(there, most.getAsInt());
        findings.add(
                there < most.getAsInt()
                        ? Finding.ok("sessions", says)
                        : Finding.no(
                                "sessions",
                                says,
                                "ferry sessions kick --user "
                                        + Shell.quoted(account.name())
                                        + ", or ferry user set "
                                        + Shell.quoted(account.name())
                                        + " --max-sessions N"));
    }

    private void home(Account account, List<Finding> findings) throws IOException {
        Path home = Path.of(account.home());
        if (Files.isDirectory(home)) {
            findings.add(Finding.ok("home", account.home()));
        } else if (Files.notExists(home) && home.startsWith(data.toRealPath())) {
            findings.add(Finding.ok("home", account.home() + " is made at the next login"));
        } else {
            findings.add(
                    Finding.no(
                            "home",
                            account.home()
                                    + (Files.exists(home) ? " is not a folder" : " is not there"),
                            "mkdir %s, or ferry user set %s --home DIR"
                                    .formatted(
                                            Shell.quoted(account.home()),
                                            Shell.quoted(account.name()))));
        }
    }

    private void atPath(Account account, Question question, List<Finding> findings)
            throws IOException {
        VirtualPath path = question.path(account, findings);
        Workspace workspace;
        try {
            workspace = workspace(account);
        } catch (UncheckedIOException e) {
            findings.add(Finding.no("home", account.home() + " cannot be opened: " + e, ""));
            return;
        }
        Action action = question.action(workspace, path, findings);
        rule(account, action, path, findings);
        if (refused(findings)) return;
        try {
            workspace.foresee(action, path);
            findings.add(Finding.ok("path", path + " is as it has to be for that"));
            quota(account, action, findings);
        } catch (IOException e) {
            findings.add(atPath(account, action, path, e));
        }
        others(account, path, findings);
    }

    private Workspace workspace(Account account) {
        return new Workspace(
                account,
                () -> accounts.current(account.id()),
                homes.apply(account),
                files,
                checksums,
                new Event.Who(account.name(), "why", ""),
                Events.none(),
                clock,
                meters);
    }

    private static void rule(
            Account account, Action action, VirtualPath path, List<Finding> findings) {
        String rule =
                account.permissions()
                        .ruleFor(path)
                        .map(it -> "the rule for " + it.under() + " decides: " + words(it))
                        .orElse("no rule covers " + path);
        switch (account.permissions().decide(action, path)) {
            case Decision.Allowed() -> findings.add(Finding.ok("rule", rule));
            case Decision.Denied(String why) ->
                    findings.add(
                            Finding.no(
                                    "rule",
                                    why + "; " + rule,
                                    "ferry user allow %s %s %s"
                                            .formatted(
                                                    Shell.quoted(account.name()),
                                                    Shell.quoted(place(action, path).toString()),
                                                    action.word())));
        }
    }

    private static String words(Rule rule) {
        return rule.allowed().isEmpty()
                ? "nothing is allowed"
                : rule.allowed().stream()
                                .sorted()
                                .map(Action::word)
                                .collect(Collectors.joining(", "))
                        + (rule.allowed().size() == 1 ? " is allowed" : " are allowed");
    }

    /// Where a rule that helps would stand: at a folder, not at each of its files.
    private static VirtualPath place(Action action, VirtualPath path) {
        return action == Action.LIST ? path : path.parent();
    }

    private void quota(Account account, Action action, List<Finding> findings) {
        boolean more =
                action == Action.CREATE || action == Action.OVERWRITE || action == Action.APPEND;
        if (!more) return;
        AccountLimits own = account.limits();
        if (own.hasQuota()) findings.add(Finding.ok("quota", "there is room left"));
        OptionalLong most = own.largestFile().isPresent() ? own.largestFile() : files.largestFile();
        most.ifPresent(bytes ->
                findings.add(
                        Finding.note("largest", "a file may have at most " + bytes + " bytes")));
    }

    private static Finding atPath(
            Account account, Action action, VirtualPath path, IOException refusal) {
        String about =
                refusal instanceof FileSystemException x && x.getFile() != null
                        ? x.getFile()
                        : path.toString();
        String reason =
                refusal instanceof FileSystemException x && x.getReason() != null
                        ? x.getReason()
                        : "";
        return switch (refusal) {
            case NoSuchFileException _ ->
                    about.equals(path.toString())
                            ? Finding.no("path", about + " is not there", "")
                            : Finding.no(
                                    "path",
                                    "the folder " + about + " is not there",
                                    "mkdir -p "
                                            + Shell.quoted(account.home() + about)
                                            + ", or make it as "
                                            + account.name());
            case NotDirectoryException _ -> Finding.no("path", about + " is not a folder", "");
            case DirectoryNotEmptyException _ ->
                    Finding.no("path", about + " is not empty, and only empty folders go", "");
            case FileAlreadyExistsException _ ->
                    action == Action.CREATE && reason.isEmpty()
                            ? Finding.no(
                                    "path",
                                    about
                                            + " is there already: uploading over it is 'overwrite',"
                                            + " which is asked for apart",
                                    "")
                            : Finding.no(
                                    "path",
                                    about + ' ' + (reason.isEmpty() ? "is there already" : reason),
                                    "");
            case FileBusyException _ -> Finding.no("path", about + ' ' + reason, "");
            case AccessDeniedException _ ->
                    Finding.no(
                            "path",
                            about
                                    + ": "
                                    + (reason.isEmpty()
                                            ? "the server's own user may not, or a link leads out"
                                                    + " of the home"
                                            : reason),
                            "ls -ld " + Shell.quoted(account.home() + about));
            case QuotaExceededException x ->
                    Finding.no(
                            "quota",
                            x.why(),
                            "ferry user set %s --quota SIZE --quota-files N"
                                    .formatted(Shell.quoted(account.name())));
            default -> Finding.no("path", about + ": " + refusal.getMessage(), "");
        };
    }

    /// Who else is at it at this moment.
    private void others(Account account, VirtualPath path, List<Finding> findings)
            throws IOException {
        var sameHome = new TreeSet<String>();
        for (Account other : accounts.all()) {
            if (other.home().equals(account.home())) sameHome.add(other.name());
        }
        for (LiveSession session : live.get()) {
            boolean uploads =
                    session.doing()
                            .filter(it -> it.what().equals("upload"))
                            .filter(it -> it.path().equals(path.toString()))
                            .isPresent();
            String name = session.account().orElse("");
            if (!uploads || !sameHome.contains(name)) continue;
            findings.add(
                    Finding.note(
                            "others",
                            "%s (%s) is uploading it at this moment; of two uploads the last to end is the file, and going on with one ends the other"
                                    .formatted(session.id(), name)));
        }
    }
}
