@NullMarked
package dev.ferry.app.shell.verb;

import org.jspecify.annotations.NullMarked;
