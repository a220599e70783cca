package dev.ferry.core.account;

import java.nio.file.Path;
import java.time.InstantSource;

/// What `ferry user disable` does, as a program: `OtherProcess DATA NAME`.
final class OtherProcess {

    private OtherProcess() {}

    public static void main(String[] args) throws Exception {
        try (var accounts =
                Accounts.open(
                        Path.of(args[0]), AccountSettings.defaults(), InstantSource.system())) {
            accounts.change(args[1], account -> account.withEnabled(false));
        }
    }
}
