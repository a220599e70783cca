package dev.ferry.app.user;

import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.ConfigOptions;
import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountCertificates;
import dev.ferry.core.account.AccountExistsException;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.LoginBy;
import dev.ferry.core.account.NewAccount;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry user add`.
@Command(
        name = "add",
        description = {
            "Add an account.",
            "It may do everything in its home, unless an option or a rule says otherwise."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry user add anna",
            "  printf '%%s\\n' \"$secret\" | ferry user add scanner --password-stdin --write-only",
            "  ferry user add partner --home /srv/exchange --umask 027",
            "  ferry user add robot --certificate robot.pem --login certificate",
            "  ferry user add anonymous --anonymous --read-only --home /srv/public"
        })
final class UserAdd implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "1 to 64 letters, digits and . _ - @; not . or - first.")
    private String name;

    @Mixin private final PasswordOption password = new PasswordOption();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "The folder it works in; made if only its last name is missing (default: a"
                            + " folder of its own in the data folder).")
    private @Nullable String home;

    @ArgGroup private final Limits limits = new Limits();

    static final class Limits {
        @Option(names = "--read-only", description = "It may list and read, and nothing else.")
        private boolean readOnly;

        @Option(
                names = "--write-only",
                description =
                        "A drop box: it may upload new files, resume its own, and make folders.")
        private boolean writeOnly;

        Set<Action> actions() {
            return readOnly ? Action.readOnly() : writeOnly ? Action.writeOnly() : Action.all();
        }
    }

    @Option(
            names = "--anonymous",
            description = "Any password is right; the name should be 'anonymous'.")
    private boolean anonymous;

    @Mixin private final ModeOptions modes = new ModeOptions();

    @Option(
            names = "--trust-close",
            description =
                    "Its uploads count as whole even if both connections close at once, for"
                            + " devices that do so.")
    private boolean trustClose;

    @Mixin private final LimitOptions uses = new LimitOptions();

    @Mixin private final CharsetOption charset = new CharsetOption();

    @Mixin private final CertificateOptions certificates = new CertificateOptions();

    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws Exception {
        var none = OptionalInt.empty();
        var fileMode = modes.fileMode(none);
        var folderMode = modes.folderMode(none);
        var umask = modes.umask(none);
        var text = charset.charset(Optional.empty());
        var bounds = uses.limits(AccountLimits.NONE);
        var openedBy = certificates.certificates(AccountCertificates.NONE);
        boolean noPassword = anonymous || openedBy.by() == LoginBy.CERTIFICATE;
        try (var accounts = AccountBook.anyway(options.settings())) {
            if (accounts.find(name).isPresent())
                throw exists("account " + name + " exists already");
            Optional<String> given =
                    noPassword
                            ? password.unasked().or(() -> Optional.of(""))
                            : password.given(name);
            String secret = given.filter(it -> !it.isEmpty()).orElseGet(Secrets::random);
            Account added =
                    accounts.add(
                            new NewAccount(
                                    name,
                                    Optional.ofNullable(home).map(AccountBook::home),
                                    Permissions.everywhere(limits.actions()),
                                    anonymous,
                                    trustClose,
                                    fileMode,
                                    folderMode,
                                    umask,
                                    text,
                                    bounds,
                                    openedBy),
                            secret);
            var out = spec.commandLine().getOut();
            out.println("account " + name + " added, home " + added.home());
            if (given.isEmpty()) out.println(AccountBook.passwordLine(secret));
            if (anonymous && limits.actions().equals(Action.all())) {
                out.println(
                        "anybody may write there; 'ferry user allow "
                                + name
                                + " / read-only' would change that");
            }
        } catch (AccountExistsException e) {
            throw exists(String.valueOf(e.getMessage()));
        }
        return 0;
    }

    private static Problem exists(String why) {
        return Problem.failed(
                why + "; 'ferry user set' changes it, 'ferry user passwd' its password");
    }
}
