package dev.ferry.core.access;

/// Whether something may be done, and if not, why.
public sealed interface Decision {
    record Allowed() implements Decision {}

    /// @param why names the rule; for the operator, and for whoever may see the place
    record Denied(String why) implements Decision {}
}
