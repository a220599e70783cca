/// FTP from the socket to the door ([dev.ferry.core.work.Workspace]): sessions, data connections,
/// transfers. [FtpServer] is the way in.
@NullMarked
package dev.ferry.server.ftp;

import org.jspecify.annotations.NullMarked;
