package dev.ferry.app.audit;

import dev.ferry.app.cli.Nearest;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.app.config.Kinds;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ferry audit`.
@Command(
        name = "audit",
        description = {
            "Show the audit log: who did what, from where, and what came of it.",
            "Reads the files in the folder 'audit' of the data folder, the compressed ones too,"
                    + " oldest first. Works whether or not the server runs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry audit -n 20",
            "  ferry audit --user anna --since 2h",
            "  ferry audit --event upload,delete --path '/in/*.csv' --since 2026-01-01",
            "  ferry audit --outcome refused --follow",
            "  ferry audit --event login --outcome refused --json"
        })
public final class AuditCommand implements Callable<Integer> {

    private static final int LOOK_AGAIN_MILLIS = 200;
    private static final int BETWEEN_CHECKS = 256;

    @Spec private CommandSpec spec;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            split = ",",
            description = "Lines of this account; a login that was refused has the name it gave.")
    private Set<String> users = Set.of();

    @Option(
            names = "--path",
            paramLabel = "GLOB",
            description =
                    "Lines about this path and all below it, or about paths that match a pattern in"
                            + " which * matches slashes too.")
    private @Nullable String path;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "From then on: 2h, 7d (ago), 2026-01-31, 2026-01-31T12:00 (UTC).")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "WHEN", description = "Until then, in the same words.")
    private @Nullable String until;

    @Option(
            names = "--event",
            paramLabel = "KIND",
            split = ",",
            description =
                    "login, logout, upload, download, checksum, delete, rename, make-folder,"
                            + " remove-folder, change, link, refused, turned-away, banned,"
                            + " session-opened, session-closed, audit-opened, audit-closed, lost.")
    private Set<String> kinds = Set.of();

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            split = ",",
            description = "ok, cut or refused.")
    private Set<String> outcomes = Set.of();

    @Option(
            names = "--session",
            paramLabel = "ID",
            split = ",",
            description = "Lines of this session, such as ftp-17.")
    private Set<String> sessions = Set.of();

    @Option(names = "--json", description = "Print the lines as they stand in the log.")
    private boolean json;

    @Option(names = "--follow", description = "Go on with what happens, until Ctrl-C.")
    private boolean follow;

    @Option(names = "-n", paramLabel = "N", description = "Only the last N of what there is.")
    private @Nullable Integer last;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    private final ArrayDeque<AuditEntry> kept = new ArrayDeque<>();
    private long printed;

    @Override
    public Integer call() throws Exception {
        Config config = Config.of(options.settings());
        AuditFilter filter = filter(InstantSource.system());
        Path folder = config.data().resolve(AuditFile.FOLDER);
        if (!Files.isDirectory(folder)) {
            throw Problem.failed(
                    "%s: there is no audit log; name the right data folder with --data, and let the server run with audit.log: on"
                            .formatted(folder));
        }
        if (last != null && last < 1) throw Problem.usage("-n: '" + last + "' is not above 0");
        if (!json) print(AuditPage.heading());
        var reader = new AuditReader(config.data(), entry -> take(filter, entry), this::complain);
        try {
            reader.read(filter.since());
            kept.forEach(this::show);
            kept.clear();
            last = null;
            while (follow && !out().checkError()) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
                reader.read(filter.since());
            }
            reader.end();
        } catch (SeenEnough _) {
            // as with 'ferry audit | head'
        }
        return 0;
    }

    /// Whoever read the output has closed it.
    private static final class SeenEnough extends RuntimeException {}

    private void take(AuditFilter filter, AuditEntry entry) {
        if (!filter.test(entry)) return;
        if (last == null) {
            show(entry);
            return;
        }
        if (kept.size() == last) kept.removeFirst();
        kept.add(entry);
    }

    private void show(AuditEntry entry) {
        print(json ? entry.line() : AuditPage.of(entry));
    }

    private void print(String line) {
        out().write(line);
        out().write('\n');
        printed++;
        if (printed % BETWEEN_CHECKS == 0 && out().checkError()) throw new SeenEnough();
    }

    private void complain(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("ferry: " + OneLine.of(line));
        err.flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private AuditFilter filter(InstantSource clock) {
        return new AuditFilter(
                users,
                Optional.ofNullable(path).map(AuditFilter::path),
                since == null ? Instant.EPOCH : moment("--since", since, clock),
                until == null ? Instant.MAX : moment("--until", until, clock),
                words(
                        "--event",
                        kinds,
                        Arrays.stream(AuditKind.values()).map(AuditKind::word).toList()),
                words("--outcome", outcomes, List.of("ok", "cut", "refused")),
                sessions);
    }

    private static Set<String> words(String option, Set<String> words, List<String> known) {
        var all = new HashSet<String>();
        for (String word : words) {
            if (!known.contains(word)) {
                String hint =
                        Nearest.to(word, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("there are " + String.join(", ", known));
                throw Problem.usage(option + ": '" + word + "' is none of its words; " + hint);
            }
            all.add(word);
        }
        return all;
    }

    private static Instant moment(String option, String text, InstantSource clock) {
        try {
            return clock.instant().minus(Kinds.DURATION.read(text));
        } catch (IllegalArgumentException | DateTimeException _) {
            // not so long ago, then, but at a time
        }
        try {
            if (text.endsWith("Z")) return Instant.parse(text);
            return text.contains("T")
                    ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException _) {
            throw Problem.usage(
                    "%s: '%s' is no time; write 30m, 2h or 7d (ago), 2026-01-31, or 2026-01-31T12:00 (UTC)"
                            .formatted(option, text));
        }
    }
}
