package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `.netrc`, as ftp and curl read it: who to be on which machine.
record Netrc(List<Entry> entries) {

    /// @param machine empty for `default`
    record Entry(Optional<String> machine, Optional<String> login, Optional<String> password) {}

    /// @param required whether a file that is not there is an error
    static Netrc read(Path file, boolean required) throws Failure {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            if (required) throw new Failure.LocalTrouble(file + ": no such file here", e);
            return new Netrc(List.of());
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file, e);
        }
    }

    static Netrc parse(String text) {
        var entries = new ArrayList<Entry>();
        Entry open = null;
        List<String> words = words(text);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            switch (word) {
                case "machine", "default" -> {
                    if (open != null) entries.add(open);
                    boolean named = word.equals("machine");
                    open =
                            new Entry(
                                    named ? Optional.of(next) : Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty());
                    if (named) i++;
                }
                case "login" -> {
                    if (open != null)
                        open = new Entry(open.machine(), Optional.of(next), open.password());
                    i++;
                }
                case "password" -> {
                    if (open != null)
                        open = new Entry(open.machine(), open.login(), Optional.of(next));
                    i++;
                }
                case "account" -> i++;
                default -> {}
            }
        }
        if (open != null) entries.add(open);
        return new Netrc(List.copyOf(entries));
    }

    /// Words, in quotes or not; comments and macros (up to an empty line) are passed over.
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        boolean macro = false;
        for (String line : text.lines().toList()) {
            if (macro) {
                macro = !line.isBlank();
                continue;
            }
            int at = 0;
            while (at < line.length()) {
                char c = line.charAt(at);
                if (Character.isWhitespace(c)) {
                    at++;
                    continue;
                }
                if (c == '#') break;
                var word = new StringBuilder();
                if (c == '"') {
                    for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                        if (line.charAt(at) == '\\' && at + 1 < line.length()) at++;
                        word.append(line.charAt(at));
                    }
                    at++;
                } else {
                    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
                        word.append(line.charAt(at++));
                    }
                }
                if (word.toString().equals("macdef")) {
                    macro = true;
                    break;
                }
                words.add(word.toString());
            }
        }
        return words;
    }

    /// The first entry for that machine and user, else the default.
    Optional<Entry> of(String host, Optional<String> user) {
        return entries.stream()
                .filter(entry -> entry.machine().map(host::equalsIgnoreCase).orElse(true))
                .filter(entry ->
                        user.isEmpty() || entry.login().isEmpty() || entry.login().equals(user))
                .findFirst();
    }
}
