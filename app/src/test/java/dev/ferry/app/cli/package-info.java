@NullMarked
package dev.ferry.app.cli;

import org.jspecify.annotations.NullMarked;
