package dev.ferry.app.serve;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.Config;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.app.config.KeyPairFiles;
import dev.ferry.server.net.Identity;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ferry cert`.
@Command(
        name = "cert",
        description = "Show the certificates of the server.",
        synopsisSubcommandLabel = "COMMAND")
public final class CertCommand {

    @Spec private CommandSpec spec;

    @Command(
            name = "show",
            description = {
                "Print the server's certificates: fingerprint, names, dates, files; and the"
                        + " authorities that vouch for clients.",
                "Compare the fingerprint with the one your client shows at the first connection."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  ferry cert show", "  ferry cert show --config /etc/ferry.yaml"})
    int show(@Mixin ConfigOptions options) {
        Config config = Config.of(options.settings());
        PrintWriter out = spec.commandLine().getOut();
        for (KeyPairFiles files : Certificates.files(config)) {
            if (config.tls().own().isEmpty() && Files.notExists(files.certificate())) {
                throw Problem.failed(
                        files.certificate()
                                + ": not made yet; 'ferry serve' makes it at its first start");
            }
            print(out, files, KeyFiles.read(files));
        }
        for (X509Certificate authority :
                Certificates.authorities(config.tls().authorities()).certificates()) {
            out.println();
            out.println("vouches for clients: " + authority.getSubjectX500Principal());
            out.println("valid from:  " + authority.getNotBefore().toInstant());
            out.println("valid until: " + authority.getNotAfter().toInstant());
            out.println("SHA-256:     " + Certificates.fingerprint(authority));
            out.println("file:        " + config.tls().authorities().orElseThrow());
        }
        return 0;
    }

    private static void print(PrintWriter out, KeyPairFiles files, Identity identity) {
        X509Certificate certificate = identity.certificate();
        boolean own =
                certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        out.println("subject:     " + certificate.getSubjectX500Principal());
        out.println(
                "issuer:      "
                        + (own ? "itself" : certificate.getIssuerX500Principal().toString()));
        out.println("names:       " + String.join(", ", identity.names()));
        out.println("valid from:  " + certificate.getNotBefore().toInstant());
        out.println("valid until: " + certificate.getNotAfter().toInstant());
        out.println("key:         " + certificate.getPublicKey().getAlgorithm());
        out.println("SHA-256:     " + Certificates.fingerprint(certificate));
        out.println("files:       " + files.certificate() + ", " + files.key());
    }
}
