/// The commands of the client: `ferry ls`, `get`, `put` and the others.
@NullMarked
package dev.ferry.app.transfer;

import org.jspecify.annotations.NullMarked;
