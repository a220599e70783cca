package dev.ferry.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// The servers that all strangers come to, one for each family of addresses, with one account; and
/// the list of who did what there, printed at the end. Started when first asked for.
final class Harbour implements AutoCloseable {

    static final String USER = "anna";
    static final String PASSWORD = "sesame-4711";

    private final Map<String, Integer> done = new TreeMap<>();
    private final Table table = new Table();
    private final AtomicInteger folders = new AtomicInteger();
    private @Nullable Berth four;
    private @Nullable Berth six;

    /// A server, and its account's home.
    record Berth(FerryProcess ferry, Path home) implements AutoCloseable {

        static Berth at(String address, String... options) {
            var words = new String[options.length + 2];
            words[0] = "--bind";
            words[1] = address;
            System.arraycopy(options, 0, words, 2, options.length);
            return of(() -> FerryProcess.serve(words));
        }

        /// A server that somebody else started, with an account made for it.
        static Berth of(Supplier<FerryProcess> start) {
            FerryProcess ferry = start.get();
            try {
                Path home = Files.createTempDirectory("ferry-home-");
                ferry.addUser(USER, PASSWORD, "--home", home.toString());
                return new Berth(ferry, home);
            } catch (IOException e) {
                ferry.close();
                throw new UncheckedIOException(e);
            } catch (RuntimeException | Error e) {
                ferry.close();
                throw e;
            }
        }

        /// Host and port, as a URL has them.
        String authority() {
            String host = ferry.host();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + ferry.port();
        }

        /// A URL without name and password.
        ///
        /// @param path with its first slash, encoded
        String url(String path) {
            return "ftp://" + authority() + path;
        }

        /// A URL with name and password.
        String fullUrl(String path) {
            return "ftp://" + USER + ":" + PASSWORD + "@" + authority() + path;
        }

        @Override
        public void close() {
            ferry.close();
            Trees.remove(home);
        }
    }

    /// The server on 127.0.0.1.
    synchronized Berth four() {
        if (four == null) four = Berth.at("127.0.0.1");
        return four;
    }

    /// The server on ::1. Skips the test where this machine has no IPv6.
    synchronized Berth six() {
        if (!hasSix()) Stranger.skip("this machine has no ::1");
        if (six == null) six = Berth.at("::1");
        return six;
    }

    private static boolean hasSix() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(it -> it instanceof Inet6Address && it.isLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A new folder in the account's home, for one test.
    Path folder(Berth berth) {
        try {
            return Files.createDirectory(berth.home().resolve("t" + folders.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Notes that `client` did `task` so many times.
    synchronized void did(String client, String task, int times) {
        done.merge("%-10s %s".formatted(client, task), times, Integer::sum);
    }

    /// What each client did of what each is asked for.
    Table table() {
        return table;
    }

    void did(String client, String task) {
        did(client, task, 1);
    }

    @Override
    public synchronized void close() {
        if (four != null) four.close();
        if (six != null) six.close();
        var page = new StringBuilder("\nWhat strangers did (");
        page.append(Settings.FULL ? "full size" : "the size of CI").append("):\n");
        done.forEach((what, times) -> page.append("  %-52s %6d%n".formatted(what, times)));
        page.append(table.page());
        System.out.print(page);
        System.out.flush();
    }

    /// Hands the one harbour of a run to the tests that ask for it.
    static final class Pilot implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Harbour.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(Harbour.class))
                    .computeIfAbsent("harbour", _ -> new Harbour(), Harbour.class);
        }
    }
}
