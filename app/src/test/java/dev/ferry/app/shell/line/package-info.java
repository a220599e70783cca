@NullMarked
package dev.ferry.app.shell.line;

import org.jspecify.annotations.NullMarked;
