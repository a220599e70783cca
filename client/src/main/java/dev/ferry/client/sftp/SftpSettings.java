package dev.ferry.client.sftp;

import dev.ferry.client.ftp.FtpSettings.Dialogue;
import dev.ferry.client.net.Dialer;
import dev.ferry.client.net.Trust;
import java.nio.charset.Charset;
import java.time.Duration;

/// How to talk to an SFTP server.
///
/// @param charset of names
/// @param sessions at most at one time
/// @param maxEntries of one listing
/// @param patience without any progress
/// @param dialogue told every packet; no secret stands in one
public record SftpSettings(
        SshAccess access,
        Trust trust,
        Dialer dialer,
        Charset charset,
        int sessions,
        int maxEntries,
        Duration patience,
        Dialogue dialogue) {

    public static final int PORT = 22;

    public SftpSettings {
        if (sessions < 1) throw new IllegalArgumentException("sessions: " + sessions);
        if (maxEntries < 1) throw new IllegalArgumentException("entries: " + maxEntries);
        if (!patience.isPositive()) throw new IllegalArgumentException("patience: " + patience);
    }

    String address() {
        return access.host() + ":" + access.port();
    }
}
