@NullMarked
package dev.ferry.wire.sftp;

import org.jspecify.annotations.NullMarked;
