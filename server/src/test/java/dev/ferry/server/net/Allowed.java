package dev.ferry.server.net;

import dev.ferry.core.access.Action;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What an account may do, for tests that ask under every permission.
public final class Allowed {

    private Allowed() {}

    /// None, all, each alone, and all but each.
    public static List<Set<Action>> sets() {
        List<Set<Action>> sets = new ArrayList<>();
        sets.add(EnumSet.noneOf(Action.class));
        sets.add(EnumSet.allOf(Action.class));
        for (Action action : Action.values()) {
            sets.add(EnumSet.of(action));
            sets.add(EnumSet.complementOf(EnumSet.of(action)));
        }
        return sets;
    }

    /// Whether one may see what is there.
    public static boolean seeing(Set<Action> allowed) {
        return allowed.contains(Action.LIST) || allowed.contains(Action.READ);
    }

    public static boolean anything(Set<Action> allowed) {
        return !allowed.isEmpty();
    }
}
