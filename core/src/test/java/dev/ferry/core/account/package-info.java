@NullMarked
package dev.ferry.core.account;

import org.jspecify.annotations.NullMarked;
