package dev.ferry.app.serve;

import dev.ferry.server.ftp.FtpServer;
import dev.ferry.server.net.LiveSession;
import dev.ferry.server.net.Register;
import dev.ferry.server.sftp.SftpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Where clients come in, and who is there.
///
/// @param ftp empty where its port is off
/// @param sftp the same
record Doors(Optional<FtpServer> ftp, Optional<SftpServer> sftp) {

    private static final System.Logger LOG = System.getLogger(Doors.class.getName());

    private Stream<Register<?>> registers() {
        return Stream.concat(
                ftp.stream().map(FtpServer::sessions), sftp.stream().map(SftpServer::sessions));
    }

    List<LiveSession> live() {
        return registers().flatMap(it -> it.live().stream()).toList();
    }

    List<LiveSession> kick(Predicate<LiveSession> which, String by) {
        return registers().flatMap(it -> it.kick(which, by).stream()).toList();
    }

    int sessions() {
        return registers().mapToInt(Register::size).sum();
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
