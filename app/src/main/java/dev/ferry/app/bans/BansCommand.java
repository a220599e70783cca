package dev.ferry.app.bans;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.app.config.Kinds;
import dev.ferry.app.user.AccountBook;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.account.Ban;
import dev.ferry.server.net.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry bans`: works whether or not a server runs on the data folder, which follows within about
/// a second.
@Command(
        name = "bans",
        description = "Manage who may not connect, also while the server runs.",
        synopsisSubcommandLabel = "COMMAND")
public final class BansCommand {

    private static final String NETWORK = "An address, or a network as 198.51.100.0/24.";

    @Spec private CommandSpec spec;

    private final InstantSource clock = InstantSource.system();

    @Command(
            name = "list",
            description = "List the bans in force: since when, until when, and why.",
            footerHeading = "%nExamples:%n",
            footer = {"  ferry bans list", "  ferry bans list --json --data /srv/ferry"})
    int list(
            @Option(names = "--json", description = "Print JSON.") boolean json,
            @Mixin ConfigOptions options)
            throws IOException {
        try (var accounts = AccountBook.existing(options.settings())) {
            Instant now = clock.instant();
            var bans = accounts.bans().all().stream().filter(ban -> !ban.isOver(now)).toList();
            out().print(json ? json(bans) : table(bans));
        }
        return 0;
    }

    @Command(
            name = "add",
            description = {
                "Ban an address or a network.",
                "Its sessions end, and nobody at it is let in until the ban ends or is removed."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry bans add 203.0.113.7 --for 7d --reason 'port scans'",
                "  ferry bans add 2001:db8:bad::/48"
            })
    int add(
            @Parameters(paramLabel = "NETWORK", description = NETWORK) String network,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            description = "How long, as 30m, 12h or 7d (default: for ever).")
                    @Nullable String length,
            @Option(names = "--reason", paramLabel = "TEXT", description = "For the list.")
                    @Nullable String reason,
            @Mixin ConfigOptions options)
            throws IOException {
        Network banned = network(network);
        Instant now = clock.instant();
        Optional<Instant> until = Optional.ofNullable(length).map(text -> now.plus(length(text)));
        String why = OneLine.of(Optional.ofNullable(reason).orElse("banned by hand"));
        try (Accounts accounts = AccountBook.existing(options.settings())) {
            accounts.bans().put(new Ban(banned.toString(), now, until, why, 0));
        }
        out().println(
                        "banned %s %s"
                                .formatted(
                                        banned.words(),
                                        until.map(it -> "until " + seconds(it))
                                                .orElse("for ever")));
        return 0;
    }

    @Command(
            name = "remove",
            description = "Let an address or a network in again.",
            footerHeading = "%nExample:%n",
            footer = "  ferry bans remove 203.0.113.7")
    int remove(
            @Parameters(paramLabel = "NETWORK", description = NETWORK) String network,
            @Mixin ConfigOptions options)
            throws IOException {
        Network banned = network(network);
        try (Accounts accounts = AccountBook.existing(options.settings())) {
            if (!accounts.bans().remove(banned.toString())) {
                throw Problem.failed(
                        banned.words()
                                + " is not banned; 'ferry bans list' lists what is, and"
                                + " takes it as it stands there");
            }
        }
        out().println("no longer banned: " + banned.words());
        return 0;
    }

    private static Network network(String text) {
        try {
            return Network.parse(text).tidy();
        } catch (IllegalArgumentException e) {
            throw Problem.usage(String.valueOf(e.getMessage()));
        }
    }

    private static Duration length(String text) {
        try {
            Duration length = Kinds.DURATION.read(text);
            if (length.isPositive()) return length;
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--for: " + e.getMessage());
        }
        throw Problem.usage("--for: no time at all");
    }

    private static String table(List<Ban> bans) {
        if (bans.isEmpty()) return "nobody is banned\n";
        var page = new StringBuilder();
        page.append("%-40s %-21s %-21s %s%n".formatted("NETWORK", "SINCE", "UNTIL", "WHY"));
        for (Ban ban : bans) {
            page.append(
                    "%-40s %-21s %-21s %s%n"
                            .formatted(
                                    Network.parse(ban.network()).words(),
                                    seconds(ban.since()),
                                    ban.until().map(BansCommand::seconds).orElse("for ever"),
                                    ban.why()));
        }
        return page.toString();
    }

    private static String json(List<Ban> bans) throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        for (Ban ban : bans) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("network", Network.parse(ban.network()).words());
            facts.put("since", seconds(ban.since()));
            ban.until().ifPresent(until -> facts.put("until", seconds(until)));
            facts.put("why", ban.why());
            facts.put("byHand", ban.times() == 0);
            all.add(facts);
        }
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
