/// What a line of the shell says.
@NullMarked
package dev.ferry.app.shell.line;

import org.jspecify.annotations.NullMarked;
