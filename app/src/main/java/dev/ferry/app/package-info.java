/// The program: what its words on the command line do.
@NullMarked
package dev.ferry.app;

import org.jspecify.annotations.NullMarked;
