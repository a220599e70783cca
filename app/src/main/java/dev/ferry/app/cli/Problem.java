package dev.ferry.app.cli;

/// Why a verb cannot do what was asked, in one line that names the thing and the cure. Ends the
/// program with [#exitCode()].
public final class Problem extends RuntimeException {

    /// It was asked for rightly and could not be done.
    public static final int FAILED = 1;

    /// It was asked for wrongly: an option, a setting, a name.
    public static final int USAGE = 2;

    private final int exitCode;

    private Problem(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    public static Problem failed(String line) {
        return new Problem(FAILED, line);
    }

    public static Problem usage(String line) {
        return new Problem(USAGE, line);
    }

    public int exitCode() {
        return exitCode;
    }
}
