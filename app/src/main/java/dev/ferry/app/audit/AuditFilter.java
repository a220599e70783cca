package dev.ferry.app.audit;

import dev.ferry.files.Glob;
import dev.ferry.files.VirtualPath;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which lines are wanted.
///
/// @param users empty for all, else names of accounts
/// @param path of a path as text; in a rename, of either
/// @param since the first moment that counts
/// @param until the first that does not
/// @param kinds empty for all
/// @param outcomes empty for all
/// @param sessions empty for all
record AuditFilter(
        Set<String> users,
        Optional<Predicate<String>> path,
        Instant since,
        Instant until,
        Set<String> kinds,
        Set<String> outcomes,
        Set<String> sessions)
        implements Predicate<AuditEntry> {

    @Override
    public boolean test(AuditEntry entry) {
        return wanted(users, entry.fact("account"))
                && wanted(kinds, entry.fact("event"))
                && wanted(outcomes, entry.fact("outcome"))
                && wanted(sessions, entry.fact("session"))
                && !entry.time().isBefore(since)
                && entry.time().isBefore(until)
                && (path.isEmpty() || onPath(path.get(), entry));
    }

    private static boolean wanted(Set<String> those, String one) {
        return those.isEmpty() || those.contains(one);
    }

    private static boolean onPath(Predicate<String> path, AuditEntry entry) {
        return path.test(entry.fact("path")) || path.test(entry.fact("to"));
    }

    /// A pattern of whole paths, in which `*` matches slashes too; or a path, which stands for all
    /// below it as well.
    static Predicate<String> path(String text) {
        if (Glob.isPattern(text)) {
            var glob = Glob.of(text.startsWith("/") || text.startsWith("*") ? text : "/" + text);
            return path -> !path.isEmpty() && glob.matches(path, true);
        }
        var place = VirtualPath.of(text);
        return path -> !path.isEmpty() && VirtualPath.of(path).isUnder(place);
    }
}
