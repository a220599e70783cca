@NullMarked
package dev.ferry.server.sftp;

import org.jspecify.annotations.NullMarked;
