@NullMarked
package dev.ferry.app.shell;

import org.jspecify.annotations.NullMarked;
