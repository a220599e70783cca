package dev.ferry.it;

/// How much the tests do: by default what CI takes, by `-Dferry.full=true` all of it.
final class Settings {

    static final boolean FULL = Boolean.getBoolean("ferry.full");

    private Settings() {}

    static int sized(int reduced, int full) {
        return FULL ? full : reduced;
    }

    static long sized(long reduced, long full) {
        return FULL ? full : reduced;
    }
}
