/// Who may do what where: pure values.
@NullMarked
package dev.ferry.core.access;

import org.jspecify.annotations.NullMarked;
