@NullMarked
package dev.ferry.files.storage.local;

import org.jspecify.annotations.NullMarked;
