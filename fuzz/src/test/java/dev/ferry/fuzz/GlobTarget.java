package dev.ferry.fuzz;

import dev.ferry.files.Glob;
import java.nio.charset.StandardCharsets;

/// Any text is a pattern for one name, and matches what it must. Pattern and name part at the first
/// NUL.
public final class GlobTarget {

    private GlobTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        int parting = text.indexOf('\0');
        String pattern = parting < 0 ? text : text.substring(0, parting);
        String name = parting < 0 ? text : text.substring(parting + 1);
        Glob glob = Glob.of(pattern);
        boolean fits = glob.matches(name, true);
        Must.hold(fits || !glob.matches(name, false), "hidden names are more than all: " + text);
        boolean plain = !Glob.isPattern(pattern) && !hasControls(pattern);
        if (plain) Must.hold(fits == pattern.equals(name), "not itself: " + text);
        // A text that may follow matches what follows, too.
        if (fits && !pattern.endsWith("\\")) {
            Must.hold(Glob.of(pattern + "*").matches(name + "x", true), "no more: " + text);
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
