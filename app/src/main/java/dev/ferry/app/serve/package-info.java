/// `ferry serve`: the server process around its listeners.
@NullMarked
package dev.ferry.app.serve;

import org.jspecify.annotations.NullMarked;
