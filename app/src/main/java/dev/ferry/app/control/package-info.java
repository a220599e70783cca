/// How commands talk to the server that runs: a socket in the data folder, for its owner alone.
@NullMarked
package dev.ferry.app.control;

import org.jspecify.annotations.NullMarked;
