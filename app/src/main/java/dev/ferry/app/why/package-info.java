/// `ferry why`: what decides whether somebody may do something.
@NullMarked
package dev.ferry.app.why;

import org.jspecify.annotations.NullMarked;
