package dev.ferry.client.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Who dials for us.
///
/// @param user empty where it wants none
public record Proxy(Kind kind, String host, int port, Optional<User> user) {

    public enum Kind {
        SOCKS5,
        HTTP
    }

    /// Who we are to the proxy.
    public record User(String name, String password) {
        @Override
        public String toString() {
            return name + ":***";
        }
    }

    /// What `socks5://[user:password@]host[:port]` or `http://...` says; empty where it says none.
    /// Names are looked up by the proxy, so `socks5h` is the same.
    public static Optional<Proxy> parse(String text) {
        String full = text.contains("://") ? text : "http://" + text;
        try {
            var uri = new URI(full);
            String host = uri.getHost();
            if (host == null) return Optional.empty();
            Kind kind =
                    switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                        case "socks5", "socks5h", "socks" -> Kind.SOCKS5;
                        case "http" -> Kind.HTTP;
                        default -> null;
                    };
            if (kind == null) return Optional.empty();
            int port = uri.getPort() > 0 ? uri.getPort() : kind == Kind.SOCKS5 ? 1080 : 8080;
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return Optional.of(new Proxy(kind, bare, port, user(uri)));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<User> user(URI uri) {
        String info = uri.getRawUserInfo();
        if (info == null) return Optional.empty();
        int colon = info.indexOf(':');
        String name = colon < 0 ? info : info.substring(0, colon);
        String password = colon < 0 ? "" : info.substring(colon + 1);
        return Optional.of(new User(decoded(name), decoded(password)));
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
