/// Settings: their one table, the file they stand in, and where each came from.
@NullMarked
package dev.ferry.app.config;

import org.jspecify.annotations.NullMarked;
