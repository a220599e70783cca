package dev.ferry.core.account;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

public final class Accounts implements AutoCloseable {
    private Accounts() {}

    public static Accounts open(Path dataFolder, AccountSettings settings, InstantSource clock)
            throws IOException {
        return new Accounts();
    }

    public boolean isEmpty() {
        return true;
    }

    public List<Account> all() {
        return List.of();
    }

    public Optional<Account> find(String name) {
        return Optional.empty();
    }

    public Account add(NewAccount account, String password) {
        throw new UnsupportedOperationException();
    }

    public void setPassword(String name, String password) {}

    public Account change(String name, UnaryOperator<Account> change) {
        throw new UnsupportedOperationException();
    }

    public void remove(String name) {}

    @Override
    public void close() {}
}
