/// Sites with names of one's own.
@NullMarked
package dev.ferry.app.bookmark;

import org.jspecify.annotations.NullMarked;
