package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.core.access.Action;
import dev.ferry.core.access.Permissions;
import dev.ferry.core.access.Permissions.Rule;
import dev.ferry.files.VirtualPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

    @TempDir Path folder = Path.of("");
    private Path data = folder;

    private final Fake.Counting hashes = new Fake.Counting();
    private final Fake.Clock clock = new Fake.Clock();
    private final List<Accounts> opened = new ArrayList<>();

    @BeforeEach
    void inAFolderOfItsOwn() {
        data = folder.resolve("data");
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Accounts::close);
    }

    // --- what is kept

    @Test
    void aFolderThatIsNotThereBecomesOneWithoutAccounts() throws Exception {
        var accounts = open();

        assertThat(accounts.isEmpty()).isTrue();
        assertThat(accounts.all()).isEmpty();
        assertThat(accounts.find("anna")).isEmpty();
    }

    @Test
    void anAddedAccountIsFoundAgainAlsoByWhoOpensLater() throws Exception {
        Account added = open().add(NewAccount.named("anna"), "secret");

        assertThat(added.enabled()).isTrue();
        assertThat(added.home()).isEqualTo(data.toRealPath().resolve("homes/anna").toString());
        assertThat(Path.of(added.home())).isDirectory();
        assertThat(added.permissions()).isEqualTo(Permissions.everywhere(Action.all()));
        var later = open();
        assertThat(later.isEmpty()).isFalse();
        assertThat(later.find("anna")).contains(added);
        assertThat(later.current(added.id())).contains(added);
        assertThat(later.find("Anna")).isEmpty();
    }

    @Test
    void everySettingOfAnAccountComesBackAsItWas() throws Exception {
        Path home = Files.createDirectory(folder.resolve("elsewhere"));
        var all =
                new NewAccount(
                        "anna",
                        Optional.of(home.toString()),
                        Permissions.everywhere(Action.readOnly()),
                        true,
                        true,
                        OptionalInt.of(0640),
                        OptionalInt.of(02770),
                        OptionalInt.of(0),
                        Optional.of("Shift_JIS"));

        Account added = open().add(all, "");

        assertThat(added.home()).isEqualTo(home.toString());
        assertThat(added.anonymous()).isTrue();
        assertThat(added.trustsClose()).isTrue();
        assertThat(added.fileMode()).hasValue(0640);
        assertThat(added.folderMode()).hasValue(02770);
        assertThat(added.umask()).hasValue(0);
        assertThat(open().find("anna")).contains(added);
    }

    private static final Fingerprint ONE = new Fingerprint("01".repeat(32));
    private static final Fingerprint OTHER = new Fingerprint("02".repeat(32));

    private ShownCertificate shown(Fingerprint fingerprint, String... names) {
        return new ShownCertificate(
                fingerprint,
                clock.instant().minusSeconds(60),
                clock.instant().plusSeconds(60),
                Set.of(names),
                names.length == 0 ? "is not vouched for" : "");
    }

    private static Recognition recognised(Accounts accounts, String name, ShownCertificate shown)
            throws AccountException {
        return accounts.recognise(name, shown, Login.Objection.NONE);
    }

    private static String refused(Recognition recognition) {
        return ((Recognition.Refused) recognition).why();
    }

    @Test
    void certificatesComeBackAsTheyWere() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        var both = new AccountCertificates(LoginBy.BOTH, List.of(ONE, OTHER));

        Account changed = accounts.change("anna", account -> account.withCertificates(both));

        assertThat(changed.certificates()).isEqualTo(both);
        assertThat(open().find("anna")).contains(changed);
        var none = AccountCertificates.NONE.with(LoginBy.CERTIFICATE);
        accounts.change("anna", account -> account.withCertificates(none));
        assertThat(open().find("anna").orElseThrow().certificates()).isEqualTo(none);
    }

    @Test
    void aCertificateOpensWhatItIsPinnedToOrNames() throws Exception {
        var accounts = open();
        Account anna = accounts.add(NewAccount.named("anna"), "secret");
        assertThat(recognised(accounts, "anna", shown(ONE, "anna")))
                .isEqualTo(new Recognition.Enough(anna));
        assertThat(refused(recognised(accounts, "anna", shown(ONE, "Anna", "bob"))))
                .contains(ONE.toString(), "[Anna, bob]");
        assertThat(refused(recognised(accounts, "anna", shown(ONE)))).contains("not vouched for");
        var pinned = new AccountCertificates(LoginBy.EITHER, List.of(OTHER));
        Account after = accounts.change("anna", account -> account.withCertificates(pinned));
        assertThat(recognised(accounts, "anna", shown(OTHER)))
                .isEqualTo(new Recognition.Enough(after));
        assertThat(refused(recognised(accounts, "anna", shown(ONE, "anna"))))
                .contains("none of those of the account");
    }

    @Test
    void whoseCertificateItIsIsToldToTheOperatorAlone() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        accounts.add(NewAccount.named("bob"), "secret");
        var pinned = new AccountCertificates(LoginBy.EITHER, List.of(ONE));
        accounts.change("bob", account -> account.withCertificates(pinned));
        for (String name : List.of("anna", "nobody")) {
            var refused = (Recognition.Refused) recognised(accounts, name, shown(ONE));
            assertThat(refused.words()).isEqualTo("does not open this account");
        }
        assertThat(refused(recognised(accounts, "anna", shown(ONE)))).endsWith("that of bob");
        assertThat(refused(recognised(accounts, "nobody", shown(ONE))))
                .isEqualTo(Login.Refused.UNKNOWN);
    }

    private static final AccountKey KEY =
            AccountKey.parse(
                    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A".repeat(43) + " anna@laptop");

    @Test
    void aKeyOpensTheAccountsItWasAddedToAndNoOther() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        accounts.add(NewAccount.named("bert"), "secret");
        assertThat(accounts.opens("anna", KEY, Login.Objection.NONE)).isEmpty();
        Account anna = accounts.change("anna", account -> account.withKeys(List.of(KEY)));
        assertThat(accounts.opens("anna", KEY, Login.Objection.NONE)).contains(anna);
        assertThat(accounts.opens("bert", KEY, Login.Objection.NONE)).isEmpty();
        assertThat(accounts.opens("nobody", KEY, Login.Objection.NONE)).isEmpty();
        assertThat(accounts.opens("anna", KEY, _ -> Optional.of("not from there"))).isEmpty();
        assertThat(accounts.openedBy(KEY)).containsExactly("anna");
        accounts.change(
                "anna",
                account ->
                        account.withCertificates(
                                new AccountCertificates(LoginBy.PASSWORD, List.of())));
        assertThat(accounts.opens("anna", KEY, Login.Objection.NONE)).isEmpty();
        accounts.change(
                "anna",
                account -> account.withCertificates(AccountCertificates.NONE).withEnabled(false));
        assertThat(accounts.opens("anna", KEY, Login.Objection.NONE)).isEmpty();
    }

    @Test
    void whatElseIsWantedDependsOnTheAccount() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        for (LoginBy by : LoginBy.values()) {
            var pinned = new AccountCertificates(by, List.of(ONE));
            Account anna = accounts.change("anna", account -> account.withCertificates(pinned));
            Recognition expected =
                    switch (by) {
                        case EITHER, CERTIFICATE -> new Recognition.Enough(anna);
                        case PASSWORD, BOTH -> new Recognition.PasswordToo(anna);
                    };
            assertThat(recognised(accounts, "anna", shown(ONE))).isEqualTo(expected);
            var ofPassword = anna.certificates().objection("anna", Optional.empty(), false);
            assertThat(ofPassword.isPresent())
                    .as(by.word())
                    .isEqualTo(by == LoginBy.CERTIFICATE || by == LoginBy.BOTH);
            assertThat(anna.certificates().objection("anna", Optional.empty(), true)).isPresent();
            assertThat(anna.certificates().objection("anna", Optional.of(shown(OTHER)), false))
                    .isPresent();
        }
    }

    @Test
    void noCertificateOpensAnAccountThatNobodyMayLogInTo() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        var pinned = new AccountCertificates(LoginBy.EITHER, List.of(ONE));
        accounts.change("anna", account -> account.withCertificates(pinned).withEnabled(false));
        assertThat(refused(recognised(accounts, "anna", shown(ONE))))
                .isEqualTo(Login.Refused.DISABLED);
        accounts.change("anna", account -> account.withEnabled(true));
        var objection = accounts.recognise("anna", shown(ONE), _ -> Optional.of("not from there"));
        assertThat(refused(objection)).isEqualTo("not from there");
        clock.pass(Duration.ofMinutes(2));
        var past =
                new ShownCertificate(
                        ONE,
                        clock.instant().minusSeconds(90),
                        clock.instant().minusSeconds(1),
                        Set.of(),
                        "");
        var refused = (Recognition.Refused) recognised(accounts, "anna", past);
        assertThat(refused.why()).contains(ONE.toString(), "ended at");
        assertThat(refused.words()).startsWith("ended at");
    }

    @Test
    void rulesComeBackAsTheyWere() throws Exception {
        var odd =
                new Permissions(
                        List.of(
                                new Rule(VirtualPath.ROOT, Action.readOnly()),
                                new Rule(VirtualPath.of("/in box/it's"), Action.writeOnly()),
                                new Rule(VirtualPath.of("/größe/田中/%u;--"), Action.all()),
                                new Rule(VirtualPath.of("/line\nbreak"), Set.of(Action.DELETE)),
                                new Rule(VirtualPath.of("/nothing"), Set.of())));
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");

        Account changed = accounts.change("anna", account -> account.withPermissions(odd));

        assertThat(changed.permissions()).isEqualTo(odd);
        assertThat(open().find("anna")).contains(changed);
    }

    @Test
    void aRuleForWhatNoFileCanBeCalledIsRefused() throws Exception {
        var accounts = open();
        Account anna = accounts.add(NewAccount.named("anna"), "secret");
        var rule = new Rule(new VirtualPath(List.of("a\ud800")), Set.of());

        assertThatThrownBy(() ->
                        accounts.change(
                                "anna",
                                account -> account.withPermissions(new Permissions(List.of(rule)))))
                .isInstanceOf(AccountException.class)
                .hasMessage("account 'anna': rule for '/a\\uD800': no file can be called that");
        assertThat(accounts.find("anna")).contains(anna);
    }

    @Test
    void accountsAreListedByName() throws Exception {
        var accounts = open();
        for (String name : List.of("ole", "anna", "Zoe", "änne")) {
            accounts.add(NewAccount.named(name), "secret");
        }

        assertThat(accounts.all())
                .extracting(Account::name)
                .containsExactly("Zoe", "anna", "ole", "änne");
    }

    @Test
    void aNameIsTakenOnceWhateverItsCase() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        hashes.computed();

        assertThatThrownBy(() -> accounts.add(NewAccount.named("anna"), "other"))
                .isInstanceOf(AccountExistsException.class)
                .hasMessage("account 'anna' exists already");
        assertThatThrownBy(() -> accounts.add(NewAccount.named("Anna"), "other"))
                .isInstanceOf(AccountExistsException.class)
                .hasMessage(
                        "account 'Anna': 'anna' exists already, and names may not differ in case"
                                + " alone");
        assertThat(hashes.computed()).isZero();
        assertThat(accounts.login("anna", "secret")).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void aNameThatIsNoneIsRefusedBeforeAnythingIsMade() throws Exception {
        var accounts = open();

        assertThatThrownBy(() -> accounts.add(NewAccount.named("../x"), "secret"))
                .isInstanceOf(AccountException.class)
                .hasMessageStartingWith("account name '../x': ");
        assertThat(accounts.isEmpty()).isTrue();
        assertThat(data.resolve("x")).doesNotExist();
        assertThat(data.resolve("homes")).doesNotExist();
    }

    @Test
    void homesThatWouldShowOurOwnFilesAreRefused() throws Exception {
        var accounts = open();
        Path real = data.toRealPath();
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        var refused =
                List.of(
                        "relative",
                        "/",
                        real.toString(),
                        folder.toString(),
                        folder.resolve("x/..").toString(),
                        real.resolve("native").toString(),
                        real.resolve("homes/../native").toString(),
                        link.toString(),
                        link.resolve("data/new").toString(),
                        "/tmp/a\nb");
        for (String home : refused) {
            assertThatThrownBy(() -> accounts.add(at(home), "secret"))
                    .as(home)
                    .isInstanceOf(AccountException.class)
                    .hasMessageStartingWith("account 'anna': home ");
        }
        assertThat(accounts.isEmpty()).isTrue();

        accounts.add(at(real.resolve("homes/shared").toString()), "secret");
        Account moved =
                accounts.change("anna", anna -> anna.withHome(folder.resolve("./b/../c") + "/"));
        assertThat(moved.home()).isEqualTo(folder.resolve("c").toString());
        assertThatThrownBy(() -> accounts.change("anna", anna -> anna.withHome("/")))
                .hasMessageContaining("holds Ferry's own data folder " + real);
    }

    @Test
    void aHomeOfItsOwnMovesWithTheDataFolder() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        accounts.change("anna", anna -> anna.withTrustsClose(true));
        accounts.close();
        data = Files.move(data, folder.resolve("moved"));

        assertThat(open().find("anna").map(Account::home))
                .contains(data.toRealPath().resolve("homes/anna").toString());
    }

    @Test
    void modesOutOfRangeAreRefused() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");

        assertThatThrownBy(() ->
                        accounts.change(
                                "anna",
                                anna ->
                                        anna.withModes(
                                                OptionalInt.of(0777),
                                                OptionalInt.empty(),
                                                OptionalInt.empty())))
                .hasMessage("account 'anna': file mode 0777 is not within 0666");
    }

    @Test
    void passwordsNobodyCanSendAreRefused() throws Exception {
        var accounts = open();

        for (String password : List.of("", "a\nb", "a\r", "a\0")) {
            assertThatThrownBy(() -> accounts.add(NewAccount.named("anna"), password))
                    .isInstanceOf(AccountException.class)
                    .hasMessageStartingWith("account 'anna': ");
        }
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void aChangeKeepsIdAndNameAndCountsTheVersion() throws Exception {
        var accounts = open();
        Account added = accounts.add(NewAccount.named("anna"), "secret");

        Account disabled = accounts.change("anna", anna -> anna.withEnabled(false));
        Account renewed = accounts.setPassword("anna", "other");

        assertThat(disabled).isEqualTo(added.withEnabled(false).withVersion(2));
        assertThat(renewed).isEqualTo(disabled.withVersion(3));
        assertThatThrownBy(() -> accounts.change("anna", _ -> other(added)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(accounts.find("anna")).contains(renewed);
    }

    @Test
    void whatIsNotThereCannotBeChanged() throws Exception {
        var accounts = open();
        for (Callable<?> verb :
                List.<Callable<?>>of(
                        () -> accounts.setPassword("nobody", "x"),
                        () -> accounts.change("nobody", account -> account),
                        () -> {
                            accounts.remove("nobody");
                            return "";
                        })) {
            assertThatThrownBy(verb::call)
                    .isInstanceOf(NoSuchAccountException.class)
                    .hasMessage("there is no account 'nobody'");
        }
    }

    @Test
    void aRemovedAccountIsGoneAndItsFilesAndIdAreNotHandedOn() throws Exception {
        var accounts = open();
        Account first = accounts.add(NewAccount.named("anna"), "secret");
        Path file = Files.writeString(Path.of(first.home(), "kept.txt"), "kept");
        accounts.current(first.id());

        accounts.remove("anna");

        assertThat(accounts.current(first.id())).isEmpty();
        assertThat(accounts.find("anna")).isEmpty();
        assertThat(accounts.login("anna", "secret"))
                .isEqualTo(new Login.Refused("no such account"));
        assertThat(file).hasContent("kept");
        Account second = accounts.add(NewAccount.named("anna"), "secret");
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(accounts.current(first.id())).isEmpty();
    }

    // --- logging in

    @Test
    void theRightPasswordIsAcceptedAndNothingElse() throws Exception {
        var accounts = open();
        Account anna = accounts.add(NewAccount.named("anna"), "secret");
        accounts.add(NewAccount.named("ole"), "other");

        assertThat(accounts.login("anna", "secret")).isEqualTo(new Login.Accepted(anna));
        for (String wrong : List.of("", "Secret", "secret ", "other", "anna")) {
            assertThat(accounts.login("anna", wrong))
                    .isEqualTo(new Login.Refused("wrong password"));
        }
        for (String unknown : List.of("", "Anna", "anna ", "' or 1=1 --", "anna\0", "ftp")) {
            assertThat(accounts.login(unknown, "secret"))
                    .isEqualTo(new Login.Refused("no such account"));
        }
    }

    @Test
    @DisplayName("injection in look-ups")
    void whatMeansSomethingToALookUpIsANameLikeAnyOther() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        var meant =
                List.of(
                        "' or '1'='1",
                        "anna'--",
                        "anna' or ''='",
                        "anna\"",
                        "anna\\",
                        "\"anna\"",
                        "anna;drop table account",
                        "*",
                        "an%",
                        "%",
                        "*)(uid=*))(|(uid=*",
                        "{{7*7}}",
                        "${jndi:ldap://127.0.0.1/x}",
                        "%u",
                        "%n%s%x",
                        "an%6ea",
                        "anna\u0000",
                        "anna\u200b",
                        " anna",
                        "anna ");
        for (String name : meant) {
            assertThat(accounts.login(name, "secret"))
                    .as(name)
                    .isEqualTo(new Login.Refused(Login.Refused.UNKNOWN));
            assertThat(accounts.find(name)).as(name).isEmpty();
            assertThatThrownBy(() -> accounts.add(NewAccount.named(name), "secret"))
                    .as(name)
                    .isInstanceOf(AccountException.class);
            // As a password it is what it is.
            assertThat(accounts.login("anna", name)).as(name).isInstanceOf(Login.Refused.class);
        }
        // A name that may be, and a pattern to a database.
        assertThat(accounts.login("ann_", "secret"))
                .isEqualTo(new Login.Refused(Login.Refused.UNKNOWN));
        accounts.add(NewAccount.named("otto"), "' or '1'='1");
        assertThat(accounts.login("otto", "' or '1'='1")).isInstanceOf(Login.Accepted.class);
        assertThat(accounts.login("otto", "' or '1'='2")).isInstanceOf(Login.Refused.class);
        assertThat(accounts.login("anna", "secret")).isInstanceOf(Login.Accepted.class);
        assertThat(accounts.all()).hasSize(2);
    }

    @Test
    void itWorksWithArgon2idToo() throws Exception {
        try (var accounts = Accounts.open(data, AccountSettings.defaults(), clock)) {
            accounts.add(NewAccount.named("anna"), "secret");

            assertThat(accounts.login("anna", "wrong")).isInstanceOf(Login.Refused.class);
            assertThat(accounts.login("anna", "secret")).isInstanceOf(Login.Accepted.class);
            assertThat(accounts.login("anna", "wrong")).isInstanceOf(Login.Refused.class);
        }
    }

    @Test
    @DisplayName("user enumeration: work")
    void everyRefusalTakesTheSameWork() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        accounts.add(NewAccount.named("gone"), "secret");
        accounts.add(anonymous("anonymous"), "");
        accounts.login("gone", "secret");
        accounts.change("gone", gone -> gone.withEnabled(false));
        accounts.change("anonymous", guest -> guest.withEnabled(false));
        accounts.add(NewAccount.named("late"), "secret");
        accounts.change("late", late -> late.withLimits(expiredAt(clock.instant())));
        hashes.computed();

        assertThat(accounts.login("anna", "wrong")).isEqualTo(new Login.Refused("wrong password"));
        assertThat(hashes.computed()).isEqualTo(1);
        assertThat(accounts.login("nobody", "x")).isEqualTo(new Login.Refused("no such account"));
        assertThat(hashes.computed()).isEqualTo(1);
        for (String password : List.of("secret", "wrong")) {
            assertThat(accounts.login("gone", password))
                    .isEqualTo(new Login.Refused("the account is disabled"));
            assertThat(hashes.computed()).isEqualTo(1);
            assertThat(accounts.login("late", password))
                    .isEqualTo(new Login.Refused(Login.Refused.EXPIRED));
            assertThat(hashes.computed()).isEqualTo(1);
            assertThat(accounts.login("anna", password, _ -> Optional.of("not from there")))
                    .isEqualTo(new Login.Refused("not from there"));
            assertThat(hashes.computed()).isEqualTo(1);
        }
        assertThat(accounts.login("anonymous", "me@"))
                .isEqualTo(new Login.Refused("the account is disabled"));
        assertThat(hashes.computed()).isEqualTo(1);
    }

    private static AccountLimits expiredAt(Instant time) {
        return new AccountLimits(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                AccountLimits.Rates.NONE,
                OptionalInt.empty(),
                List.of(),
                List.of(),
                Optional.of(time));
    }

    @Test
    void aSecondLoginSoonAfterCostsNoHash() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anna"), "secret");
        hashes.computed();

        for (int i = 0; i < 5; i++) {
            assertThat(accounts.login("anna", "secret")).isInstanceOf(Login.Accepted.class);
        }
        assertThat(hashes.computed()).isEqualTo(1);
        assertThat(accounts.login("anna", "wrong")).isInstanceOf(Login.Refused.class);
        assertThat(hashes.computed()).isEqualTo(1);

        clock.pass(Duration.ofSeconds(60));
        assertThat(accounts.login("anna", "secret")).isInstanceOf(Login.Accepted.class);
        assertThat(hashes.computed()).isEqualTo(1);
    }

    @Test
    void withoutLoginMemoryEveryLoginCostsAHash() throws Exception {
        var accounts = open(new AccountSettings(Duration.ZERO, 2));
        accounts.add(NewAccount.named("anna"), "secret");
        hashes.computed();

        for (int i = 0; i < 3; i++) accounts.login("anna", "secret");
        assertThat(hashes.computed()).isEqualTo(3);
    }

    @Test
    void aRememberedLoginIsForgottenWhenAnotherProcessChangesTheAccount() throws Exception {
        var server = open();
        var verb = open();
        verb.add(NewAccount.named("anna"), "secret");
        assertThat(server.login("anna", "secret")).isInstanceOf(Login.Accepted.class);

        verb.setPassword("anna", "other");
        assertThat(server.login("anna", "secret")).isEqualTo(new Login.Refused("wrong password"));
        assertThat(server.login("anna", "other")).isInstanceOf(Login.Accepted.class);

        verb.change("anna", anna -> anna.withEnabled(false));
        assertThat(server.login("anna", "other"))
                .isEqualTo(new Login.Refused("the account is disabled"));

        verb.change("anna", anna -> anna.withEnabled(true));
        hashes.computed();
        assertThat(server.login("anna", "other")).isInstanceOf(Login.Accepted.class);
        assertThat(hashes.computed()).isEqualTo(1);
    }

    @Test
    void anonymousIsLetInOnlyWhereTheOperatorSaidSo() throws Exception {
        var accounts = open();
        assertThat(accounts.login("anonymous", "me@")).isInstanceOf(Login.Refused.class);
        assertThat(accounts.login("ftp", "me@")).isInstanceOf(Login.Refused.class);

        Account guest = accounts.add(anonymous("anonymous"), "");

        for (String name : List.of("anonymous", "Anonymous", "ftp", "FTP")) {
            assertThat(accounts.login(name, "me@")).isEqualTo(new Login.Accepted(guest));
            assertThat(accounts.login(name, "")).isEqualTo(new Login.Accepted(guest));
        }
        Account ftp = accounts.add(NewAccount.named("ftp"), "secret");
        assertThat(accounts.login("ftp", "secret")).isEqualTo(new Login.Accepted(ftp));
        assertThat(accounts.login("ftp", "me@")).isInstanceOf(Login.Refused.class);
    }

    @Test
    void anAccountThatIsOnlyCalledAnonymousNeedsItsPassword() throws Exception {
        var accounts = open();
        accounts.add(NewAccount.named("anonymous"), "secret");

        assertThat(accounts.login("anonymous", "me@")).isInstanceOf(Login.Refused.class);
        assertThat(accounts.login("ftp", "secret")).isInstanceOf(Login.Refused.class);
        assertThat(accounts.login("anonymous", "secret")).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void noPasswordIsRightForAnAccountThatHasNone() throws Exception {
        var accounts = open();
        accounts.add(anonymous("guest"), "secret");
        accounts.change("guest", account -> account.withAnonymous(false));

        assertThat(accounts.login("guest", "secret"))
                .isEqualTo(new Login.Refused("wrong password"));
        assertThat(accounts.login("guest", "")).isEqualTo(new Login.Refused("wrong password"));
        accounts.setPassword("guest", "secret");
        assertThat(accounts.login("guest", "secret")).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void hashesStayInTheDatabase() throws Exception {
        var accounts = open();
        Account anna = accounts.add(NewAccount.named("anna"), "secret");

        assertThat(sql("select password from account")).startsWith("$argon2id$v=19$m=19456,");
        assertThat(anna.toString() + accounts.login("anna", "secret"))
                .contains("anna")
                .doesNotContain("argon2", "secret");

        execute("update account set password = '$argon2id$broken'");
        assertThatThrownBy(() -> accounts.login("anna", "other"))
                .isInstanceOf(AccountException.class)
                .hasMessageStartingWith("account 'anna' is damaged in the database (")
                .message()
                .doesNotContain("broken");
    }

    // --- changes, seen at once

    @Test
    void aChangeByAnotherProcessHoldsForTheNextCommand() throws Exception {
        var server = open();
        var verb = open();
        Account anna = verb.add(NewAccount.named("anna"), "secret");
        for (int i = 0; i < 20; i++) {
            boolean enabled = i % 2 == 1;
            assertThat(server.current(anna.id()).map(Account::enabled)).contains(!enabled);
            Account changed = verb.change("anna", account -> account.withEnabled(enabled));
            assertThat(server.current(anna.id())).contains(changed);
            assertThat(verb.current(anna.id())).contains(changed);
        }
        verb.remove("anna");
        assertThat(server.current(anna.id())).isEmpty();
    }

    @Test
    void aChangeByAnotherJvmHoldsForTheNextCommand() throws Exception {
        var server = open();
        Account anna = server.add(NewAccount.named("anna"), "secret");
        var noticed = new AtomicInteger();
        server.onChange(noticed::incrementAndGet);
        assertThat(server.current(anna.id()).map(Account::enabled)).contains(true);

        var verb =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                OtherProcess.class.getName(),
                                data.toString(),
                                "anna")
                        .inheritIO()
                        .start();
        assertThat(verb.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(verb.exitValue()).isZero();
        assertThat(server.current(anna.id())).contains(anna.withEnabled(false).withVersion(2));
        await().until(() -> noticed.get() > 0);
    }

    @Test
    void currentAnswersFromVirtualThreadsAndInterruptedOnes() throws Exception {
        var accounts = open();
        Account anna = accounts.add(NewAccount.named("anna"), "secret");
        try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> stillInterrupted =
                    sessions.submit(() -> {
                        Thread.currentThread().interrupt();
                        assertThat(accounts.current(anna.id())).contains(anna);
                        return Thread.interrupted();
                    });
            assertThat(stillInterrupted.get()).isTrue();
        }
    }

    @Test
    void listenersAreToldOfChangesByAnyProcess() throws Exception {
        var server = open();
        var verb = open();
        var told = new AtomicInteger();
        server.onChange(() -> {
            throw new IllegalStateException("a listener that fails, as the test wants");
        });
        server.onChange(told::incrementAndGet);
        // Calls without a change may come while everything starts.
        verb.add(NewAccount.named("anna"), "secret");
        await().until(() -> told.get() > 0);
        int before = told.get();

        verb.setPassword("anna", "other");
        await().until(() -> told.get() > before);
        int own = told.get();
        server.remove("anna");
        await().until(() -> told.get() > own);
    }

    @Test
    void aChangeWhoseCounterNobodyIncrementedIsFoundAllTheSame() throws Exception {
        var server = open();
        Account anna = server.add(NewAccount.named("anna"), "secret");
        assertThat(server.current(anna.id())).contains(anna);

        execute("update account set enabled = 0, version = 2");

        await().untilAsserted(() ->
                assertThat(server.current(anna.id()).map(Account::enabled)).contains(false));
    }

    @Test
    void aCounterThatWasDeletedDoesNoLastingHarm() throws Exception {
        var server = open();
        Account anna = server.add(NewAccount.named("anna"), "secret");
        Files.delete(data.resolve("accounts.changes"));
        var verb = open();
        assertThat(server.current(anna.id())).contains(anna);

        verb.change("anna", account -> account.withEnabled(false));

        await().untilAsserted(() ->
                assertThat(server.current(anna.id()).map(Account::enabled)).contains(false));
    }

    @Test
    void twoProcessesThatChangeOneAccountAtOnceLoseNothing() throws Exception {
        var processes = List.of(open(), open());
        Account anna = processes.getFirst().add(NewAccount.named("anna"), "secret");
        int each = 25;
        try (var verbs = Executors.newFixedThreadPool(4)) {
            var done = new ArrayList<Future<?>>();
            for (int thread = 0; thread < 4; thread++) {
                var accounts = processes.get(thread % 2);
                int number = thread;
                done.add(
                        verbs.submit(() -> {
                            for (int i = 0; i < each; i++) {
                                var path = VirtualPath.of("/" + number + "/" + i);
                                accounts.change(
                                        "anna",
                                        account ->
                                                account.withPermissions(
                                                        account.permissions()
                                                                .denying(path, Action.all())));
                            }
                            return "";
                        }));
            }
            for (var verb : done) verb.get();
        }
        for (var accounts : processes) {
            Account now = accounts.current(anna.id()).orElseThrow();
            assertThat(now.version()).isEqualTo(1 + 4 * each);
            assertThat(now.permissions().rules()).hasSize(1 + 4 * each);
        }
    }

    @Test
    void twoProcessesMayStartInAnEmptyFolderAtOnce() throws Exception {
        try (var starts = Executors.newFixedThreadPool(3)) {
            var all = new ArrayList<Future<Accounts>>();
            for (int i = 0; i < 3; i++) {
                all.add(
                        starts.submit(() ->
                                Accounts.open(data, AccountSettings.defaults(), clock, hashes)));
            }
            for (var start : all) opened.add(start.get());
        }
        Account anna = opened.getFirst().add(NewAccount.named("anna"), "secret");
        assertThat(opened.getLast().current(anna.id())).contains(anna);
    }

    // --- the file

    @Test
    void tablesAreMadeOnceAndNotAskedForAgain() throws Exception {
        Files.createDirectory(data);
        Path file = Files.createFile(data.resolve("ferry.db"));

        assertThat(Schema.bringUpToDate(file)).isTrue();
        assertThat(Schema.bringUpToDate(file)).isFalse();
        assertThat(sql("select max(cast(version as integer)) from flyway_schema_history"))
                .isEqualTo(String.valueOf(Schema.NEWEST));
    }

    @Test
    void theNewestVersionIsThatOfTheLastMigration() throws Exception {
        Path migrations =
                Path.of(
                        java.util.Objects.requireNonNull(
                                        Accounts.class.getResource("/db/migration"))
                                .toURI());
        try (var files = Files.list(migrations)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceFirst("__.*", "")))
                    .contains("V" + Schema.NEWEST)
                    .hasSize(Schema.NEWEST);
        }
    }

    @Test
    void aDatabaseOfANewerFerryIsRefused() throws Exception {
        open().close();
        execute(
                "insert into flyway_schema_history select 99, '99', 'x', type, script, checksum,"
                        + " installed_by, installed_on, 0, 1 from flyway_schema_history limit 1");

        assertThatThrownBy(this::open)
                .isInstanceOf(AccountException.class)
                .hasMessage(
                        data.toRealPath().resolve("ferry.db")
                                + ": belongs to a newer Ferry (its tables are of version 99, this"
                                + " Ferry knows "
                                + Schema.NEWEST
                                + "); run that Ferry, or a newer one");
    }

    @Test
    void aFileThatIsNoDatabaseIsNamed() throws Exception {
        Files.createDirectory(data);
        Files.writeString(data.resolve("ferry.db"), "not a database ".repeat(1000));

        assertThatThrownBy(this::open)
                .isInstanceOf(AccountException.class)
                .hasMessageStartingWith(
                        data.toRealPath().resolve("ferry.db") + ": is damaged or not a database");
        assertThat(data.resolve("ferry.db")).content().startsWith("not a database");
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAlone() throws Exception {
        Files.createDirectory(data);
        execute("create table theirs (x text)");

        assertThatThrownBy(this::open)
                .isInstanceOf(AccountException.class)
                .hasMessageStartingWith(
                        data.toRealPath().resolve("ferry.db")
                                + ": its tables could not be brought up to date: ");
        assertThat(sql("select count(*) from sqlite_master")).isEqualTo("1");
    }

    @Test
    void aDatabaseDamagedWhileOpenIsNamedAndNobodyIsLetIn() throws Exception {
        var accounts = open();
        Account anna = accounts.add(NewAccount.named("anna"), "secret");
        accounts.current(anna.id());
        execute("drop table permission");

        assertThatThrownBy(() -> accounts.login("anna", "secret"))
                .isInstanceOf(AccountException.class)
                .hasMessageStartingWith(data.toRealPath().resolve("ferry.db") + ": failed: ");
        await().untilAsserted(() ->
                assertThatThrownBy(() -> accounts.current(anna.id()))
                        .isInstanceOf(java.io.UncheckedIOException.class)
                        .hasCauseInstanceOf(AccountException.class));
    }

    @Test
    void aDataFolderThatIsAFileIsNamed() throws Exception {
        Files.writeString(data, "here already");

        assertThatThrownBy(this::open)
                .isInstanceOf(AccountException.class)
                .hasMessageContaining(data + ": cannot be used as data folder");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void nobodyButTheOwnerMayOpenAnyOfIt() throws Exception {
        var accounts = open();
        Account anna = accounts.add(NewAccount.named("anna"), "secret");

        for (Path path : List.of(data, data.resolve("native"), Path.of(anna.home()))) {
            assertThat(mode(path)).as(path.toString()).isEqualTo("rwx------");
        }
        for (String name :
                List.of(
                        "ferry.db",
                        "ferry.db-wal",
                        "ferry.db-shm",
                        "accounts.changes",
                        "accounts.lock")) {
            assertThat(mode(data.resolve(name))).as(name).isEqualTo("rw-------");
        }
    }

    @Test
    void librariesLeftByKilledProcessesAreClearedAway() throws Exception {
        open();
        Path left = Files.writeString(data.resolve("native/sqlite-3.1-dead-libsqlitejdbc.so"), "x");
        Path lock = Files.writeString(Path.of(left + ".lck"), "");

        assertThat(open().isEmpty()).isTrue();

        assertThat(left).doesNotExist();
        assertThat(lock).doesNotExist();
    }

    @Test
    void theDataFolderMayHaveAnyName() throws Exception {
        data = folder.resolve("a b?c=d&e%20f#g'größe");
        Account anna = open().add(NewAccount.named("anna"), "secret");

        assertThat(open().find("anna")).contains(anna);
        assertThat(data.resolve("ferry.db")).isNotEmptyFile();
    }

    @Test
    void commitsAreOnDiskBeforeTheyAreTold() throws Exception {
        open();
        assertThat(sql("pragma journal_mode")).isEqualTo("wal");
        assertThat(sql("pragma synchronous")).isEqualTo("2"); // full
        assertThat(sql("pragma foreign_keys")).isEqualTo("1");
    }

    // --- helpers

    private Accounts open() throws AccountException {
        return open(AccountSettings.defaults());
    }

    private Accounts open(AccountSettings settings) throws AccountException {
        var accounts = Accounts.open(data, settings, clock, hashes);
        opened.add(accounts);
        return accounts;
    }

    private static NewAccount at(String home) {
        var usual = NewAccount.named("anna");
        return new NewAccount(
                usual.name(),
                Optional.of(home),
                usual.permissions(),
                false,
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    private static NewAccount anonymous(String name) {
        return new NewAccount(
                name,
                Optional.empty(),
                Permissions.everywhere(Action.readOnly()),
                true,
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    private static Account other(Account account) {
        return new Account(
                "another id",
                account.name(),
                account.enabled(),
                account.anonymous(),
                account.home(),
                account.permissions(),
                account.trustsClose(),
                account.fileMode(),
                account.folderMode(),
                account.umask(),
                account.charset(),
                account.limits(),
                account.certificates(),
                account.keys(),
                account.version());
    }

    private static String mode(Path path) throws java.io.IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /// As a tool that knows nothing of counters.
    private void execute(String statement) throws SQLException {
        try (var connection = Database.source(data.resolve("ferry.db")).getConnection();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private String sql(String query) throws SQLException {
        try (var connection = Database.source(data.resolve("ferry.db")).getConnection();
                var sql = connection.createStatement();
                var row = sql.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
