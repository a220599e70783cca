package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `~/.ssh/config` says, as ssh_config(5) has it: of each word the first value counts, except
/// for IdentityFile, of which all do. Words that are not known are passed over, and so is a Match
/// by anything but names of hosts and users.
public final class SshConfig {

    private static final int DEEPEST_INCLUDE = 16;

    private final Path home;
    private final String localUser;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String word, List<String> values, Path file) {}

    /// What it says of one host.
    ///
    /// @param identityFiles as they are written
    /// @param knownHosts files as they are written; empty where it says none
    public record Entry(
            Optional<String> hostName,
            OptionalInt port,
            Optional<String> user,
            List<String> identityFiles,
            boolean identitiesOnly,
            Optional<String> identityAgent,
            List<String> knownHosts,
            Optional<String> hostKeyAlias,
            boolean hashKnownHosts,
            Optional<String> strictHostKeyChecking,
            Optional<String> jump) {}

    private SshConfig(Path home, String localUser) {
        this.home = home;
        this.localUser = localUser;
    }

    /// @param file need not be there
    /// @param home of the user, for what is in his folder
    /// @param localUser who runs this program
    /// @throws Failure.LocalTrouble where it cannot be read
    public static SshConfig read(Path file, Path home, String localUser) throws Failure {
        var config = new SshConfig(home, localUser);
        config.add(file, 0);
        return config;
    }

    private void add(Path file, int depth) throws Failure {
        List<String> text;
        try {
            text = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file + ": cannot be read", e);
        }
        for (String line : text) {
            List<String> words = words(line);
            if (words.isEmpty()) continue;
            String word = words.getFirst().toLowerCase(Locale.ROOT);
            List<String> values = words.subList(1, words.size());
            if (!word.equals("include")) {
                lines.add(new Line(word, List.copyOf(values), file));
                continue;
            }
            if (depth >= DEEPEST_INCLUDE) {
                throw new Failure.LocalTrouble(file + ": includes itself, it seems", null);
            }
            for (String value : values) include(value, depth + 1);
        }
    }

    /// Names that are not absolute are of the folder of the configuration.
    private void include(String value, int depth) throws Failure {
        String text = value.startsWith("~/") ? home + value.substring(1) : value;
        Path path = home.resolve(".ssh").resolve(text);
        Path in = path.getParent();
        if (in == null) return;
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(in, String.valueOf(path.getFileName()))) {
            files.forEach(found::add);
        } catch (IOException | RuntimeException _) {
            return; // as ssh does
        }
        Collections.sort(found);
        for (Path one : found) add(one, depth);
    }

    /// `Word value "another value"`, or `Word=value`.
    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            boolean parting = words.size() == 1 && c == '=';
            if (Character.isWhitespace(c) || parting) {
                at++;
                continue;
            }
            if (c == '#') break;
            var word = new StringBuilder();
            if (c == '"') {
                for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                    word.append(line.charAt(at));
                }
                at++;
            } else {
                while (at < line.length() && !isEnd(line.charAt(at), words.isEmpty())) {
                    word.append(line.charAt(at++));
                }
            }
            words.add(word.toString());
        }
        return words;
    }

    private static boolean isEnd(char c, boolean first) {
        return Character.isWhitespace(c) || (first && c == '=');
    }

    /// @param host as the user calls it
    /// @param user as he says it
    /// @throws Failure.Usage where a value cannot be one
    public Entry of(String host, Optional<String> user) throws Failure {
        Map<String, String> first = new HashMap<>();
        Map<String, Line> from = new HashMap<>();
        var identities = new ArrayList<String>();
        var known = new ArrayList<String>();
        boolean active = true;
        for (Line line : lines) {
            switch (line.word()) {
                case "host" -> active = matches(line.values(), host);
                case "match" -> active = isMatch(line.values(), host, user, first);
                default -> {
                    if (!active || line.values().isEmpty()) continue;
                    String value = line.values().getFirst();
                    if (line.word().equals("identityfile")) identities.add(value);
                    if (line.word().equals("userknownhostsfile") && known.isEmpty()) {
                        known.addAll(line.values());
                    }
                    if (first.putIfAbsent(line.word(), value) == null) {
                        from.put(line.word(), line);
                    }
                }
            }
        }
        Optional<String> proxy = Optional.ofNullable(first.get("proxyjump"));
        Optional<String> command = Optional.ofNullable(first.get("proxycommand"));
        return new Entry(
                Optional.ofNullable(first.get("hostname")),
                port(Optional.ofNullable(from.get("port"))),
                Optional.ofNullable(first.get("user")),
                identities,
                isYes(first.get("identitiesonly")),
                Optional.ofNullable(first.get("identityagent")),
                known,
                Optional.ofNullable(first.get("hostkeyalias")),
                isYes(first.get("hashknownhosts")),
                Optional.ofNullable(first.get("stricthostkeychecking"))
                        .map(it -> it.toLowerCase(Locale.ROOT)),
                proxy.isPresent()
                        ? proxy.filter(it -> !it.equals("none")).map(it -> "ProxyJump " + it)
                        : command.filter(it -> !it.equals("none")).map(_ -> "a ProxyCommand"));
    }

    private static boolean isYes(@Nullable String value) {
        return value != null && (value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true"));
    }

    private static OptionalInt port(Optional<Line> line) throws Failure {
        if (line.isEmpty()) return OptionalInt.empty();
        String value = line.get().values().getFirst();
        try {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65_535) return OptionalInt.of(port);
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Failure.Usage(line.get().file() + ": Port " + value + ": is no port");
    }

    private boolean isMatch(
            List<String> criteria, String host, Optional<String> user, Map<String, String> first) {
        for (int i = 0; i < criteria.size(); i++) {
            String word = criteria.get(i).toLowerCase(Locale.ROOT);
            boolean wanted = !word.startsWith("!");
            String bare = wanted ? word : word.substring(1);
            if (bare.equals("all")) {
                if (!wanted) return false;
                continue;
            }
            String value = i + 1 < criteria.size() ? criteria.get(++i) : "";
            List<String> patterns = List.of(value.split(",", -1));
            boolean is =
                    switch (bare) {
                        case "host" -> matches(patterns, first.getOrDefault("hostname", host));
                        case "originalhost" -> matches(patterns, host);
                        case "user" ->
                                matches(
                                        patterns,
                                        user.orElse(first.getOrDefault("user", localUser)));
                        case "localuser" -> matches(patterns, localUser);
                        default -> !wanted; // what is not known never matches
                    };
            if (is != wanted) return false;
        }
        return true;
    }

    /// Whether one of the patterns is of that name, and none that begins with `!` is.
    static boolean matches(List<String> patterns, String name) {
        boolean found = false;
        for (String pattern : patterns) {
            boolean not = pattern.startsWith("!");
            if (!isLike(not ? pattern.substring(1) : pattern, name)) continue;
            if (not) return false;
            found = true;
        }
        return found;
    }

    private static boolean isLike(String pattern, String name) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(name).matches();
    }
}
