@NullMarked
package dev.ferry.app.log;

import org.jspecify.annotations.NullMarked;
