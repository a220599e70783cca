@NullMarked
package dev.ferry.app;

import org.jspecify.annotations.NullMarked;
