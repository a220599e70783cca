package dev.ferry.client.ftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.Connection;
import dev.ferry.client.net.Dialer;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the data connection of the next transfer will come through. Closing it lets nobody in any
/// more, and leaves a connection that came through to whoever has it.
sealed interface DataDoor extends AutoCloseable {

    /// The connection, once the server has said that the transfer begins.
    Connection through(Control control, String subject) throws IOException;

    @Override
    void close();

    /// We have called the server.
    final class Called implements DataDoor {
        private @Nullable Connection connection;

        Called(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Connection through(Control control, String subject) {
            Connection through = connection;
            if (through == null) throw new IllegalStateException("came through");
            connection = null;
            return through;
        }

        @Override
        public void close() {
            if (connection != null) connection.close();
        }
    }

    /// The server will call us.
    final class Listening implements DataDoor {

        /// How often the control connection is looked at meanwhile, for a 425.
        private static final int LOOK_MILLIS = 100;

        private final ServerSocket listener;
        private final Dialer dialer;
        private final InetAddress peer;
        private final Duration patience;

        private Listening(
                ServerSocket listener, Dialer dialer, InetAddress peer, Duration patience) {
            this.listener = listener;
            this.dialer = dialer;
            this.peer = peer;
            this.patience = patience;
        }

        static Listening open(
                Connection control, Dialer dialer, int first, int last, Duration patience)
                throws IOException {
            InetAddress here = control.localAddress();
            for (int port = first; port <= last; port++) {
                var listener = new ServerSocket();
                try {
                    listener.bind(new InetSocketAddress(here, port), 4);
                    listener.setSoTimeout(LOOK_MILLIS);
                    return new Listening(listener, dialer, control.remoteAddress(), patience);
                } catch (IOException _) {
                    listener.close(); // the next one may be free
                }
            }
            throw new Failure.LocalTrouble(
                    "--active: no port of " + first + "-" + last + " is free", null);
        }

        String command() {
            InetAddress here = listener.getInetAddress();
            int port = listener.getLocalPort();
            if (here instanceof Inet4Address) {
                return "PORT "
                        + here.getHostAddress().replace('.', ',')
                        + ","
                        + port / 256
                        + ","
                        + port % 256;
            }
            String bare = here.getHostAddress();
            int zone = bare.indexOf('%');
            return "EPRT |2|" + (zone < 0 ? bare : bare.substring(0, zone)) + "|" + port + "|";
        }

        /// Waits for the server; strangers are hung up on and do not prolong the wait.
        @Override
        public Connection through(Control control, String subject) throws IOException {
            long end = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() - end < 0) {
                Socket socket;
                try {
                    socket = listener.accept();
                } catch (SocketTimeoutException _) {
                    Optional<Reply> said = control.unasked();
                    if (said.isPresent() && said.get().code() >= 400) {
                        throw FtpFailures.of(said.get(), subject);
                    }
                    continue;
                }
                if (socket.getInetAddress().equals(peer)) {
                    return dialer.accepted(socket, subject);
                }
                socket.close();
            }
            throw new Failure.TimedOut(subject + ": the server did not call");
        }

        @Override
        public void close() {
            try {
                listener.close();
            } catch (IOException _) {
                // it is gone
            }
        }
    }
}
