package dev.ferry.app.sessions;

import dev.ferry.server.net.LiveSession;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The server's half of `ferry sessions`.
///
/// @param live all sessions at this moment
/// @param kick ends those it picks, for somebody
public record SessionDesk(
        Supplier<List<LiveSession>> live,
        BiFunction<Predicate<LiveSession>, String, List<LiveSession>> kick) {

    static final String LIST = "sessions";
    static final String KICK = "kick";

    /// @return whether the request was one about sessions
    public boolean answer(
            Map<String, Object> request, String by, Consumer<Map<String, Object>> line) {
        switch (String.valueOf(request.get("do"))) {
            case LIST -> say(live.get(), line);
            case KICK -> say(kick.apply(which(request), by + " with 'ferry sessions kick'"), line);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void say(List<LiveSession> sessions, Consumer<Map<String, Object>> line) {
        sessions.stream()
                .sorted(Comparator.comparing(LiveSession::since).thenComparing(LiveSession::id))
                .map(SessionDesk::facts)
                .forEach(line);
    }

    private static Predicate<LiveSession> which(Map<String, Object> request) {
        var id = text(request, "id");
        var user = text(request, "user");
        var address = text(request, "address");
        if (id.isEmpty() && user.isEmpty() && address.isEmpty()) {
            throw new IllegalArgumentException("kick whom? name a session, a user or an address");
        }
        return session ->
                id.map(session.id()::equals).orElse(true)
                        && user.map(name -> session.account().equals(Optional.of(name)))
                                .orElse(true)
                        && address.map(session.address()::equals).orElse(true);
    }

    private static Optional<String> text(Map<String, Object> request, String name) {
        return Optional.ofNullable(request.get(name)).map(String::valueOf);
    }

    private static Map<String, Object> facts(LiveSession session) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("id", session.id());
        session.account().ifPresent(name -> facts.put("account", name));
        facts.put("address", session.address());
        facts.put("secure", session.secure());
        facts.put("since", session.since().toString());
        facts.put("idle", session.silent().toSeconds());
        session.doing()
                .ifPresent(doing -> {
                    facts.put("doing", doing.what());
                    facts.put("path", doing.path());
                    facts.put("bytes", doing.bytes());
                    facts.put("rate", doing.rate());
                });
        return facts;
    }
}
