package dev.ferry.wire.sftp;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// ATTRS (draft §5): what is known, or wanted, of a file. What is absent was not said.
///
/// @param mode type and permission bits, as `st_mode` of POSIX
public record Attributes(
        OptionalLong size, Optional<Owner> owner, OptionalInt mode, Optional<Times> times) {

    /// Type bits of `mode`.
    public static final int TYPE = 0170000;

    public static final int FILE = 0100000;
    public static final int FOLDER = 0040000;
    public static final int LINK = 0120000;

    /// A device, pipe or socket: one kind has to do for all, and pipes are the tamest.
    public static final int OTHER = 0010000;

    public static final Attributes NONE =
            new Attributes(
                    OptionalLong.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());

    /// Those of a file whose times are to change, and nothing else.
    public static Attributes ofTimes(long seconds) {
        return new Attributes(
                OptionalLong.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.of(new Times(seconds, seconds)));
    }

    /// Whether it is said to be a file with bytes in it.
    public boolean isFile() {
        return (mode.orElse(0) & TYPE) == FILE;
    }

    public record Owner(int user, int group) {}

    /// Seconds since 1970, without a sign: until 2106.
    public record Times(long accessed, long modified) {
        private static final long MOST = 0xffff_ffffL;

        public Times {
            accessed = Math.clamp(accessed, 0, MOST);
            modified = Math.clamp(modified, 0, MOST);
        }
    }
}
