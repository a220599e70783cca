/// Checksums of files: how they are made, and where they are kept.
@NullMarked
package dev.ferry.core.checksum;

import org.jspecify.annotations.NullMarked;
