package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.control.ControlClient;
import dev.ferry.core.account.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the running server how much of quotas is used up.
final class UsageAsked {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private UsageAsked() {}

    /// What is known of accounts with a quota, by name; nothing where no server runs.
    static Map<String, UsageLine> ofAll(Path data) throws IOException {
        var known = new HashMap<String, UsageLine>();
        for (UsageLine line : ask(data, Optional.empty())) {
            if (line.known()) known.put(line.account(), line);
        }
        return known;
    }

    /// What is known of one account. Its home is counted where that was not done yet; empty where
    /// that takes long, and where no server runs.
    static Optional<UsageLine> of(Account account, Path data) throws IOException {
        if (!account.limits().hasQuota()) return Optional.empty();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                List<UsageLine> lines = ask(data, Optional.of(account.name()));
                if (lines.isEmpty()) return Optional.empty();
                UsageLine line = lines.getFirst();
                if (line.known()) return Optional.of(line);
                if (!line.counting() || System.nanoTime() > deadline) return Optional.empty();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static List<UsageLine> ask(Path data, Optional<String> name) throws IOException {
        try {
            return ControlClient.askAny(data, UsageDesk.request(UsageDesk.USAGE, name)).stream()
                    .flatMap(List::stream)
                    .map(UsageLine::of)
                    .toList();
        } catch (Problem _) {
            return List.of(); // a server that does not know the question, or has no time for it
        }
    }
}
