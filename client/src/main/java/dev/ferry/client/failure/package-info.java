/// What can go wrong, and what a program should exit with.
@NullMarked
package dev.ferry.client.failure;

import org.jspecify.annotations.NullMarked;
