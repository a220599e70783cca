package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Where a client is to go, and how.
///
/// @param folder a name in the root of the account
record Call(Harbour.Berth berth, String folder, Way way) {

    /// Who opens data connections, over what.
    enum Way {
        PASSIVE,
        ACTIVE,
        /// Passive, over IPv6.
        SIX
    }

    String host() {
        return berth.ferry().host();
    }

    String port() {
        return "" + berth.ferry().port();
    }

    boolean active() {
        return way == Way.ACTIVE;
    }

    /// A path from the root of the account.
    String path(String name) {
        return "/" + folder + "/" + name;
    }

    /// A URL without user and password.
    String url(String name) {
        return berth.url("/" + folder + "/" + encoded(name));
    }

    /// All but what RFC 3986 §2.3 leaves alone.
    private static String encoded(String name) {
        var url = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            boolean plain =
                    (b >= '0' && b <= '9')
                            || (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || "-._~".indexOf(b) >= 0;
            if (plain) url.append((char) b);
            else url.append("%%%02X".formatted(b & 0xff));
        }
        return url.toString();
    }
}
