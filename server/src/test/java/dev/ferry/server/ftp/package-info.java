@NullMarked
package dev.ferry.server.ftp;

import org.jspecify.annotations.NullMarked;
