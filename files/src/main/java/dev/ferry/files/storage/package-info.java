/// The seam between policy and bytes.
@NullMarked
package dev.ferry.files.storage;

import org.jspecify.annotations.NullMarked;
