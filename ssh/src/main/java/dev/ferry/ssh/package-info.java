/// What client and server do otherwise than the SSH library does.
@NullMarked
package dev.ferry.ssh;

import org.jspecify.annotations.NullMarked;
