package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// What a URL says. The path of an FTP or SFTP URL begins where the login leads; one that begins
/// with `//` or `/%2F` begins at the root (RFC 1738 §3.2.2).
///
/// @param port empty where the URL says none
/// @param path without the slash that parts it from the host; of `file:` absolute
public record SiteAddress(
        Scheme scheme,
        String host,
        OptionalInt port,
        Optional<String> user,
        Optional<Secret> password,
        String path) {

    public enum Scheme {
        /// TLS first, in the clear where that is allowed.
        FTP("ftp"),
        /// TLS after AUTH TLS, or not at all.
        FTPES("ftpes"),
        /// TLS with the first byte.
        FTPS("ftps"),
        /// SSH.
        SFTP("sftp"),
        FILE("file");

        private final String text;

        Scheme(String text) {
            this.text = text;
        }
    }

    /// Whether `text` is a URL of ours, and no path of this machine.
    public static boolean isUrl(String text) {
        return text.startsWith("file:") || text.matches("(?i)[a-z][a-z0-9+.-]*://(?s:.*)");
    }

    /// @throws Failure.Usage where it is none, or holds CR, LF or NUL, also as `%0D`
    public static SiteAddress parse(String text) throws Failure {
        int colon = text.indexOf(':');
        Scheme scheme = scheme(colon < 0 ? "" : text.substring(0, colon), text);
        String rest = text.substring(colon + 1);
        if (scheme == Scheme.FILE) {
            String path = rest.startsWith("//") ? rest.substring(2) : rest;
            if (path.startsWith("localhost/")) path = path.substring("localhost".length());
            if (!path.startsWith("/")) {
                throw new Failure.Usage(shown(text) + ": a file: URL has an absolute path");
            }
            return new SiteAddress(
                    scheme,
                    "",
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    decoded(path, text));
        }
        if (!rest.startsWith("//"))
            throw new Failure.Usage(shown(text) + ": // and a host are missing");
        int slash = rest.indexOf('/', 2);
        String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        Optional<String> user = Optional.empty();
        Optional<Secret> password = Optional.empty();
        if (at >= 0) {
            String info = authority.substring(0, at);
            int parting = info.indexOf(':');
            user = Optional.of(decoded(parting < 0 ? info : info.substring(0, parting), text));
            if (parting >= 0) {
                password = Optional.of(new Secret(decoded(info.substring(parting + 1), text)));
            }
        }
        String host = authority.substring(at + 1);
        OptionalInt port = OptionalInt.empty();
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        if (host.startsWith("[") && end == 0) {
            throw new Failure.Usage(shown(text) + ": a ] is missing");
        }
        if (end >= 0 && end < host.length()) {
            if (host.charAt(end) != ':') throw new Failure.Usage(shown(text) + ": this is no host");
            port = OptionalInt.of(port(host.substring(end + 1), text));
            host = host.substring(0, end);
        }
        if (host.startsWith("[")) host = host.substring(1, host.length() - 1);
        host = decoded(host, text);
        if (host.isEmpty()) throw new Failure.Usage(shown(text) + ": a host is missing");
        return new SiteAddress(scheme, host, port, user, password, decoded(path, text));
    }

    /// The path of a URL as it is written, without the slash that parts it from a host.
    public static String pathOf(String url) {
        int colon = url.indexOf(':');
        String rest = url.substring(colon + 1);
        if (!url.startsWith("file:")) {
            int slash = rest.indexOf('/', 2);
            rest = slash < 0 ? "" : rest.substring(slash + 1);
        } else if (rest.startsWith("//")) {
            rest = rest.substring(rest.indexOf('/', 2));
        }
        return rest;
    }

    /// What a part of a URL means: `%41` is A.
    public static String decoded(String part) throws Failure {
        return decoded(part, part);
    }

    private static Scheme scheme(String word, String text) throws Failure {
        for (Scheme scheme : Scheme.values()) {
            if (scheme.text.equals(word.toLowerCase(Locale.ROOT))) return scheme;
        }
        throw new Failure.Usage(
                shown(text) + ": is no URL of ftp://, ftpes://, ftps://, sftp:// or file:");
    }

    private static int port(String word, String text) throws Failure {
        try {
            int port = Integer.parseInt(word);
            if (port >= 1 && port <= 65_535 && word.charAt(0) != '+') return port;
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Failure.Usage(shown(text) + ": " + word + " is no port");
    }

    /// `%41` is A. A `%` that begins no such thing is an error: what was meant is not for us to
    /// say.
    private static String decoded(String part, String text) throws Failure {
        var bytes = new ByteArrayOutputStream(part.length());
        for (int i = 0; i < part.length(); ) {
            int c = part.codePointAt(i);
            if (c == '%') {
                int value = -1;
                if (i + 2 < part.length()) {
                    int high = Character.digit(part.charAt(i + 1), 16);
                    int low = Character.digit(part.charAt(i + 2), 16);
                    if (high >= 0 && low >= 0) value = high * 16 + low;
                }
                if (value < 0) {
                    throw new Failure.Usage(
                            shown(text) + ": a % that is meant as such is written %25");
                }
                bytes.write(value);
                i += 3;
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(c);
            }
        }
        for (byte b : bytes.toByteArray()) {
            if (b == '\r' || b == '\n' || b == 0) {
                throw new Failure.Usage(shown(text) + ": a URL cannot hold CR, LF or NUL");
            }
        }
        return dev.ferry.files.NameText.of(bytes.toByteArray());
    }

    /// The URL for people: without its password.
    private static String shown(String text) {
        return text.replaceFirst("(?s)(://[^/@:]*):[^/]*@", "$1:***@");
    }

    /// The same server, whoever asks, at its root.
    public SiteAddress withoutUser() {
        return new SiteAddress(scheme, host, port, Optional.empty(), Optional.empty(), "");
    }

    /// The URL of the site alone, without password and path.
    public String site() {
        if (scheme == Scheme.FILE) return "file://";
        String name = host.contains(":") ? "[" + host + "]" : host;
        return scheme.text
                + "://"
                + user.map(it -> encoded(it) + "@").orElse("")
                + name
                + (port.isPresent() ? ":" + port.getAsInt() : "");
    }

    /// A user's name as a URL holds it, so that it is read back.
    private static String encoded(String user) {
        return user.replace("%", "%25").replace(":", "%3A").replace("/", "%2F");
    }
}
