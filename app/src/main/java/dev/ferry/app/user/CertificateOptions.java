package dev.ferry.app.user;

import dev.ferry.app.cli.Nearest;
import dev.ferry.app.cli.PemFile;
import dev.ferry.app.cli.Problem;
import dev.ferry.core.account.AccountCertificates;
import dev.ferry.core.account.Fingerprint;
import dev.ferry.core.account.LoginBy;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which certificates open an account, and whether its password does.
final class CertificateOptions {

    @Option(
            names = "--certificate",
            paramLabel = "SHA256:...|FILE.pem",
            description =
                    "A client certificate that opens the account, by its fingerprint or its file;"
                            + " may stand several times, and adds to those there are. With one of"
                            + " them, only they do, whoever vouches for others.")
    private @Nullable List<String> certificates;

    @Option(
            names = "--login",
            paramLabel = "HOW",
            description =
                    "What opens the account: 'either' a certificate or the password, 'password',"
                            + " 'certificate' alone, or 'both'. Over SFTP an SSH key takes the"
                            + " place of the certificate.")
    private @Nullable String login;

    boolean any() {
        return certificates != null || login != null;
    }

    AccountCertificates certificates(AccountCertificates before) {
        AccountCertificates after = before;
        if (certificates != null) after = after.pinning(all("--certificate", certificates));
        return login == null ? after : after.with(by(login));
    }

    private static LoginBy by(String word) {
        List<String> words = Arrays.stream(LoginBy.values()).map(LoginBy::word).toList();
        return LoginBy.named(word)
                .orElseThrow(() ->
                        Problem.usage(
                                "--login: '%s' is no way to log in; %s"
                                        .formatted(
                                                word,
                                                Nearest.to(word, words)
                                                        .map(near -> "did you mean " + near + "?")
                                                        .orElse(
                                                                "there are "
                                                                        + String.join(
                                                                                ", ", words)))));
    }

    static List<Fingerprint> all(String option, List<String> texts) {
        return texts.stream().map(text -> one(option, text)).toList();
    }

    private static Fingerprint one(String option, String text) {
        Optional<Fingerprint> said = Fingerprint.parse(text);
        if (said.isPresent()) return said.get();
        try {
            Path file = Path.of(text);
            if (Files.exists(file)) return Fingerprint.of(PemFile.certificates(file).getFirst());
        } catch (InvalidPathException _) {
            // nor a file
        }
        throw Problem.usage(
                option
                        + ": '"
                        + text
                        + "' is neither a file nor a fingerprint such as SHA256:4F:1A:... (64"
                        + " hexadecimal digits; openssl x509 -noout -fingerprint -sha256 -in FILE"
                        + " prints it)");
    }
}
