/// What the shell can do: a table of verbs, each a small class, and the state they work on.
@NullMarked
package dev.ferry.app.shell.verb;

import org.jspecify.annotations.NullMarked;
