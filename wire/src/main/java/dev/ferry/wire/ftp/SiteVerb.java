package dev.ferry.wire.ftp;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What stands behind SITE here (RFC 959 §4.1.3): the one table behind [CommandParser] and SITE
/// HELP. A session serves those that its storage can do. In a syntax `<x>` is to be filled in and
/// `[x]` may be left out.
public enum SiteVerb {
    HELP("[<command>]"),
    CHMOD("<octal mode> <path>"),
    UTIME("<YYYYMMDDhhmm[ss]> <path>, or <path> <accessed> <modified> <created> UTC"),
    IDLE("[<seconds>]"),
    QUOTA("");

    private static final Map<String, SiteVerb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(SiteVerb::name, Function.identity()));

    private final String argument;

    SiteVerb(String argument) {
        this.argument = argument;
    }

    /// The verb of that name, which is in upper case.
    public static Optional<SiteVerb> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// How it is written: `SITE CHMOD <octal mode> <path>`.
    public String syntax() {
        return ("SITE " + name() + ' ' + argument).stripTrailing();
    }
}
