@NullMarked
package dev.ferry.core.checksum;

import org.jspecify.annotations.NullMarked;
