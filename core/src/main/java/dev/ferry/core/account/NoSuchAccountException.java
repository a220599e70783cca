package dev.ferry.core.account;

/// There is no account of this name.
public final class NoSuchAccountException extends AccountException {

    NoSuchAccountException(String name) {
        super("there is no account " + AccountName.quoted(name));
    }
}
