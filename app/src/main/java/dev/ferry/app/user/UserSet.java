package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountCertificates;
import dev.ferry.core.account.Fingerprint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry user set`.
@Command(
        name = "set",
        description =
                "Change an account's home, modes, limits, certificates, trust or charset; another"
                        + " home ends its sessions.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry user set anna --home /srv/anna",
            "  ferry user set anna --umask 077 --file-mode default",
            "  ferry user set camera --trust-close",
            "  ferry user set anna --quota 10G --quota-files 1000 --max-file 2G",
            "  ferry user set anna --rate-up 5M --max-sessions 4 --allow 10.0.0.0/8",
            "  ferry user set scanner --charset windows-1252",
            "  ferry user set anna --certificate anna.pem --login certificate",
            "  ferry user set anna --remove-certificate all --login password"
        })
final class UserSet implements Callable<Integer> {

    private static final String ALL = "all";

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The account.")
    private String name;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "The folder it works in; made if only its last name is missing.")
    private @Nullable String home;

    @Mixin private final ModeOptions modes = new ModeOptions();

    @Option(
            names = "--trust-close",
            negatable = true,
            description =
                    "Whether its uploads count as whole even if both connections close at once.")
    private @Nullable Boolean trustClose;

    @Mixin private final LimitOptions limits = new LimitOptions();

    @Mixin private final CharsetOption charset = new CharsetOption();

    @Mixin private final CertificateOptions certificates = new CertificateOptions();

    @Option(
            names = "--remove-certificate",
            paramLabel = "SHA256:...|FILE.pem",
            description = "A certificate that opens it no more; 'all' for all of them.")
    private @Nullable List<String> removed;

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws Exception {
        boolean any =
                home != null
                        || trustClose != null
                        || removed != null
                        || modes.any()
                        || charset.any()
                        || limits.any()
                        || certificates.any();
        if (!any) {
            throw Problem.usage("nothing to change; see 'ferry user set --help'");
        }
        try (var accounts = AccountBook.existing(options.settings())) {
            AccountBook.find(accounts, name); // before a folder is made
            Optional<List<Fingerprint>> gone = removed();
            String newHome = home == null ? null : AccountBook.home(home);
            Account after = accounts.change(name, before -> changed(before, newHome, gone));
            spec.commandLine().getOut().print(AccountPage.show(after));
        }
        return 0;
    }

    /// Empty where all are.
    private Optional<List<Fingerprint>> removed() {
        if (removed == null) return Optional.of(List.of());
        return removed.contains(ALL)
                ? Optional.empty()
                : Optional.of(CertificateOptions.all("--remove-certificate", removed));
    }

    private Account changed(
            Account before, @Nullable String newHome, Optional<List<Fingerprint>> gone) {
        Account after =
                before.withModes(
                        modes.fileMode(before.fileMode()),
                        modes.folderMode(before.folderMode()),
                        modes.umask(before.umask()));
        after = after.withLimits(limits.limits(before.limits()));
        after = after.withCharset(charset.charset(before.charset()));
        AccountCertificates kept = before.certificates();
        kept = kept.without(gone.orElse(kept.pinned()));
        after = after.withCertificates(certificates.certificates(kept));
        if (newHome != null) after = after.withHome(newHome);
        if (trustClose != null) after = after.withTrustsClose(trustClose);
        return after;
    }
}
