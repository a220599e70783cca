package dev.ferry.app.transfer;

import dev.ferry.app.cli.Questions;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.TransferOptions.Verify;
import dev.ferry.client.failure.Failure;
import java.util.Locale;
import picocli.CommandLine.Option;

/// How files are moved.
public final class MoveOptions {

    @Option(
            names = {"-j", "--parallel"},
            paramLabel = "N",
            description = "So many files at a time (default: ${DEFAULT-VALUE}).")
    int parallel;

    @Option(
            names = "--resume",
            negatable = true,
            fallbackValue = "true",
            defaultValue = "true",
            description =
                    "Go on with what an earlier attempt left, where it is surely part of the same"
                            + " file (default); --no-resume begins at zero.")
    private boolean resume = true;

    @Option(
            names = "--verify",
            paramLabel = "auto|hash|size|off",
            description =
                    "What is compared at the end. auto (default): a checksum where the server has"
                            + " one, else the size; hash: a checksum, or failure.")
    private String verify;

    @Option(
            names = {"-p", "--preserve"},
            description = "Give copies the time of the original.")
    private boolean preserve;

    @Option(
            names = "--direct",
            description =
                    "Write uploads under their final name at once, also where the server shows them"
                            + " before they are whole.")
    private boolean direct;

    @Option(
            names = "--conflict",
            paramLabel = "RULE",
            description =
                    "Where the target is there: ask, skip, overwrite (default), newer, different,"
                            + " rename or fail.")
    private String conflict;

    @Option(
            names = "--newer",
            description = "Copy only what is newer at the source: --conflict newer.")
    private boolean newer;

    MoveOptions() {
        this(4, "auto", false, "overwrite");
    }

    /// With defaults of one's own.
    public MoveOptions(int parallel, String verify, boolean preserve, String conflict) {
        this.parallel = parallel;
        this.verify = verify;
        this.preserve = preserve;
        this.conflict = conflict;
    }

    /// How many files are moved at a time.
    public int parallel() {
        return parallel;
    }

    public TransferOptions options(int segments) throws Failure {
        if (parallel < 1 || parallel > 64) throw new Failure.Usage("-j: must be 1 to 64");
        if (segments < 1 || segments > 32) throw new Failure.Usage("--segments: must be 1 to 32");
        return new TransferOptions(resume, !direct, rule(), preserve, verified(), segments);
    }

    public boolean isOnlyNewer() {
        return newer || conflict.equals("newer");
    }

    private Verify verified() throws Failure {
        return switch (verify) {
            case "auto" -> Verify.AUTO;
            case "hash" -> Verify.HASH;
            case "size" -> Verify.SIZE;
            case "off" -> Verify.OFF;
            default ->
                    throw new Failure.Usage(
                            "--verify: '" + verify + "' is none of auto, hash, size, off");
        };
    }

    public boolean isAsked() {
        return conflict.equals("ask");
    }

    private Conflict rule() throws Failure {
        if (newer) return Conflict.NEWER;
        if (isAsked()) return Conflict.FAIL; // whoever can be asked has been, before
        try {
            return Conflict.valueOf(conflict.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new Failure.Usage(
                    "--conflict: '"
                            + conflict
                            + "' is none of ask, skip, overwrite, newer, different, rename, fail");
        }
    }

    /// What somebody at a terminal says of a target that is there.
    ///
    /// @throws Failure.AlreadyThere where nobody can be asked
    public static boolean isReplaced(Questions questions, String target) throws Failure {
        return questions
                .answer(target + " is there already. Replace it? (yes/no) ")
                .map(answer -> answer.equals("yes") || answer.equals("y"))
                .orElseThrow(() -> new Failure.AlreadyThere(target + ": is there already", null));
    }
}
