@NullMarked
package dev.ferry.it.structure.planted.server.ssh;

import org.jspecify.annotations.NullMarked;
