@NullMarked
package dev.ferry.app.bookmark;

import org.jspecify.annotations.NullMarked;
