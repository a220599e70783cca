package dev.ferry.server.ftp;

import dev.ferry.core.account.Account;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.work.Events;
import dev.ferry.core.work.FileSettings;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

public final class FtpServer {
    private final InetSocketAddress address;

    private FtpServer(InetSocketAddress address) {
        this.address = address;
    }

    public static FtpServer start(
            FtpSettings settings,
            Accounts accounts,
            Function<Account, Storage> homes,
            FileSettings files,
            Events events,
            InstantSource clock)
            throws IOException {
        return new FtpServer(settings.bind().map(a -> new InetSocketAddress(a, settings.port())).orElseGet(() -> new InetSocketAddress(settings.port())));
    }

    public InetSocketAddress address() {
        return address;
    }

    public void stop(Duration grace) {}
}
