package dev.ferry.server.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// How much of everything clients may have. Made once at start, checked here and nowhere else.
///
/// @param sessionsPerAddress control connections at one time; empty for no limit
/// @param sessionsPerAccount the same for accounts that have no limit of their own
/// @param halfOpen sessions at one time in which nobody has logged in yet; beyond it the one is
///   ended that has waited longest, of the address that has most of them
/// @param halfOpenPerAddress the same of one address
/// @param ipv6Prefix how many bits of an IPv6 address tell one client's network from another's
/// @param wrongPasswords in one session, after which it is ended
/// @param longestRefusal how long the answer to a wrong password is held back at most: each one
///   from an address doubles the time
/// @param banAfter wrong passwords from an address within `banWindow`, after which it is banned;
///   empty for never
/// @param banFor how long at first; each ban doubles it
/// @param banLongest how long at most
/// @param neverBan networks that the server bans nobody in by itself
/// @param commandRate commands a second in one session, more of which wait; empty for no limit
/// @param flood for how long a session may send faster than that before it is ended
/// @param allow networks clients may connect from; none listed: from everywhere
/// @param deny networks they may not, whatever `allow` says
/// @param proxies networks whose connections begin with a PROXY header, and are refused without
public record LimitSettings(
        OptionalInt sessionsPerAddress,
        OptionalInt sessionsPerAccount,
        int halfOpen,
        int halfOpenPerAddress,
        int ipv6Prefix,
        int wrongPasswords,
        Duration longestRefusal,
        OptionalInt banAfter,
        Duration banWindow,
        Duration banFor,
        Duration banLongest,
        List<Network> neverBan,
        OptionalInt commandRate,
        Duration flood,
        List<Network> allow,
        List<Network> deny,
        List<Network> proxies) {

    public LimitSettings {
        neverBan = List.copyOf(neverBan);
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        proxies = List.copyOf(proxies);
        requireSome("limits.half-open", halfOpen);
        requireSome("limits.half-open-per-address", halfOpenPerAddress);
        requireSome("limits.wrong-passwords", wrongPasswords);
        if (ipv6Prefix < 1 || ipv6Prefix > 128) {
            throw new IllegalArgumentException(
                    "limits.ipv6-prefix: " + ipv6Prefix + " is not within 1-128");
        }
        requireNotNegative("limits.longest-refusal", longestRefusal);
        requirePositive("limits.ban-window", banWindow);
        requirePositive("limits.ban-for", banFor);
        requirePositive("limits.flood", flood);
        if (banLongest.compareTo(banFor) < 0) {
            throw new IllegalArgumentException(
                    "limits.ban-longest: is shorter than limits.ban-for");
        }
    }

    /// Room for an office of 200 behind one address, and none for whoever only holds connections
    /// open.
    public static LimitSettings defaults() {
        return new LimitSettings(
                OptionalInt.of(500),
                OptionalInt.empty(),
                500,
                250,
                64,
                5,
                Duration.ofSeconds(8),
                OptionalInt.of(20),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Duration.ofDays(1),
                List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")),
                OptionalInt.of(10_000),
                Duration.ofSeconds(30),
                List.of(),
                List.of(),
                List.of());
    }

    /// The same with some of it changed.
    public LimitSettings with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /// Which client's network an address is in: what is limited and banned together.
    public Network networkOf(InetAddress address) {
        boolean four = Network.plain(address).getAddress().length == 4;
        return Network.around(address, four ? 32 : ipv6Prefix);
    }

    /// Whether clients at `address` may connect, by these lists.
    static boolean admits(List<Network> allow, List<Network> deny, InetAddress address) {
        boolean named = allow.isEmpty() || allow.stream().anyMatch(it -> it.contains(address));
        return named && deny.stream().noneMatch(it -> it.contains(address));
    }

    /// Why somebody at `address` may not use an account with these lists of its own; empty where he
    /// may.
    ///
    /// @param allow as CIDR writes them
    public static Optional<String> objection(
            List<String> allow, List<String> deny, InetAddress address) {
        boolean may =
                admits(
                        allow.stream().map(Network::parse).toList(),
                        deny.stream().map(Network::parse).toList(),
                        address);
        return may
                ? Optional.empty()
                : Optional.of("the account may not be used from " + plain(address));
    }

    private static String plain(InetAddress address) {
        return Network.plain(address).getHostAddress();
    }

    private static void requireSome(String key, int value) {
        if (value < 1) throw new IllegalArgumentException(key + ": " + value + " is below 1");
    }

    /// Whether whoever connects from there says first whom he speaks for.
    public boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(it -> it.contains(address));
    }

    private static void requirePositive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(key + ": " + value + " is not positive");
        }
    }

    private static void requireNotNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + ": " + value + " is negative");
        }
    }

    /// What is changed in a copy.
    public static final class Draft {
        public OptionalInt sessionsPerAddress;
        public OptionalInt sessionsPerAccount;
        public int halfOpen;
        public int halfOpenPerAddress;
        public int ipv6Prefix;
        public int wrongPasswords;
        public Duration longestRefusal;
        public OptionalInt banAfter;
        public Duration banWindow;
        public Duration banFor;
        public Duration banLongest;
        public List<Network> neverBan;
        public OptionalInt commandRate;
        public Duration flood;
        public List<Network> allow;
        public List<Network> deny;
        public List<Network> proxies;

        private Draft(LimitSettings from) {
            sessionsPerAddress = from.sessionsPerAddress;
            sessionsPerAccount = from.sessionsPerAccount;
            halfOpen = from.halfOpen;
            halfOpenPerAddress = from.halfOpenPerAddress;
            ipv6Prefix = from.ipv6Prefix;
            wrongPasswords = from.wrongPasswords;
            longestRefusal = from.longestRefusal;
            banAfter = from.banAfter;
            banWindow = from.banWindow;
            banFor = from.banFor;
            banLongest = from.banLongest;
            neverBan = from.neverBan;
            commandRate = from.commandRate;
            flood = from.flood;
            allow = from.allow;
            deny = from.deny;
            proxies = from.proxies;
        }

        private LimitSettings done() {
            return new LimitSettings(
                    sessionsPerAddress,
                    sessionsPerAccount,
                    halfOpen,
                    halfOpenPerAddress,
                    ipv6Prefix,
                    wrongPasswords,
                    longestRefusal,
                    banAfter,
                    banWindow,
                    banFor,
                    banLongest,
                    neverBan,
                    commandRate,
                    flood,
                    allow,
                    deny,
                    proxies);
        }
    }
}
