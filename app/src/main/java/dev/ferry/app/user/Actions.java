package dev.ferry.app.user;

import dev.ferry.app.cli.Nearest;
import dev.ferry.app.cli.Problem;
import dev.ferry.core.access.Action;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Sets of actions in the words of `allow` and `deny`.
final class Actions {

    static final String READ_ONLY = "read-only";
    static final String WRITE_ONLY = "write-only";
    static final String ALL = "all";

    private Actions() {}

    /// What `words` list, each of them one action or several with commas between.
    static Set<Action> listed(List<String> words) {
        var actions = EnumSet.noneOf(Action.class);
        for (String word : words) {
            for (String one : word.split(",", -1)) actions.addAll(named(one.strip()));
        }
        return actions;
    }

    /// In the fewest words.
    static String words(Set<Action> actions) {
        if (actions.isEmpty()) return "nothing";
        if (actions.equals(Action.all())) return ALL;
        if (actions.equals(Action.readOnly())) return READ_ONLY;
        if (actions.equals(Action.writeOnly())) return WRITE_ONLY;
        return actions.stream().sorted().map(Action::word).collect(Collectors.joining(", "));
    }

    private static Set<Action> named(String word) {
        if (word.equals(ALL)) return Action.all();
        for (Action action : Action.values()) {
            if (action.word().equals(word)) return EnumSet.of(action);
        }
        List<String> known = Arrays.stream(Action.values()).map(Action::word).toList();
        String hint =
                Nearest.to(word, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("there are " + String.join(", ", known) + " and all");
        throw Problem.usage("'" + word + "' is not an action; " + hint);
    }
}
