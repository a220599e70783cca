package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/// Where passwords come from.
public final class Secrets {

    /// Fit for a URL as they stand; without those that look alike.
    private static final String LETTERS =
            "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// 20 letters out of 56: 116 bits.
    private static final int LENGTH = 20;

    private static final int LONGEST_LINE = 4096;

    private Secrets() {}

    /// A password nobody can guess.
    public static String random() {
        var random = new SecureRandom();
        var password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /// The first line of `in`, without its end.
    public static String firstLine(InputStream in) {
        var line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                if (line.size() >= LONGEST_LINE) {
                    throw Problem.usage("the password on standard input is too long");
                }
                line.write(b);
            }
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.toByteArray()))
                            .toString();
            String password = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            if (password.isEmpty()) {
                throw Problem.usage("--password-stdin: standard input holds no password");
            }
            return password;
        } catch (CharacterCodingException _) {
            throw Problem.usage("--password-stdin: the password is not UTF-8");
        } catch (IOException e) {
            throw Problem.failed("--password-stdin: cannot read: " + e.getMessage());
        }
    }

    /// What somebody at a terminal types, twice; empty where there is no terminal, or where he
    /// leaves it to us.
    static Optional<String> asked(String account) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .flatMap(terminal -> asked(terminal, account));
    }

    private static Optional<String> asked(Console terminal, String account) {
        char[] first = terminal.readPassword("Password for %s (empty: a random one): ", account);
        if (first == null) throw Problem.failed("no password given; nothing was changed");
        if (first.length == 0) return Optional.empty();
        char[] second = terminal.readPassword("Once more: ");
        if (second == null || !Arrays.equals(first, second)) {
            throw Problem.failed("the two passwords differ; nothing was changed");
        }
        return Optional.of(new String(first));
    }
}
