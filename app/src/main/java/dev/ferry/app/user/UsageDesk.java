package dev.ferry.app.user;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.work.Meters;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The server's half of what `ferry user` says of quotas: how much is used up, and counts anew.
///
/// @param meters of the sessions
/// @param homes as sessions have them
public record UsageDesk(Accounts accounts, Meters meters, Function<Account, Storage> homes) {

    static final String USAGE = "usage";
    static final String RECOUNT = "recount";
    static final String ACCOUNT = "account";

    /// Asks for all accounts that have a quota.
    static Map<String, Object> request(String what, Optional<String> name) {
        return name.<Map<String, Object>>map(it -> Map.of("do", what, ACCOUNT, it))
                .orElseGet(() -> Map.of("do", what));
    }

    /// @return whether the request was one for this
    public boolean answer(Map<String, Object> request, Consumer<Map<String, Object>> line)
            throws IOException {
        String what = String.valueOf(request.get("do"));
        if (!what.equals(USAGE) && !what.equals(RECOUNT)) return false;
        Optional<String> name = Optional.ofNullable(request.get(ACCOUNT)).map(String::valueOf);
        for (Account account : asked(name)) {
            boolean one = name.isPresent();
            Optional<UsageLine> said =
                    what.equals(RECOUNT) ? recount(account, one) : usage(account, one);
            said.ifPresent(it -> line.accept(it.facts()));
        }
        return true;
    }

    private List<Account> asked(Optional<String> name) throws IOException {
        if (name.isEmpty()) {
            return accounts.all().stream().filter(it -> it.limits().hasQuota()).toList();
        }
        return accounts.find(name.get()).stream().toList();
    }

    /// @param one whether it is asked for by its name; of all accounts only those homes are opened
    ///   that are in use: the others are counted when somebody comes
    private Optional<UsageLine> recount(Account account, boolean one) throws IOException {
        if (!one && meters.standing(account).isEmpty()) {
            return Optional.of(UsageLine.unused(account.name()));
        }
        try {
            long number = meters.recount(account, homes.apply(account));
            return usage(account, false).map(it -> it.counting(number));
        } catch (UncheckedIOException e) {
            return Optional.of(UsageLine.failed(account.name(), String.valueOf(e.getMessage())));
        }
    }

    /// @param count whether it is to be counted where it is not known
    private Optional<UsageLine> usage(Account account, boolean count) throws IOException {
        if (count && account.limits().hasQuota()) {
            try {
                meters.prepare(account, homes.apply(account));
            } catch (UncheckedIOException e) {
                return Optional.of(
                        UsageLine.failed(account.name(), String.valueOf(e.getMessage())));
            }
        }
        return meters.standing(account).map(it -> UsageLine.of(account.name(), it));
    }
}
