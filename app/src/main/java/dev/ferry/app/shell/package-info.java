/// The shell: where its lines come from, and what a terminal adds.
@NullMarked
package dev.ferry.app.shell;

import org.jspecify.annotations.NullMarked;
