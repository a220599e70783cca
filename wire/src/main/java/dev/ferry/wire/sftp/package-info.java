/// SFTP as words: version 3 of the SSH File Transfer Protocol (draft-ietf-secsh-filexfer-02) and
/// the extensions that OpenSSH made common. No sockets.
@NullMarked
package dev.ferry.wire.sftp;

import org.jspecify.annotations.NullMarked;
