package dev.ferry.core.access;

import static java.util.Comparator.comparingInt;

import dev.ferry.files.VirtualPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One account's rules. The deepest rule that covers a path decides alone; where none does, nothing
/// is allowed.
///
/// @param rules at most one for each path, in order of path
public record Permissions(List<Rule> rules) {

    /// What is allowed at `under` and below.
    public record Rule(VirtualPath under, Set<Action> allowed) {
        public Rule {
            allowed = Set.copyOf(allowed);
        }
    }

    public Permissions {
        rules = rules.stream().sorted(Comparator.comparing(Rule::under)).toList();
        if (rules.stream().map(Rule::under).distinct().count() != rules.size()) {
            throw new IllegalArgumentException("two rules for one path");
        }
    }

    /// One rule for everything.
    public static Permissions everywhere(Set<Action> allowed) {
        return new Permissions(List.of(new Rule(VirtualPath.ROOT, allowed)));
    }

    public Decision decide(Action action, VirtualPath path) {
        return ruleFor(path)
                .<Decision>map(rule ->
                        rule.allowed().contains(action)
                                ? new Decision.Allowed()
                                : new Decision.Denied(
                                        action.word() + " is not granted under " + rule.under()))
                .orElseGet(() -> new Decision.Denied("no rule covers " + path));
    }

    public boolean allows(Action action, VirtualPath path) {
        return decide(action, path) instanceof Decision.Allowed;
    }

    /// Whether anything at all is allowed at `path` or somewhere below it: enough to walk through
    /// it.
    public boolean allowsAnythingAround(VirtualPath path) {
        return ruleFor(path).map(rule -> !rule.allowed().isEmpty()).orElse(false)
                || below(path).anyMatch(rule -> !rule.allowed().isEmpty());
    }

    /// What is allowed in some place at least.
    public Set<Action> anywhere() {
        var allowed = EnumSet.noneOf(Action.class);
        for (Rule rule : rules) allowed.addAll(rule.allowed());
        return allowed;
    }

    /// A rule that stands below `folder`, so that moving the folder would move files out of its
    /// reach.
    public Optional<Rule> anyBelow(VirtualPath folder) {
        return below(folder).findFirst();
    }

    /// These permissions with `actions` granted at `under`. Where no rule stands there yet, it
    /// begins as a copy of the one that decided so far.
    public Permissions granting(VirtualPath under, Collection<Action> actions) {
        var allowed = inForceAt(under);
        allowed.addAll(actions);
        return with(under, allowed);
    }

    /// These permissions with `actions` taken away at `under`; otherwise as [#granting].
    public Permissions denying(VirtualPath under, Collection<Action> actions) {
        var allowed = inForceAt(under);
        allowed.removeAll(actions);
        return with(under, allowed);
    }

    private Set<Action> inForceAt(VirtualPath path) {
        var allowed = EnumSet.noneOf(Action.class);
        ruleFor(path).ifPresent(rule -> allowed.addAll(rule.allowed()));
        return allowed;
    }

    private Permissions with(VirtualPath under, Set<Action> allowed) {
        var changed = new ArrayList<>(rules);
        changed.removeIf(rule -> rule.under().equals(under));
        changed.add(new Rule(under, allowed));
        return new Permissions(changed);
    }

    /// The rule that decides about `path`: the deepest that covers it.
    public Optional<Rule> ruleFor(VirtualPath path) {
        return rules.stream()
                .filter(rule -> path.isUnder(rule.under()))
                .max(comparingInt(rule -> rule.under().names().size()));
    }

    private java.util.stream.Stream<Rule> below(VirtualPath folder) {
        return rules.stream()
                .filter(rule -> rule.under().isUnder(folder) && !rule.under().equals(folder));
    }
}
