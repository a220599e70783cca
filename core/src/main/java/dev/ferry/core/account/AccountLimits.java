package dev.ferry.core.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What an account may use up, from where, and until when. Empty where it has no limit of its own:
/// then the server's holds, if there is one.
///
/// @param quotaBytes bytes that may stand in its home, interrupted uploads included
/// @param quotaFiles files that may, interrupted uploads included
/// @param largestFile bytes of one file
/// @param sessions at one time
/// @param allow networks it may log in from, as CIDR writes them; none listed: from everywhere
/// @param deny networks it may not log in from, whatever `allow` says
/// @param expires from when on it may do nothing any more
public record AccountLimits(
        OptionalLong quotaBytes,
        OptionalLong quotaFiles,
        OptionalLong largestFile,
        Rates rates,
        OptionalInt sessions,
        List<String> allow,
        List<String> deny,
        Optional<Instant> expires) {

    /// None of its own.
    public static final AccountLimits NONE =
            new AccountLimits(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Rates.NONE,
                    OptionalInt.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty());

    /// How fast its files may move, in bytes a second.
    ///
    /// @param up all its sessions together, towards the server
    /// @param down all its sessions together, from the server
    /// @param sessionUp each of its sessions
    /// @param sessionDown each of its sessions
    public record Rates(
            OptionalLong up, OptionalLong down, OptionalLong sessionUp, OptionalLong sessionDown) {

        public static final Rates NONE =
                new Rates(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty());

        public Rates {
            requirePositive("rate-up", up);
            requirePositive("rate-down", down);
            requirePositive("session-rate-up", sessionUp);
            requirePositive("session-rate-down", sessionDown);
        }

        // Here, not in the outer class: that one's NONE needs this one's, whichever is asked first.
        private static void requirePositive(String name, OptionalLong value) {
            if (value.isPresent() && value.getAsLong() < 1) {
                throw new IllegalArgumentException(name + ": " + value.getAsLong() + " is below 1");
            }
        }
    }

    public AccountLimits {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        requireNotNegative("quota", quotaBytes);
        requireNotNegative("quota-files", quotaFiles);
        Rates.requirePositive("max-file", largestFile);
        if (sessions.isPresent() && sessions.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "max-sessions: " + sessions.getAsInt() + " is below 1");
        }
    }

    /// Whether what stands in its home has to be counted.
    public boolean hasQuota() {
        return quotaBytes.isPresent() || quotaFiles.isPresent();
    }

    public boolean isOver(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    private static void requireNotNegative(String name, OptionalLong value) {
        if (value.isPresent() && value.getAsLong() < 0) {
            throw new IllegalArgumentException(name + ": " + value.getAsLong() + " is negative");
        }
    }
}
