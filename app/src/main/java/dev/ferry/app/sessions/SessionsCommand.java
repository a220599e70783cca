package dev.ferry.app.sessions;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ferry.app.cli.Columns;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.app.control.ControlClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry sessions`.
@Command(
        name = "sessions",
        description = "Show who is connected to the running server, and send somebody away.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry sessions list",
            "  ferry sessions kick ftp-17",
            "  ferry sessions kick --user anna"
        })
public final class SessionsCommand {

    @Spec private CommandSpec spec;

    @Command(
            name = "list",
            description = "Show each session: who, from where, since when, and what it does.",
            footerHeading = "%nExamples:%n",
            footer = {"  ferry sessions list", "  ferry sessions list --json"})
    int list(
            @Option(names = "--json", description = "Print a line of JSON for each.") boolean json,
            @Mixin ConfigOptions options)
            throws IOException {
        var sessions = ask(options, Map.of("do", SessionDesk.LIST));
        if (json) {
            for (var session : sessions) out().println(JSON.std.asString(session));
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "ACCOUNT", "ADDRESS", "TLS", "SINCE", "IDLE", "DOING"));
        for (var session : sessions) {
            rows.add(
                    List.of(
                            text(session, "id"),
                            text(session, "account"),
                            text(session, "address"),
                            text(session, "secure").equals("true") ? "yes" : "no",
                            text(session, "since").replaceFirst("\\.\\d+Z$", "Z"),
                            shortly(Duration.ofSeconds(Long.parseLong(text(session, "idle")))),
                            doing(session)));
        }
        out().print(Columns.of(rows));
        return 0;
    }

    @Command(
            name = "kick",
            description = {
                "End sessions, and what runs in them. Their clients are told so (421), and the"
                        + " audit log says who did it.",
                "An interrupted upload is kept to be resumed, as always."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ferry sessions kick ftp-17",
                "  ferry sessions kick --user anna",
                "  ferry sessions kick --address 192.168.1.9"
            })
    int kick(
            @Parameters(
                            paramLabel = "ID",
                            arity = "0..1",
                            description = "The session, as 'ferry sessions list' names it.")
                    @Nullable String id,
            @Option(names = "--user", paramLabel = "NAME", description = "All of this account.")
                    @Nullable String user,
            @Option(names = "--address", paramLabel = "ADDR", description = "All from there.")
                    @Nullable String address,
            @Mixin ConfigOptions options)
            throws IOException {
        var request = new LinkedHashMap<String, Object>();
        request.put("do", SessionDesk.KICK);
        if (id != null) request.put("id", id);
        if (user != null) request.put("user", user);
        if (address != null) request.put("address", plain(address));
        if (request.size() == 1) {
            throw Problem.usage("kick whom? name a session's ID, --user or --address");
        }
        var kicked = ask(options, request);
        if (kicked.isEmpty()) {
            throw Problem.failed("there is no such session; 'ferry sessions list' lists them");
        }
        for (var session : kicked) {
            out().println(
                            "ended %s (%s from %s)"
                                    .formatted(
                                            text(session, "id"),
                                            text(session, "account"),
                                            text(session, "address")));
        }
        return 0;
    }

    /// As the server writes it.
    private static String plain(String address) {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException _) {
            throw Problem.usage("--address: '" + address + "' is not an address");
        }
    }

    private static List<Map<String, Object>> ask(ConfigOptions options, Map<String, Object> request)
            throws IOException {
        return ControlClient.ask(Config.of(options.settings()).data(), request);
    }

    private static String doing(Map<String, Object> session) {
        String what = text(session, "doing");
        if (what.equals("-")) return what;
        return "%s %s %s %s"
                .formatted(
                        what,
                        size(Long.parseLong(text(session, "bytes"))),
                        rate(Long.parseLong(text(session, "rate"))),
                        text(session, "path"));
    }

    private static String rate(long bytes) {
        return bytes == 0 ? "-" : size(bytes) + "/s";
    }

    /// In few digits: `12.3 MB`.
    private static String size(long bytes) {
        if (bytes < 1_000) return bytes + " B";
        String units = "kMGTPE";
        double number = bytes / 1e3;
        int unit = 0;
        while (number >= 999.95 && unit < units.length() - 1) {
            number /= 1e3;
            unit++;
        }
        return "%.1f %cB".formatted(number, units.charAt(unit));
    }

    private static String shortly(Duration time) {
        if (time.toMinutes() < 1) return time.toSeconds() + "s";
        if (time.toHours() < 1) return time.toMinutes() + "m" + time.toSecondsPart() + "s";
        return time.toHours() + "h" + time.toMinutesPart() + "m";
    }

    private static String text(Map<String, Object> session, String name) {
        Object value = session.get(name);
        return value == null ? "-" : OneLine.of(value.toString());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
