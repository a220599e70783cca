@NullMarked
package dev.ferry.client.ftp;

import org.jspecify.annotations.NullMarked;
