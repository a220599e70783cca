/// Accounts, their passwords and what remembers them.
@NullMarked
package dev.ferry.core.account;

import org.jspecify.annotations.NullMarked;
