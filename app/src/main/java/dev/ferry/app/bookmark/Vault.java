package dev.ferry.app.bookmark;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.util.Optional;

/// Where passwords of sites are kept.
interface Vault {

    /// The word for it in the file of bookmarks.
    Kept kind();

    /// @param site its URL, without password and path
    Optional<Secret> find(String site) throws Failure;

    void keep(String site, Secret password) throws Failure;

    /// What is not there is no error.
    void forget(String site) throws Failure;
}
