package dev.ferry.fuzz;

import dev.ferry.server.net.ProxyHeader;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/// What a proxy says first: a header, or none, and never more than its bounds are taken.
public final class ProxyTarget {

    private static final int FIXED = 16;

    private ProxyTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        int[] at = {0};
        try {
            ProxyHeader header =
                    ProxyHeader.read(count -> {
                        Must.hold(count >= 0, "asked for " + count);
                        if (count > data.length - at[0]) throw new EOFException("over");
                        at[0] += count;
                        return Arrays.copyOfRange(data, at[0] - count, at[0]);
                    });
            if (header instanceof ProxyHeader.Named(var client, var reached)) {
                Must.hold(
                        !client.isAnyLocalAddress() || reached != null,
                        "nobody: " + client + " " + reached);
            }
        } catch (IOException _) {
            // refused
        }
        Must.hold(at[0] <= FIXED + ProxyHeader.LONGEST_REST, "took " + at[0] + " bytes");
    }
}
