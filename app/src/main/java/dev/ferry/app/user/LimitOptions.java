package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Kinds;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.server.net.Network;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What an account may use up, from where, and until when.
final class LimitOptions {

    private static final String OFF = "off";

    @Option(
            names = "--quota",
            paramLabel = "BYTES",
            description = "How much may stand in its home, as 500M or 10G; 'off' for any amount.")
    private @Nullable String quota;

    @Option(
            names = "--quota-files",
            paramLabel = "N",
            description = "How many files may; 'off' for any number.")
    private @Nullable String quotaFiles;

    @Option(
            names = "--max-file",
            paramLabel = "BYTES",
            description = "Its largest file; 'off' as configured.")
    private @Nullable String maxFile;

    @Option(
            names = "--rate-up",
            paramLabel = "BYTES",
            description = "Bytes a second of all its uploads together, as 5M; 'off' as configured.")
    private @Nullable String rateUp;

    @Option(names = "--rate-down", paramLabel = "BYTES", description = "The same of its downloads.")
    private @Nullable String rateDown;

    @Option(
            names = "--session-rate-up",
            paramLabel = "BYTES",
            description = "Bytes a second of each session's upload; 'off' as configured.")
    private @Nullable String sessionRateUp;

    @Option(
            names = "--session-rate-down",
            paramLabel = "BYTES",
            description = "The same of its download.")
    private @Nullable String sessionRateDown;

    @Option(
            names = "--max-sessions",
            paramLabel = "N",
            description = "Its sessions at one time; 'off' as configured.")
    private @Nullable String maxSessions;

    @Option(
            names = "--allow",
            paramLabel = "NET",
            split = ",",
            description = "Networks it may log in from, as 10.0.0.0/8; 'any' for everywhere.")
    private @Nullable List<String> allow;

    @Option(
            names = "--deny",
            paramLabel = "NET",
            split = ",",
            description = "Networks it may not, whatever --allow says; 'none' for none.")
    private @Nullable List<String> deny;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description =
                    "From when on it may do nothing, as 2027-01-31 or 2027-01-31T12:00:00Z;"
                            + " 'never' for no end.")
    private @Nullable String expires;

    boolean any() {
        return quota != null
                || quotaFiles != null
                || maxFile != null
                || rateUp != null
                || rateDown != null
                || sessionRateUp != null
                || sessionRateDown != null
                || maxSessions != null
                || allow != null
                || deny != null
                || expires != null;
    }

    AccountLimits limits(AccountLimits before) {
        AccountLimits.Rates rates = before.rates();
        try {
            return new AccountLimits(
                    size("--quota", quota, before.quotaBytes()),
                    count("--quota-files", quotaFiles, before.quotaFiles()),
                    size("--max-file", maxFile, before.largestFile()),
                    new AccountLimits.Rates(
                            size("--rate-up", rateUp, rates.up()),
                            size("--rate-down", rateDown, rates.down()),
                            size("--session-rate-up", sessionRateUp, rates.sessionUp()),
                            size("--session-rate-down", sessionRateDown, rates.sessionDown())),
                    sessions(before.sessions()),
                    networks("--allow", "any", allow, before.allow()),
                    networks("--deny", "none", deny, before.deny()),
                    expires(before.expires()));
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--" + e.getMessage());
        }
    }

    private static OptionalLong size(String option, @Nullable String text, OptionalLong before) {
        if (text == null) return before;
        try {
            return Kinds.SIZE_OR_OFF.read(text);
        } catch (IllegalArgumentException e) {
            throw Problem.usage(option + ": " + e.getMessage());
        }
    }

    private static OptionalLong count(String option, @Nullable String text, OptionalLong before) {
        if (text == null) return before;
        if (text.equals(OFF)) return OptionalLong.empty();
        if (text.matches("\\d{1,18}")) return OptionalLong.of(Long.parseLong(text));
        throw Problem.usage(option + ": '" + text + "' is not a whole number, or off");
    }

    private OptionalInt sessions(OptionalInt before) {
        OptionalLong count =
                count(
                        "--max-sessions",
                        maxSessions,
                        before.isPresent()
                                ? OptionalLong.of(before.getAsInt())
                                : OptionalLong.empty());
        return count.isPresent()
                ? OptionalInt.of((int) Math.min(count.getAsLong(), Integer.MAX_VALUE))
                : OptionalInt.empty();
    }

    private static List<String> networks(
            String option, String none, @Nullable List<String> texts, List<String> before) {
        if (texts == null) return before;
        if (texts.equals(List.of(none))) return List.of();
        try {
            return texts.stream().map(it -> Network.parse(it.strip()).tidy().toString()).toList();
        } catch (IllegalArgumentException e) {
            throw Problem.usage(option + ": " + e.getMessage());
        }
    }

    private Optional<Instant> expires(Optional<Instant> before) {
        if (expires == null) return before;
        if (expires.equals("never")) return Optional.empty();
        try {
            return Optional.of(
                    expires.contains("T")
                            ? Instant.parse(expires)
                            : LocalDate.parse(expires)
                                    .atStartOfDay(ZoneId.systemDefault())
                                    .toInstant());
        } catch (DateTimeException _) {
            throw Problem.usage(
                    "--expires: '"
                            + expires
                            + "' is not a time such as 2027-01-31 or 2027-01-31T12:00:00Z");
        }
    }
}
