/// `ferry sessions`: who is there, and sending somebody away.
@NullMarked
package dev.ferry.app.sessions;

import org.jspecify.annotations.NullMarked;
