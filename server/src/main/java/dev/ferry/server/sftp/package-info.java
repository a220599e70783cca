/// The SFTP conversation, and the SSH transport below it, whose library is seen in one class.
@NullMarked
package dev.ferry.server.sftp;

import org.jspecify.annotations.NullMarked;
