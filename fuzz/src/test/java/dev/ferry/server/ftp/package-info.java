/// Targets among the classes that nobody else sees.
@NullMarked
package dev.ferry.server.ftp;

import org.jspecify.annotations.NullMarked;
