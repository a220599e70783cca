/// The client's half of FTP and FTPS.
@NullMarked
package dev.ferry.client.ftp;

import org.jspecify.annotations.NullMarked;
