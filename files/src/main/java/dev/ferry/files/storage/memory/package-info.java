/// A storage that lives as long as its process: for tests and demonstrations.
@NullMarked
package dev.ferry.files.storage.memory;

import org.jspecify.annotations.NullMarked;
