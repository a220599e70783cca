package dev.ferry.app.serve;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.server.sftp.SshKeys;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ferry host-key`.
@Command(
        name = "host-key",
        description = "Show the keys by which SFTP clients know the server.",
        synopsisSubcommandLabel = "COMMAND")
public final class HostKeyCommand {

    @Spec private CommandSpec spec;

    @Command(
            name = "show",
            description = {
                "Print the server's SSH keys: kind, fingerprint, file, and the public key.",
                "Compare the fingerprint with the one your client shows at the first connection, or"
                        + " put the public keys into its known_hosts, behind the server's name."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  ferry host-key show", "  ferry host-key show --config /etc/ferry.yaml"})
    int show(@Mixin ConfigOptions options) {
        Config config = Config.of(options.settings());
        List<HostKeys.HostKey> keys = HostKeys.existing(config.data());
        if (keys.isEmpty()) {
            throw Problem.failed(
                    config.data()
                            + ": no keys there yet; 'ferry serve' makes them at its first start with"
                            + " SFTP");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (HostKeys.HostKey key : keys) {
            out.println("kind:        " + SshKeys.type(key.pair()));
            out.println("fingerprint: " + SshKeys.fingerprint(key.pair()));
            out.println("file:        " + key.file());
            out.println("public key:  " + SshKeys.line(key.pair()));
        }
        return 0;
    }
}
