@NullMarked
package dev.ferry.client.sftp;

import org.jspecify.annotations.NullMarked;
