@NullMarked
package dev.ferry.ssh;

import org.jspecify.annotations.NullMarked;
