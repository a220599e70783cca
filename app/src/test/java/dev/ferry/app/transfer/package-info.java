@NullMarked
package dev.ferry.app.transfer;

import org.jspecify.annotations.NullMarked;
