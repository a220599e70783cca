/// A folder of this machine as a storage, by the kernel's own calls on open folders.
@NullMarked
package dev.ferry.files.storage.local;

import org.jspecify.annotations.NullMarked;
