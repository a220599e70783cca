package dev.ferry.server.net;

import dev.ferry.core.account.Ban;
import dev.ferry.core.work.Event;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A limit that was reached: why a client is not let in, or not kept.
public sealed interface Refusal {

    record ServerFull(int most) implements Refusal {}

    /// @param network the client's
    record AddressFull(Network network, int most) implements Refusal {}

    /// @param account its name
    record AccountFull(String account, int most) implements Refusal {}

    /// Others wait for their turn to log in.
    record HalfOpen(int most) implements Refusal {}

    /// The server is full, and nobody has logged in here yet.
    record GaveWay(int most) implements Refusal {}

    record Banned(Ban ban) implements Refusal {}

    /// The server's lists say so.
    record NotAllowed(InetAddress address) implements Refusal {}

    record WrongPasswords(int most) implements Refusal {}

    /// @param most commands a second
    record Flood(int most) implements Refusal {}

    /// For the client: which limit it was, in one line.
    default String words() {
        return switch (this) {
            case ServerFull(int most) ->
                    "Too many sessions: the server has %d, the most at one time".formatted(most);
            case AddressFull(_, int most) ->
                    "Too many sessions: your address has %d, the most at one time".formatted(most);
            case AccountFull(_, int most) ->
                    "Too many sessions: your account has %d, the most at one time".formatted(most);
            case HalfOpen(int most) ->
                    "Too many connections wait for a login: %d are the most, and yours waited longest"
                            .formatted(most);
            case GaveWay(int most) ->
                    "Too many sessions: the server has %d, the most at one time, and yours waited longest for a login"
                            .formatted(most);
            case Banned(Ban ban) ->
                    ban.until()
                            .map(until ->
                                    "Your address is banned until %s: %s"
                                            .formatted(seconds(until), ban.why()))
                            .orElseGet(() -> "Your address is banned: " + ban.why());
            case NotAllowed _ -> "Clients at your address are not served here";
            case WrongPasswords(int most) ->
                    "Too many wrong passwords: %d in one session; connect again to try"
                            .formatted(most);
            case Flood(int most) ->
                    "Too many commands for too long: %d a second are the most".formatted(most);
        };
    }

    /// The setting that would change it.
    default String setting() {
        return switch (this) {
            case ServerFull _, GaveWay _ -> "ftp.max-sessions";
            case AddressFull _ -> "limits.sessions-per-address";
            case AccountFull _ -> "user set --max-sessions, or limits.sessions-per-account";
            case HalfOpen _ -> "limits.half-open and limits.half-open-per-address";
            case Banned _ -> "bans remove, or limits.ban-after";
            case NotAllowed _ -> "limits.allow and limits.deny";
            case WrongPasswords _ -> "limits.wrong-passwords";
            case Flood _ -> "limits.command-rate";
        };
    }

    /// What is told of it.
    default Event.TurnedAway event(Event.Who who) {
        Event.Ground ground =
                switch (this) {
                    case ServerFull _,
                            AddressFull _,
                            AccountFull _,
                            HalfOpen _,
                            GaveWay _,
                            WrongPasswords _,
                            Flood _ ->
                            Event.Ground.LIMIT;
                    case Banned _ -> Event.Ground.BAN;
                    case NotAllowed _ -> Event.Ground.NETWORK;
                };
        return new Event.TurnedAway(who, ground, words() + " (" + setting() + ")");
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
