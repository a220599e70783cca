/// What a fuzzer is let loose on. Each target is a class of its own, as the fuzzer wants it.
@NullMarked
package dev.ferry.fuzz;

import org.jspecify.annotations.NullMarked;
