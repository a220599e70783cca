/// The words of FTP as values: commands, replies, facts, listing lines. No sockets and no files.
@NullMarked
package dev.ferry.wire.ftp;

import org.jspecify.annotations.NullMarked;
