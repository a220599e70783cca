package dev.ferry.app.serve;

import dev.ferry.server.ftp.FtpServer;
import dev.ferry.server.net.LiveSession;
import dev.ferry.server.sftp.SftpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Where clients come in, and who is there.
///
/// @param ftp empty where its port is off
/// @param sftp the same
record Doors(Optional<FtpServer> ftp, Optional<SftpServer> sftp) {

    private static final System.Logger LOG = System.getLogger(Doors.class.getName());

    List<LiveSession> live() {
        var all = new ArrayList<LiveSession>();
        ftp.ifPresent(it -> all.addAll(it.live()));
        sftp.ifPresent(it -> all.addAll(it.live()));
        return all;
    }

    List<LiveSession> kick(Predicate<LiveSession> which, String by) {
        var all = new ArrayList<LiveSession>();
        ftp.ifPresent(it -> all.addAll(it.kick(which, by)));
        sftp.ifPresent(it -> all.addAll(it.kick(which, by)));
        return all;
    }

    int sessions() {
        return ftp.map(FtpServer::sessions).orElse(0) + sftp.map(SftpServer::sessions).orElse(0);
    }

    /// How many replies of each code FTP has given.
    Map<Integer, Long> replies() {
        return ftp.map(FtpServer::replies).orElse(Map.of());
    }

    /// Stops both at the same time.
    void stop(Duration grace) throws IOException, InterruptedException {
        Thread other =
                Thread.ofPlatform()
                        .name("stop-sftp")
                        .start(() -> sftp.ifPresent(it -> stop(it, grace)));
        try {
            if (ftp.isPresent()) ftp.get().stop(grace);
        } finally {
            other.join();
        }
    }

    private static void stop(SftpServer server, Duration grace) {
        try {
            server.stop(grace);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "SFTP was not stopped in good order", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
