/// Tests of `ferry why`.
@NullMarked
package dev.ferry.app.why;

import org.jspecify.annotations.NullMarked;
