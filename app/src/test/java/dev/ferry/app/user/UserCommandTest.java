package dev.ferry.app.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.Ran;
import dev.ferry.app.serve.OwnCertificate;
import dev.ferry.core.access.Action;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.AccountCertificates;
import dev.ferry.core.account.AccountLimits;
import dev.ferry.core.account.AccountSettings;
import dev.ferry.core.account.Accounts;
import dev.ferry.core.account.Fingerprint;
import dev.ferry.core.account.Login;
import dev.ferry.core.account.LoginBy;
import dev.ferry.files.VirtualPath;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each command opens and closes a real data folder, as the program does.
class UserCommandTest {

    @TempDir private Path folder;

    @Test
    void anAddedAccountMayDoEverythingInAHomeOfItsOwn() throws Exception {
        var ran = user("add", "anna");
        assertThat(ran.code()).isZero();
        Account anna = account("anna");
        assertThat(Path.of(anna.home())).isDirectory().startsWith(data().toRealPath());
        assertThat(Action.all())
                .allMatch(action -> anna.permissions().allows(action, VirtualPath.ROOT));
        assertThat(ran.out()).startsWith("account anna added, home " + anna.home());
    }

    @Test
    void aPasswordMadeUpIsPrintedOnceAndWorks() throws Exception {
        String out = user("add", "anna").out();
        String password =
                out.lines()
                        .filter(line -> line.startsWith("password: "))
                        .findFirst()
                        .orElseThrow()
                        .split(" ")[1];
        assertThat(password).matches("[A-Za-z0-9]{20}");
        assertThat(logsIn("anna", password)).isTrue();
        assertThat(user("list").out() + user("show", "anna").out()).doesNotContain(password);
    }

    @Test
    void aPasswordFromStandardInputIsItsFirstLine() throws Exception {
        assertThat(userTold("grün und\r\nmehr\n", "add", "anna", "--password-stdin").out())
                .doesNotContain("password");
        assertThat(logsIn("anna", "grün und")).isTrue();
        userTold("zwei", "passwd", "anna", "--password-stdin");
        assertThat(logsIn("anna", "grün und")).isFalse();
        assertThat(logsIn("anna", "zwei")).isTrue();
    }

    @Test
    void noPasswordOnStandardInputIsRefused() {
        var ran = userTold("\n", "add", "anna", "--password-stdin");
        assertThat(ran.err())
                .isEqualTo("ferry: --password-stdin: standard input holds no password\n");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(user("list").out()).doesNotContain("anna");
    }

    @Test
    void aGivenHomeIsStoredAbsoluteAndMadeIfOnlyItsLastNameIsMissing() throws Exception {
        Path home = folder.resolve("Höfe und Häuser");
        assertThat(user("add", "anna", "--home", home.toString()).code()).isZero();
        assertThat(account("anna").home()).isEqualTo(home.toString());
        assertThat(home).isDirectory();
        failed("cannot be made, there is no folder", "add", "b", "--home", folder + "/x/y");
        Path file = Files.createFile(folder.resolve("file"));
        failed("not a folder", "add", "b", "--home", file.toString());
        failed("Ferry's own", "add", "b", "--home", data().toString());
        assertThat(user("list").out()).doesNotContain("\nb ");
    }

    @Test
    void anAccountMayBeReadOnlyOrWriteOnly() throws Exception {
        user("add", "reader", "--read-only");
        user("add", "writer", "--write-only");
        assertThat(rule("reader", "/")).isEqualTo(Action.readOnly());
        assertThat(rule("writer", "/")).isEqualTo(Action.writeOnly());
        assertThat(user("list").out().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("reader enabled read-only /"))
                .anyMatch(line -> line.startsWith("writer enabled write-only /"));
    }

    private static final String PRINT = "4f".repeat(32);
    private static final String OTHER = "5a".repeat(32);

    private AccountCertificates certificates(String name) throws Exception {
        return account(name).certificates();
    }

    @Test
    void certificatesArePinnedByFingerprintOrFileAndRemoved() throws Exception {
        Path file = folder.resolve("anna.pem");
        Files.write(file, Files.readAllBytes(ownCertificate()));
        user("add", "anna");
        assertThat(certificates("anna")).isEqualTo(AccountCertificates.NONE);
        var ran =
                user("set", "anna", "--certificate", "SHA256:" + PRINT, "--certificate", file + "");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(certificates("anna").pinned()).hasSize(2).contains(new Fingerprint(PRINT));
        assertThat(user("show", "anna").out())
                .contains("certificate        SHA256:4F:4F:", "one of its certificates");
        assertThat(user("show", "anna", "--json").out()).contains("\"SHA256:4F:4F:", "\"either\"");
        user("set", "anna", "--certificate", OTHER, "--remove-certificate", file + "");
        assertThat(certificates("anna").pinned())
                .containsExactly(new Fingerprint(PRINT), new Fingerprint(OTHER));
        user("set", "anna", "--remove-certificate", "all");
        assertThat(certificates("anna")).isEqualTo(AccountCertificates.NONE);
    }

    @Test
    void keysAreAddedListedAndRemoved() throws Exception {
        String key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A".repeat(43);
        Path file = folder.resolve("keys.pub");
        Files.writeString(file, "# of two\n" + key + " anna@laptop\n");
        user("add", "anna");
        var ran = user("key", "add", "anna", file + "");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("key added: ssh-ed25519 SHA256:").contains("anna@laptop");
        assertThat(user("key", "add", "anna", key).out()).contains("has this key already");
        assertThat(account("anna").keys()).hasSize(1);
        assertThat(user("key", "list", "anna").out()).endsWith(" anna@laptop\n").hasLineCount(1);
        assertThat(user("show", "anna").out()).contains("ssh key").contains("SHA256:");
        assertThat(user("show", "anna", "--json").out()).contains("\"ssh-keys\"");
        user("add", "bert");
        assertThat(user("key", "add", "bert", key).out())
                .contains("note: the same key opens the account anna, too");
        failed("no keys are called 'home'", "key", "remove", "anna", "home");
        misused("is no kind of key that is taken", "key", "add", "anna", "nonsense");
        misused("keys.pub, line 2: the key is damaged", damaged(file));
        assertThat(user("key", "remove", "anna", "anna@laptop").out()).contains("key removed");
        assertThat(account("anna").keys()).isEmpty();
    }

    private static String[] damaged(Path file) throws Exception {
        Files.writeString(file, "\nssh-ed25519 AAAA\n");
        return new String[] {"key", "add", "anna", file + ""};
    }

    /// One that the server makes for itself.
    private Path ownCertificate() throws Exception {
        return OwnCertificate.in(folder.resolve("certificates"));
    }

    @Test
    void whatOpensAnAccountCanBeSaid() throws Exception {
        user("add", "anna", "--login", "both", "--certificate", PRINT);
        assertThat(certificates("anna").by()).isEqualTo(LoginBy.BOTH);
        for (LoginBy by : LoginBy.values()) {
            user("set", "anna", "--login", by.word());
            assertThat(certificates("anna").by()).isEqualTo(by);
            assertThat(certificates("anna").pinned()).hasSize(1);
        }
        var robot = user("add", "robot", "--login", "certificate", "--certificate", PRINT);
        assertThat(robot.code()).isZero();
        assertThat(robot.out()).doesNotContain("password");
        assertThat(user("show", "robot").out()).contains("one of its certificates, no password");
        misused(
                "'eather' is no way to log in; did you mean either?",
                "set",
                "anna",
                "--login",
                "eather");
        misused("neither a file nor a fingerprint", "set", "anna", "--certificate", "SHA256:12");
        failed(
                "holds no certificate",
                "set",
                "anna",
                "--certificate",
                Files.createFile(folder.resolve("empty")) + "");
    }

    @Test
    void anAnonymousAccountTakesNoPasswordAndSaysWhatItOpens() throws Exception {
        var ran = user("add", "anonymous", "--anonymous");
        assertThat(ran.out()).contains("anybody may write there").doesNotContain("password:");
        assertThat(account("anonymous").anonymous()).isTrue();
        failed("any password is right", "passwd", "anonymous");
    }

    @Test
    void aNameThatIsTakenOrNoneIsRefused() {
        user("add", "anna");
        failed("account anna exists already; 'ferry user set' changes it", "add", "anna");
        failed("names may not differ in case alone", "add", "Anna");
        failed("account name", "add", "../etc");
        failed("account name 'a\\u000Ab'", "add", "a\nb");
    }

    @Test
    void disableAndEnableAndRemoveDoSo() throws Exception {
        user("add", "anna");
        assertThat(user("disable", "anna").out()).isEqualTo("account anna disabled\n");
        assertThat(account("anna").enabled()).isFalse();
        user("enable", "anna");
        assertThat(account("anna").enabled()).isTrue();
        String home = account("anna").home();
        assertThat(user("remove", "anna").out()).contains("its files stay in " + home);
        assertThat(Path.of(home)).isDirectory();
        failed("there is no account 'anna'", "remove", "anna");
    }

    @Test
    void everyVerbNamesAnAccountThatIsNotThere() {
        user("add", "anna");
        for (String verb : new String[] {"show", "passwd", "enable", "disable", "remove"}) {
            failed("there is no account 'bert'", verb, "bert");
        }
        failed("there is no account 'bert'", "allow", "bert", "/", "all");
        failed("there is no account 'bert'", "deny", "bert", "/", "all");
        failed("there is no account 'bert'", "set", "bert", "--umask", "077");
    }

    @Test
    void aRuleBeginsAsACopyAndActionsAreAddedOrTakenAway() throws Exception {
        user("add", "anna", "--read-only");
        assertThat(user("allow", "anna", "in", "create,overwrite", "make-folder").out())
                .isEqualTo(
                        "account anna: allowed at /in and below: list, read, create, overwrite,"
                                + " make-folder\n");
        user("deny", "anna", "/in", "list,read");
        assertThat(rule("anna", "/in"))
                .containsExactlyInAnyOrder(Action.CREATE, Action.OVERWRITE, Action.MAKE_FOLDER);
        assertThat(rule("anna", "/")).isEqualTo(Action.readOnly());
        assertThat(user("deny", "anna", "/in", "all").out()).endsWith("below: nothing\n");
        assertThat(user("allow", "anna", "/in", "all").out()).endsWith("below: all\n");
    }

    @Test
    void readOnlyAndWriteOnlyAreAllThatIsAllowedFromThenOn() throws Exception {
        user("add", "anna");
        user("allow", "anna", "/", "read-only");
        assertThat(rule("anna", "/")).isEqualTo(Action.readOnly());
        user("allow", "anna", "/drop", "write-only");
        assertThat(rule("anna", "/drop")).isEqualTo(Action.writeOnly());
    }

    @Test
    void anActionThatIsNoneIsRefusedWithTheNearest() {
        user("add", "anna");
        var ran = user("allow", "anna", "/", "reed");
        assertThat(ran.err()).isEqualTo("ferry: 'reed' is not an action; did you mean read?\n");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(user("allow", "anna", "/", "fly").err()).contains("there are list, read,");
    }

    @Test
    void setChangesWhatItNamesAndNothingElse() throws Exception {
        user("add", "anna", "--umask", "027", "--file-mode", "640");
        user("set", "anna", "--umask", "default", "--trust-close");
        Account anna = account("anna");
        assertThat(anna.umask()).isEqualTo(OptionalInt.empty());
        assertThat(anna.fileMode()).isEqualTo(OptionalInt.of(0640));
        assertThat(anna.trustsClose()).isTrue();
        user("set", "anna", "--no-trust-close", "--home", folder.resolve("new").toString());
        assertThat(account("anna").trustsClose()).isFalse();
        assertThat(account("anna").home()).isEqualTo(folder.resolve("new").toString());
        assertThat(user("set", "anna").err()).contains("nothing to change");
        assertThat(user("set", "anna", "--umask", "8").err()).contains("--umask: '8' is not");
        failed("file mode", "set", "anna", "--file-mode", "777");
    }

    @Test
    void anAccountMayHaveACharsetOfItsOwn() throws Exception {
        assertThat(user("add", "scanner", "--charset", "latin1").code()).isZero();
        assertThat(account("scanner").charset()).contains("ISO-8859-1");
        assertThat(user("show", "scanner").out()).containsPattern("charset +ISO-8859-1\n");
        assertThat(user("show", "scanner", "--json").out())
                .contains("\"charset\" : \"ISO-8859-1\"");
        assertThat(user("set", "scanner", "--charset", "shift_jis").out()).contains("Shift_JIS");
        assertThat(account("scanner").charset()).contains("Shift_JIS");
        user("set", "scanner", "--umask", "077");
        assertThat(account("scanner").charset()).contains("Shift_JIS");
        assertThat(user("set", "scanner", "--charset", "default").out())
                .containsPattern("charset +as configured\n");
        assertThat(account("scanner").charset()).isEmpty();
        assertThat(user("show", "scanner", "--json").out()).doesNotContain("charset");
        user("add", "anna");
        assertThat(account("anna").charset()).isEmpty();
    }

    @Test
    void aCharsetNobodyKnowsIsRefusedWithTheNearest() throws Exception {
        var added = user("add", "scanner", "--charset", "Latin-1");
        assertThat(added.err())
                .isEqualTo(
                        "ferry: --charset: 'Latin-1' is no charset known here; did you mean"
                                + " ISO-8859-1?\n");
        assertThat(added.code()).isEqualTo(2);
        user("add", "anna", "--charset", "UTF-8");
        assertThat(user("list").out()).doesNotContain("scanner");
        var set = user("set", "anna", "--charset", "windows-125");
        assertThat(set.err()).containsPattern("did you mean windows-125[0-9]\\?\n");
        assertThat(set.code()).isEqualTo(2);
        assertThat(user("set", "anna", "--charset", "nothing like it at all").err())
                .isEqualTo("ferry: --charset: 'nothing like it at all' is no charset known here\n");
        assertThat(user("set", "anna", "--charset", "UTF-16").err())
                .contains("'UTF-16' does not hold ASCII as it is");
        assertThat(user("set", "anna", "--charset", "ISO-2022-JP").err())
                .contains("does not hold ASCII");
        assertThat(account("anna").charset()).contains("UTF-8");
    }

    @Test
    void limitsAreSetShownAndTakenAway() throws Exception {
        user("add", "anna");
        assertThat(account("anna").limits()).isEqualTo(AccountLimits.NONE);
        user("set", "anna", "--quota", "10M", "--quota-files", "1000", "--max-file", "2M");
        user("set", "anna", "--rate-up", "5M", "--rate-down", "6M");
        user("set", "anna", "--session-rate-up", "1M", "--session-rate-down", "2M");
        user("set", "anna", "--max-sessions", "4", "--expires", "2099-01-31T12:00:00Z");
        user("set", "anna", "--allow", "10.1.2.3/8,fd00::/8", "--deny", "10.9.0.0/16");
        AccountLimits limits = account("anna").limits();
        assertThat(limits.quotaBytes()).hasValue(10 << 20);
        assertThat(limits.quotaFiles()).hasValue(1000);
        assertThat(limits.largestFile()).hasValue(2 << 20);
        assertThat(limits.rates())
                .isEqualTo(
                        new AccountLimits.Rates(
                                OptionalLong.of(5 << 20),
                                OptionalLong.of(6 << 20),
                                OptionalLong.of(1 << 20),
                                OptionalLong.of(2 << 20)));
        assertThat(limits.sessions()).hasValue(4);
        assertThat(limits.allow()).containsExactly("10.0.0.0/8", "fd00::/8");
        assertThat(limits.deny()).containsExactly("10.9.0.0/16");
        assertThat(limits.expires()).contains(Instant.parse("2099-01-31T12:00:00Z"));
        assertThat(user("show", "anna").out())
                .containsPattern("\nquota +10M\n")
                .containsPattern("\nquota-files +1000\n")
                .containsPattern("\nmax-sessions +4\n")
                .containsPattern("\nallow +10.0.0.0/8, fd00::/8\n")
                .containsPattern("\ndeny +10.9.0.0/16\n")
                .containsPattern("\nexpires +2099-01-31T12:00:00Z\n");
        assertThat(user("show", "anna", "--json").out())
                .contains("\"quota\" : 10485760", "\"quotaFiles\" : 1000", "\"maxSessions\" : 4");
        user("set", "anna", "--quota", "off", "--quota-files", "off", "--max-file", "off");
        user("set", "anna", "--rate-up", "off", "--rate-down", "off");
        user("set", "anna", "--session-rate-up", "off", "--session-rate-down", "off");
        user("set", "anna", "--max-sessions", "off", "--expires", "never");
        user("set", "anna", "--allow", "any", "--deny", "none");
        assertThat(account("anna").limits()).isEqualTo(AccountLimits.NONE);
        assertThat(user("show", "anna", "--json").out()).doesNotContain("quota", "maxSessions");
    }

    @Test
    void withoutAServerARecountCountsWhatIsThere() throws Exception {
        user("add", "anna");
        assertThat(user("recount", "anna").err()).contains("account anna has no quota");
        assertThat(user("recount", "--all").err()).contains("no account has a quota");
        user("set", "anna", "--quota", "1000");
        Files.write(Path.of(account("anna").home()).resolve("a"), new byte[300]);
        for (String which : new String[] {"anna", "--all"}) {
            var ran = user("recount", which);
            assertThat(ran.out()).isEqualTo("account anna: 300 of 1000 bytes (700 left), 1 file\n");
            assertThat(ran.code()).isZero();
        }
        assertThat(user("recount").err()).startsWith("ferry: say one NAME, or --all");
        assertThat(user("recount", "anna", "--all").code()).isEqualTo(2);
        assertThat(user("recount", "nobody").err()).contains("there is no account 'nobody'");
    }

    @Test
    void aHomeInsideOfOneWithAQuotaIsSaid() throws Exception {
        Path outer = Files.createDirectory(folder.resolve("team"));
        user("add", "team", "--home", outer.toString());
        assertThat(user("add", "free", "--home", outer.resolve("f").toString()).out())
                .doesNotContain("note:");
        assertThat(user("set", "team", "--quota", "10G").out())
                .contains("note: the home of free lies in its home");
        assertThat(user("add", "one", "--home", outer.resolve("one").toString()).out())
                .contains("note: its home lies in that of team; what is stored there counts");
        assertThat(user("add", "two", "--home", folder.resolve("team-two").toString()).out())
                .doesNotContain("note:");
    }

    @Test
    void aLimitThatIsNoneIsRefusedAndNothingIsChanged() throws Exception {
        user("add", "anna");
        wrong("--quota: ", "--quota", "much");
        wrong("--quota-files: 'few' is not a whole number, or off", "--quota-files", "few");
        wrong("--rate-up: 0 is below 1", "--rate-up", "0");
        wrong("--max-sessions: 0 is below 1", "--max-sessions", "0");
        wrong("--allow: '10.0.0.0/33' is not a network", "--allow", "10.0.0.0/33");
        wrong("--deny: 'here' is not a network", "--deny", "here");
        wrong("--expires: 'soon' is not a time", "--expires", "soon");
        assertThat(account("anna").limits()).isEqualTo(AccountLimits.NONE);
    }

    private void wrong(String why, String option, String value) {
        var ran = user("set", "anna", option, value);
        assertThat(ran.err()).startsWith("ferry: " + why).hasLineCount(1);
        assertThat(ran.code()).isEqualTo(2);
    }

    @Test
    void jsonHoldsWhatTheTablesHold() {
        user("add", "anna", "--umask", "027");
        user("deny", "anna", "/a \"b\"", "delete");
        assertThat(user("show", "anna", "--json").out())
                .contains(
                        "\"umask\" : \"027\"", "\"path\" : \"/a \\\"b\\\"\"", "\"enabled\" : true")
                .doesNotContain("fileMode");
        assertThat(user("list", "--json").out()).startsWith("[").contains("\"name\" : \"anna\"");
    }

    @Test
    void aDataFolderThatIsNotThereIsMadeByAddAlone() {
        failed("no such data folder", "list");
        assertThat(data()).doesNotExist();
        assertThat(user("add", "anna").code()).isZero();
        assertThat(user("list").out()).contains("anna");
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Ran user(String... words) {
        return Ran.ferry(
                Stream.of(
                                Stream.of("user"),
                                Stream.of(words),
                                Stream.of("--data", data().toString()))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private Ran userTold(String input, String... words) {
        var before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return user(words);
        } finally {
            System.setIn(before);
        }
    }

    private void misused(String why, String... words) {
        var ran = user(words);
        assertThat(ran.err()).startsWith("ferry: ").contains(why).hasLineCount(1);
        assertThat(ran.code()).isEqualTo(2);
    }

    private void failed(String why, String... words) {
        var ran = user(words);
        assertThat(ran.err()).startsWith("ferry: ").contains(why).hasLineCount(1);
        assertThat(ran.code()).isEqualTo(1);
    }

    private Accounts accounts() throws Exception {
        return Accounts.open(data(), AccountSettings.defaults(), InstantSource.system());
    }

    private Account account(String name) throws Exception {
        try (var accounts = accounts()) {
            return accounts.find(name).orElseThrow();
        }
    }

    private java.util.Set<Action> rule(String name, String path) throws Exception {
        return account(name).permissions().rules().stream()
                .filter(rule -> rule.under().equals(VirtualPath.of(path)))
                .findFirst()
                .orElseThrow()
                .allowed();
    }

    private boolean logsIn(String name, String password) throws Exception {
        try (var accounts = accounts()) {
            return accounts.login(name, password) instanceof Login.Accepted;
        }
    }
}
