@NullMarked
package dev.ferry.core.access;

import org.jspecify.annotations.NullMarked;
