package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountKey;
import dev.ferry.core.account.Login;
import dev.ferry.core.account.LoginBy;
import dev.ferry.core.account.LoginDesk;
import dev.ferry.core.account.Recognition;
import dev.ferry.core.account.ShownCertificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// Accounts without a database; everybody's password is `secret`.
public final class TestDesk implements LoginDesk {

    private final Map<String, Account> byName = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public TestDesk() {
        add("admin", Permissions.everywhere(Action.all()));
    }

    public void add(String name, Permissions permissions) {
        byName.put(name, account(name, permissions));
    }

    public static Account account(String name, Permissions permissions) {
        return Account.of("id-" + name, name, "/home", permissions)
                .withAnonymous(name.equals("anonymous"));
    }

    public void change(String name, UnaryOperator<Account> change) {
        byName.computeIfPresent(name, (_, account) -> change.apply(account));
        listeners.forEach(Runnable::run);
    }

    public void remove(String name) {
        byName.remove(name);
        listeners.forEach(Runnable::run);
    }

    @Override
    public Login login(String name, String password, Login.Objection objection) {
        Account account = byName.get(name);
        if (account == null) return new Login.Refused("no such account");
        if (!account.enabled()) return new Login.Refused("disabled");
        var against = objection.to(account);
        if (against.isPresent()) return new Login.Refused(against.get());
        if (!account.anonymous() && !password.equals("secret")) {
            return new Login.Refused("wrong password");
        }
        return new Login.Accepted(account);
    }

    @Override
    public Recognition recognise(String name, ShownCertificate shown, Login.Objection objection) {
        Account account = byName.get(name);
        var untimely = shown.untimely(Instant.now());
        String words = untimely.orElse(Recognition.Refused.NOT_OF_THIS);
        if (account == null) return new Recognition.Refused(Login.Refused.UNKNOWN, words);
        if (!account.enabled()) return new Recognition.Refused(Login.Refused.DISABLED, words);
        var against =
                objection
                        .to(account)
                        .or(() -> untimely)
                        .or(() -> account.certificates().objection(name, shown));
        if (against.isPresent()) return new Recognition.Refused(against.get(), words);
        return switch (account.certificates().by()) {
            case EITHER, CERTIFICATE -> new Recognition.Enough(account);
            case PASSWORD, BOTH -> new Recognition.PasswordToo(account);
        };
    }

    @Override
    public Optional<Account> opens(String name, AccountKey key, Login.Objection objection) {
        return Optional.ofNullable(byName.get(name))
                .filter(Account::enabled)
                .filter(it -> it.keys().stream().anyMatch(key::same))
                .filter(it -> it.certificates().by() != LoginBy.PASSWORD)
                .filter(it -> objection.to(it).isEmpty());
    }

    @Override
    public Optional<Account> current(String id) {
        return byName.values().stream().filter(account -> account.id().equals(id)).findFirst();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
