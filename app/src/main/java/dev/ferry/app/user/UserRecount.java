package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.app.control.ControlClient;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.work.Meters;
import dev.ferry.files.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry user recount`.
@Command(
        name = "recount",
        description = {
            "Count what stands in the home of an account with a quota, and say it.",
            "The running server counts while its clients go on, and goes by the result from then"
                    + " on: of use where other programs changed files there. Each start of the"
                    + " server counts anew without being told."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ferry user recount anna", "  ferry user recount --all"})
final class UserRecount implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(6);

    @Spec private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The account.")
    private @Nullable String name;

    @Option(names = "--all", description = "Every account with a quota.")
    private boolean all;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws Exception {
        if (all == (name != null)) throw Problem.usage("say one NAME, or --all");
        Map<String, Account> asked;
        try (var accounts = AccountBook.existing(options.settings())) {
            asked = asked(accounts);
        }
        Config config = Config.of(options.settings());
        var request = UsageDesk.request(UsageDesk.RECOUNT, Optional.ofNullable(name));
        var begun = ControlClient.askAny(config.data(), request);
        boolean well = true;
        if (begun.isEmpty()) {
            for (Account account : asked.values()) well &= say(account, counted(account, config));
        } else {
            for (var line : begun.get()) {
                var first = UsageLine.of(line);
                Account account = asked.get(first.account());
                if (account == null) continue;
                well &= say(account, first.isUnused() ? first : awaited(first, config));
            }
        }
        return well ? 0 : Problem.FAILED;
    }

    private Map<String, Account> asked(Accounts accounts) throws IOException {
        var asked = new LinkedHashMap<String, Account>();
        if (name != null) {
            Account account = AccountBook.find(accounts, name);
            if (!account.limits().hasQuota()) {
                throw Problem.failed(
                        "account %s has no quota, so nothing is counted; 'ferry user set %s --quota 10G' gives it one"
                                .formatted(name, name));
            }
            asked.put(name, account);
            return asked;
        }
        for (Account account : accounts.all()) {
            if (account.limits().hasQuota()) asked.put(account.name(), account);
        }
        if (asked.isEmpty()) throw Problem.failed("no account has a quota");
        return asked;
    }

    /// By a server.
    private static UsageLine awaited(UsageLine begun, Config config)
            throws IOException, InterruptedException {
        UsageLine now = begun;
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!isOver(begun.wanted(), now)) {
            if (System.nanoTime() > deadline) {
                throw Problem.failed(begun.account() + ": still being counted; ask again later");
            }
            Thread.sleep(LOOK);
            var request = UsageDesk.request(UsageDesk.USAGE, Optional.of(begun.account()));
            List<Map<String, Object>> lines = ControlClient.ask(config.data(), request);
            if (lines.isEmpty()) {
                throw Problem.failed(begun.account() + ": removed while it was counted");
            }
            now = UsageLine.of(lines.getFirst());
        }
        return now.finished() >= begun.wanted()
                ? now
                : UsageLine.failed(now.account(), now.problem());
    }

    private static boolean isOver(long wanted, UsageLine now) {
        return now.finished() >= wanted || now.failed() >= wanted;
    }

    /// By ourselves, where no server runs.
    private static UsageLine counted(Account account, Config config)
            throws IOException, InterruptedException {
        var clock = InstantSource.system();
        try (var home = LocalStorage.open(Path.of(account.home()), config.storage(), clock);
                var meters = new Meters(clock, Optional.empty())) {
            long wanted = meters.recount(account, home);
            while (true) {
                var now = UsageLine.of(account.name(), meters.standing(account).orElseThrow());
                if (now.finished() >= wanted) return now;
                if (now.failed() >= wanted) return UsageLine.failed(account.name(), now.problem());
                Thread.sleep(LOOK);
            }
        }
    }

    private boolean say(Account account, UsageLine now) {
        if (now.isUnused()) {
            spec.commandLine()
                    .getOut()
                    .println(
                            "account "
                                    + account.name()
                                    + ": not in use since the start; counted when somebody comes");
            return true;
        }
        if (!now.known()) {
            spec.commandLine()
                    .getErr()
                    .println("ferry: " + account.name() + " cannot be counted: " + now.problem());
            return false;
        }
        spec.commandLine()
                .getOut()
                .println("account " + account.name() + ": " + words(now, account.limits()));
        return true;
    }

    /// How much is used, and how much that leaves.
    static String words(UsageLine now, AccountLimits limits) {
        return part(now.bytes(), "bytes", limits.quotaBytes())
                + ", "
                + part(now.files(), "files", limits.quotaFiles());
    }

    private static String part(long used, String what, OptionalLong most) {
        if (most.isEmpty()) return used + " " + (used == 1 ? what.replaceAll("s$", "") : what);
        long left = Math.max(most.getAsLong() - used, 0);
        return "%d of %d %s (%d left)".formatted(used, most.getAsLong(), what, left);
    }
}
