/// The local side: real files.
@NullMarked
package dev.ferry.client.local;

import org.jspecify.annotations.NullMarked;
