/// The log: one line for one happening, on standard error.
@NullMarked
package dev.ferry.app.log;

import org.jspecify.annotations.NullMarked;
