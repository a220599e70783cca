@NullMarked
package dev.ferry.app.serve;

import org.jspecify.annotations.NullMarked;
