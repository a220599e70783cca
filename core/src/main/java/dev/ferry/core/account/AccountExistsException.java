package dev.ferry.core.account;

/// There is an account of this name already.
public final class AccountExistsException extends AccountException {

    AccountExistsException(String name, String existing) {
        super(
                name.equals(existing)
                        ? "account '" + name + "' exists already"
                        : "account '%s': '%s' exists already, and names may not differ in case alone"
                                .formatted(name, existing));
    }
}
