package dev.ferry.core.account;

import java.io.IOException;

/// Something about accounts could not be done. The message is for the operator: it names the
/// account, rule or file and what helps, and may name real folders. Never for a client.
public sealed class AccountException extends IOException
        permits AccountExistsException, NoSuchAccountException {

    public AccountException(String message) {
        super(message);
    }

    public AccountException(String message, Throwable cause) {
        super(message, cause);
    }
}
