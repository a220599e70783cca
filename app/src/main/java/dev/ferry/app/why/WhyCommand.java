package dev.ferry.app.why;

import dev.ferry.app.cli.Columns;
import dev.ferry.app.cli.Nearest;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.app.control.ControlClient;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.checksum.ChecksumSettings;
import dev.ferry.core.checksum.Checksums;
import dev.ferry.core.checksum.MemoryChecksums;
import dev.ferry.core.work.Meters;
import dev.ferry.files.storage.Storage;
import dev.ferry.files.storage.local.LocalStorage;
import dev.ferry.server.ftp.FtpSettings;
import dev.ferry.server.ftp.TlsSettings;
import dev.ferry.server.net.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry why`.
@Command(
        name = "why",
        description = {
            "Say whether an account may do something, what decides that, and what to type to change"
                    + " it. Nothing is done.",
            "The running server is asked where there is one: it knows who else is at it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:allowed",
            "1:denied",
            "2:it cannot be said; the line on standard error says why"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry why anna /archive/2026.zip delete",
            "  ferry why anna /in/report.pdf upload --from 203.0.113.9",
            "  ferry why anna / login --from 203.0.113.9",
            "  ferry why anna /in/report.pdf upload --from 203.0.113.9 --clear"
        })
public final class WhyCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "The account.")
    private String name;

    @Parameters(index = "1", paramLabel = "PATH", description = "As the account sees it.")
    private String path;

    @Parameters(
            index = "2",
            paramLabel = "ACTION",
            description =
                    "list, read, create, overwrite, append, delete, rename, make-folder,"
                            + " remove-folder, change, link; or upload, download, login.")
    private String action;

    @Option(
            names = "--from",
            paramLabel = "ADDR",
            description =
                    "The client's address: networks, bans and where TLS is demanded count, too.")
    private @Nullable String from;

    @Option(names = "--clear", description = "As a client that does not speak TLS, but clear text.")
    private boolean clear;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws Exception {
        if (!Question.words().contains(action)) {
            String hint =
                    Nearest.to(action, Question.words())
                            .map(near -> "did you mean " + near + "?")
                            .orElse("there are " + String.join(", ", Question.words()));
            throw Problem.usage("'" + action + "' is not an action; " + hint);
        }
        var question =
                new Question(name, path, action, Optional.ofNullable(from).map(this::plain), clear);
        try {
            return say(findings(Config.of(options.settings()), question));
        } catch (Problem | IOException e) { // 1 is taken: it means no
            throw Problem.usage(String.valueOf(e.getMessage()));
        }
    }

    private String plain(String address) {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException _) {
            throw Problem.usage("--from: '" + address + "' is not an address");
        }
    }

    private static List<Finding> findings(Config config, Question question) throws IOException {
        var told = ControlClient.askAny(config.data(), question.request());
        if (told.isPresent()) return told.get().stream().map(Finding::of).toList();
        var clock = InstantSource.system();
        try (var accounts = Accounts.open(config.data(), config.accounts(), clock);
                var checksums = new Checksums(ChecksumSettings.defaults(), new MemoryChecksums());
                var homes = new Opened(config, clock);
                var meters = new Meters(clock, Optional.empty())) {
            var desk =
                    new WhyDesk(
                            config.data(),
                            accounts,
                            homes,
                            config.files(),
                            checksums,
                            meters,
                            List::of,
                            new Limits(
                                    config.limits(), config.maxSessions(), accounts.bans(), clock),
                            config.ftp().map(FtpSettings::tls).orElse(TlsSettings.defaults()),
                            clock);
            return desk.findings(question);
        }
    }

    /// Homes for one look, where no server has them open.
    private record Opened(Config config, InstantSource clock, List<Storage> all)
            implements Function<Account, Storage>, Closeable {

        Opened(Config config, InstantSource clock) {
            this(config, clock, new ArrayList<>());
        }

        @Override
        public Storage apply(Account account) {
            try {
                Path home = Path.of(account.home());
                if (Files.notExists(home)) Files.createDirectories(home);
                Storage storage = LocalStorage.open(home, config.storage(), clock);
                all.add(storage);
                return storage;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            for (Storage storage : all) storage.close();
        }
    }

    private int say(List<Finding> findings) {
        boolean denied = findings.stream().anyMatch(it -> it.verdict() == Finding.Verdict.NO);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                OneLine.of(
                        "%s: %s %s %s at %s"
                                .formatted(
                                        denied ? "denied" : "allowed",
                                        name,
                                        denied ? "may not" : "may",
                                        action,
                                        path)));
        var rows = new ArrayList<List<String>>();
        for (Finding finding : findings) {
            rows.add(
                    List.of(
                            switch (finding.verdict()) {
                                case OK -> "  ok";
                                case NO -> "  NO";
                                case NOTE -> "    ";
                            },
                            finding.subject(),
                            OneLine.of(finding.says())));
        }
        out.print(Columns.of(rows));
        for (Finding finding : findings) {
            finding.cure()
                    .ifPresent(cure ->
                            out.println("to change that: " + OneLine.of(withOptions(cure))));
        }
        return denied ? Problem.FAILED : 0;
    }

    /// The command is to reach the same data folder.
    private String withOptions(String cure) {
        return options.words()
                .map(words ->
                        cure.replaceAll(
                                "(ferry (?:user|bans) [^,]*)",
                                "$1" + java.util.regex.Matcher.quoteReplacement(words)))
                .orElse(cure);
    }
}
