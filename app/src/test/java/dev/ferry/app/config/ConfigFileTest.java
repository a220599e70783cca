package dev.ferry.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.app.cli.Problem;
import dev.ferry.server.ftp.FtpSettings.CharsetFor;
import dev.ferry.server.ftp.PassiveAddress;
import dev.ferry.server.ftp.PassiveAddress.Choice;
import dev.ferry.server.ftp.TlsSettings.ClientCertificates;
import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir private Path folder;

    @Test
    void everyKeyMayBeLeftOut() throws Exception {
        assertThat(Config.of(read(""))).isEqualTo(Config.of(Settings.defaults()));
        assertThat(Config.of(read("# nothing yet\nftp:\n  # port: 21\n")))
                .isEqualTo(Config.of(Settings.defaults()));
    }

    @Test
    void everyKeyIsTakenAndComesToTheRecordThatNeedsIt() throws Exception {
        Config config =
                Config.of(
                        read(
                                """
                                data: state
                                bind: 127.0.0.1
                                shutdown-grace: 90s
                                ftp:
                                  port: 0
                                  passive-ports: 50000-50100
                                  passive-address: 192.0.2.7
                                  idle-timeout: 1h
                                  login-timeout: 20s
                                  data-timeout: 500ms
                                  stall-timeout: 3m
                                  max-sessions: 7
                                  refusal-pause: 0s
                                  verdict-pause: 1ms
                                  banner: "Files: welcome"
                                files:
                                  file-mode: 0o640
                                  folder-mode: "02750"
                                  umask: 27
                                  durability: fast
                                  keep-partials: 2d
                                accounts:
                                  login-memory: 0s
                                  hashes-at-once: 1
                                log:
                                  level: debug
                                """));
        assertThat(config.data()).isEqualTo(folder.resolve("state"));
        var ftp = config.ftp().orElseThrow();
        assertThat(ftp.bind()).contains(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(ftp.port()).isZero();
        assertThat(ftp.passivePorts()).isEqualTo(new PortRange(50_000, 50_100));
        assertThat(ftp.passiveAddress())
                .isEqualTo(new PassiveAddress.One(InetAddress.ofLiteral("192.0.2.7")));
        assertThat(ftp.idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(ftp.loginTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(ftp.dataTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(ftp.stallTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(ftp.maxSessions()).isEqualTo(7);
        assertThat(ftp.refusalPause()).isZero();
        assertThat(ftp.verdictPause()).isEqualTo(Duration.ofMillis(1));
        assertThat(ftp.banner()).isEqualTo("Files: welcome");
        assertThat(config.files().fileMode()).isEqualTo(0640);
        assertThat(config.files().folderMode()).isEqualTo(02750);
        assertThat(config.files().umask()).isEqualTo(027);
        assertThat(config.storage().force()).isFalse();
        assertThat(config.storage().keepPartials()).isEqualTo(Duration.ofDays(2));
        assertThat(config.accounts().loginMemory()).isZero();
        assertThat(config.accounts().hashesAtOnce()).isEqualTo(1);
        assertThat(config.shutdownGrace()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.logLevel()).isEqualTo(Keys.LogLevel.DEBUG);
    }

    @Test
    void aPortMayBeOff() throws Exception {
        Settings settings = read("ftp: {port: off}");
        assertThat(settings.value(Keys.FTP_PORT)).isEqualTo(OptionalInt.empty());
        assertThat(Config.of(settings).ftp()).isEmpty();
    }

    @Test
    void aModeIsOctalHoweverItIsWritten() throws Exception {
        for (String text : List.of("022", "\"022\"", "0o22", "22", "'0022'")) {
            assertThat(read("files: {umask: " + text + "}").value(Keys.FILES_UMASK)).isEqualTo(022);
        }
    }

    @Test
    void thePassiveAddressMayDependOnThePeersNetwork() throws Exception {
        Settings settings =
                read(
                        """
                        ftp:
                          passive-address:
                            - {network: 10.0.0.0/8, address: 10.1.1.1}
                            - network: 0.0.0.0/0
                              address: 192.0.2.1
                        """);
        assertThat(settings.value(Keys.FTP_PASSIVE_ADDRESS))
                .isEqualTo(
                        new PassiveAddress.ByNetwork(
                                List.of(
                                        new Choice(
                                                Network.parse("10.0.0.0/8"),
                                                InetAddress.ofLiteral("10.1.1.1")),
                                        new Choice(
                                                Network.parse("0.0.0.0/0"),
                                                InetAddress.ofLiteral("192.0.2.1")))));
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPlaceAndTheNearestOne() throws Exception {
        refused(
                "bind: any\nftp:\n  prot: 21\n",
                ":3:3: ftp.prot: no such key; the nearest is ftp.port");
        refused("port: 21\n", ":1:1: port: no such key; the nearest is ftp.port");
        refused("ftp_port: 21\n", ":1:1: ftp_port: no such key; the nearest is ftp.port");
        refused("fpt:\n  port: 21\n", ":1:1: fpt: no such key; the nearest is ftp");
        refused("file:\n  umask: 22\n", ":1:1: file: no such key; the nearest is files");
        refused("<<: {a: b}\n", ":1:1: <<: no such key");
    }

    @Test
    void aWrongTypeIsRefused() throws Exception {
        refused("ftp:\n  port: many\n", ":2:9: ftp.port: 'many' is not a port");
        refused("ftp:\n  port: [21]\n", ":2:9: ftp.port: a list or a section, and must be a port");
        refused("ftp:\n  port: {a: b}\n", ":2:9: ftp.port: a list or a section");
        refused("ftp: 21\n", ":1:6: ftp: a section");
        refused("- ftp\n", ":1:1: must be lines of 'key: value'");
        refused("ftp:\n  port:\n", ":2:8: ftp.port: has no value");
        refused("? [a, b]\n: c\n", "a key must be one word");
    }

    @Test
    void anImpossibleValueIsRefused() throws Exception {
        refused("ftp:\n  port: 65536\n", ":2:9: ftp.port: '65536' is not a port");
        refused("ftp:\n  port: -1\n", ":2:9: ftp.port: '-1' is not a port");
        refused("ftp:\n  passive-ports: 20-10\n", ":2:18: ftp.passive-ports: ");
        refused("ftp:\n  idle-timeout: 30\n", ":2:17: ftp.idle-timeout: '30' is not a duration");
        refused("ftp:\n  idle-timeout: 0s\n", ":2:17: ftp.idle-timeout: ");
        refused("ftp:\n  max-sessions: 0\n", ":2:17: ftp.max-sessions: '0' is not a whole number");
        refused("ftp:\n  banner: \"a\\nb\"\n", ":2:11: ftp.banner: ");
        refused("files:\n  umask: 9\n", ":2:10: files.umask: '9' is not an octal mode");
        refused("files:\n  file-mode: 0777\n", ":2:14: files.file-mode: 0777 is not within 0666");
        refused(
                "files:\n  durability: quick\n",
                ":2:15: files.durability: 'quick' is not safe or fast");
        refused("bind: 300.1.2.3\n", ":1:7: bind: '300.1.2.3' is not an address");
        refused(
                "log: {level: loud}\n",
                ":1:14: log.level: 'loud' is not error, warn, info or debug");
    }

    @Test
    void certificatesOfClientsAreAskedForAndVouchedFor() throws Exception {
        Config config =
                Config.of(
                        read(
                                "tls:\n  client-certificates: required\n  client-ca: authority.pem\n"));
        assertThat(config.tls().clients()).isEqualTo(ClientCertificates.REQUIRED);
        assertThat(config.tls().authorities()).contains(folder.resolve("authority.pem"));
        assertThat(config.ftp().orElseThrow().tls().certificates())
                .isEqualTo(ClientCertificates.REQUIRED);
        assertThat(Config.of(read("")).tls().clients()).isEqualTo(ClientCertificates.OFF);
        refused(
                "tls:\n  client-certificates: maybe\n",
                ":2:24: tls.client-certificates: 'maybe' is not off, accepted or required");
        refused(
                "tls:\n  client-ca: a.pem\n",
                ":2:14: tls.client-ca: of no use while tls.client-certificates is off");
        refused(
                "ftp: {tls: off}\ntls:\n  client-certificates: accepted\n",
                ":3:24: tls.client-certificates: need TLS, and ftp.tls is off");
    }

    @Test
    void halfOpenSessionsAreNeverMoreThanSessions() throws Exception {
        refused(
                "ftp:\n  max-sessions: 7\nlimits:\n  half-open: 8\n",
                ":4:14: limits.half-open: 8 is above ftp.max-sessions, which is 7");
        assertThat(halfOpen("ftp: {max-sessions: 7}\nlimits: {half-open: 7}\n")).isEqualTo(7);
        assertThat(halfOpen("ftp: {max-sessions: 7}\n")).isEqualTo(7);
        assertThat(halfOpen("ftp: {max-sessions: 12000}\n")).isEqualTo(500);
    }

    private int halfOpen(String yaml) throws Exception {
        return Config.of(read(yaml)).limits().halfOpen();
    }

    @Test
    void whatIsWrongInsideAValueIsNamedWhereItStands() throws Exception {
        String list = "ftp:\n  passive-address:\n";
        refused(
                list + "    - {network: 10.0.0.0/8, adress: 1.2.3.4}\n",
                ":3:29: ftp.passive-address: 'adress' is not known here");
        refused(
                list + "    - {network: 10.0.0.0/8}\n",
                ":3:7: ftp.passive-address: an entry lacks its address");
        refused(
                list + "    - {address: 10.0.0.8}\n",
                ":3:7: ftp.passive-address: an entry lacks its network");
        refused(
                list + "    - {network: 10.0.0.0/99, address: 1.2.3.4}\n",
                ":3:17: ftp.passive-address: '10.0.0.0/99' is not a network");
        refused(
                list + "    - {network: 10.0.0.0/8, address: '::1'}\n",
                ":3:38: ftp.passive-address: '::1' is not IPv4");
        refused(
                list + "    - 10.0.0.1\n",
                ":3:7: ftp.passive-address: an entry must be {network: CIDR, address: ADDR}");
        refused("ftp: {passive-address: []}\n", ":1:24: ftp.passive-address: an empty list");
    }

    @Test
    void hostsAreAnyOneOrAList() throws Exception {
        assertThat(hosts("ftp: {hosts: any}")).isEmpty();
        assertThat(hosts("ftp: {hosts: ftp.example.org}")).containsExactly("ftp.example.org");
        assertThat(hosts("ftp: {hosts: [a.example, localhost]}"))
                .containsExactly("a.example", "localhost");
        String list = "ftp:\n  hosts:\n    - a.example\n    - b.example\n";
        assertThat(hosts(list)).containsExactly("a.example", "b.example");
        Settings settings = read(list);
        assertThat(settings.origin(Keys.FTP_HOSTS).words()).isEqualTo(file() + ":3");
        assertThat(Keys.FTP_HOSTS.kind().write(settings.value(Keys.FTP_HOSTS)))
                .isEqualTo("[a.example, b.example]");
    }

    @Test
    void hostsThatAreNoneAreRefusedWhereTheyStand() throws Exception {
        refused("ftp:\n  hosts: a b\n", ":2:10: ftp.hosts: 'a b' is not a host name");
        refused("ftp:\n  hosts: a.example:21\n", ":2:10: ftp.hosts: 'a.example:21' is not");
        refused(
                "ftp:\n  hosts: {a: b}\n",
                ":2:10: ftp.hosts: a list or a section, and must be any, a host name, or a list");
        refused("ftp:\n  hosts: []\n", ":2:10: ftp.hosts: an empty list");
        refused("ftp:\n  hosts:\n", ":2:9: ftp.hosts: has no value");
        refused(
                "ftp:\n  hosts:\n    - a.example\n    - -b\n",
                ":4:7: ftp.hosts: '-b' is not a host name");
        refused("ftp:\n  hosts: [a.example, [b]]\n", ":2:22: ftp.hosts: must be one word");
        refused("ftp:\n  hosts: [a.example, {b: c}]\n", ":2:22: ftp.hosts: must be one word");
    }

    private List<String> hosts(String yaml) throws Exception {
        return Config.of(read(yaml)).ftp().orElseThrow().hosts();
    }

    @Test
    void charsetsAreNoneOrOneForEachNetwork() throws Exception {
        assertThat(charsets("ftp: {charsets: none}")).isEmpty();
        String list =
                """
                ftp:
                  charsets:
                    - {network: 10.0.0.0/8, charset: latin1}
                    - charset: Shift_JIS
                      network: "::/0"
                """;
        assertThat(charsets(list))
                .containsExactly(
                        new CharsetFor(Network.parse("10.0.0.0/8"), "ISO-8859-1"),
                        new CharsetFor(Network.parse("::/0"), "Shift_JIS"));
        String written = Keys.FTP_CHARSETS.kind().write(read(list).value(Keys.FTP_CHARSETS));
        assertThat(charsets("ftp: {charsets: " + written + "}")).isEqualTo(charsets(list));
    }

    @Test
    void charsetsThatAreNoneAreRefusedWhereTheyStand() throws Exception {
        String list = "ftp:\n  charsets:\n";
        refused(
                list + "    - {network: 10.0.0.0/8, charset: Latin-1}\n",
                ":3:38: ftp.charsets: 'Latin-1' is no charset known here; did you mean ISO-8859-1?");
        refused(
                list + "    - {network: 10.0.0.0/8, charset: UTF-16}\n",
                ":3:38: ftp.charsets: 'UTF-16' does not hold ASCII as it is");
        refused(
                list
                        + "    - {network: 10.0.0.0/8, charset: latin1}\n"
                        + "    - {network: 10.0.0.0/99, charset: latin1}\n",
                ":4:17: ftp.charsets: '10.0.0.0/99' is not a network");
        refused(
                list + "    - {network: 10.0.0.0/8}\n",
                ":3:7: ftp.charsets: an entry lacks its charset");
        refused(
                list + "    - {charset: latin1}\n",
                ":3:7: ftp.charsets: an entry lacks its network");
        refused(
                list + "    - {network: 10.0.0.0/8, charst: latin1}\n",
                ":3:29: ftp.charsets: 'charst' is not known here; known are network and charset");
        refused(list + "    - {charset: latin1, charset: latin1}\n", ":3:25: ");
        refused(
                list + "    - {network: [10.0.0.0/8], charset: latin1}\n",
                ":3:17: ftp.charsets: must be one word");
        refused(
                list + "    - latin1\n",
                ":3:7: ftp.charsets: an entry must be {network: CIDR, charset: NAME}");
        refused(
                "ftp:\n  charsets: latin1\n",
                ":2:13: ftp.charsets: 'latin1' is not none, or a list of");
        refused(
                "ftp:\n  charsets: {network: 10.0.0.0/8, charset: latin1}\n",
                ":2:13: ftp.charsets: a list or a section, and must be none, or a list of");
        refused("ftp: {charsets: []}\n", ":1:17: ftp.charsets: an empty list");
    }

    private List<CharsetFor> charsets(String yaml) throws Exception {
        return Config.of(read(yaml)).ftp().orElseThrow().charsets();
    }

    @Test
    void aKeyMayStandOnce() throws Exception {
        refused("bind: any\nbind: any\n", ":2:1: bind: stands here twice, first in line 1");
        refused(
                "ftp:\n  port: 1\n  port: 2\n",
                ":3:3: ftp.port: stands here twice, first in line 2");
        refused(
                "ftp: {port: 1}\nftp: {banner: x}\n",
                ":2:1: ftp: stands here twice, first in line 1");
    }

    @Test
    void anAliasASecondDocumentAndBrokenYamlAreRefused() throws Exception {
        refused("bind: &a any\nlog: *a\n", ":2:6: *a: aliases are not taken");
        refused("bind: any\n---\nbind: any\n", ":2:1: a second document begins");
        refused("bind: any\n\tftp: 1\n", ":2:1: not YAML: ");
        refused("bind: [any\n", ": not YAML: ");
        refused("bind: \u0007\n", ": not YAML: ");
    }

    @Test
    void aFileThatIsNotThereOrNotTextIsRefused() throws Exception {
        Path missing = folder.resolve("missing.yaml");
        assertThatThrownBy(() -> ConfigFile.over(Settings.defaults(), missing))
                .isInstanceOf(Problem.class)
                .hasMessage(missing + ": no such configuration file");
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, new byte[] {'a', (byte) 0xe9});
        assertThatThrownBy(() -> ConfigFile.over(Settings.defaults(), latin))
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> ConfigFile.over(Settings.defaults(), folder))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith(folder + ": ");
    }

    @Test
    void anOptionGoesBeforeTheFileAndTheFileBeforeTheDefault() throws Exception {
        Settings settings = read("bind: '::1'\nftp: {port: 2122}\n").with(Keys.FTP_PORT, "2123");
        assertThat(settings.value(Keys.FTP_PORT)).isEqualTo(OptionalInt.of(2123));
        assertThat(settings.origin(Keys.FTP_PORT).words()).isEqualTo("option --ftp-port");
        assertThat(settings.value(Keys.BIND)).isEqualTo(Optional.of(InetAddress.ofLiteral("::1")));
        assertThat(settings.origin(Keys.BIND).words()).isEqualTo(file() + ":1");
        assertThat(settings.origin(Keys.FILES_UMASK).words()).isEqualTo("default");
    }

    @Test
    void aWrongOptionIsNamed() {
        assertThatThrownBy(() -> Settings.defaults().with(Keys.FTP_PORT, "x"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("--ftp-port: 'x' is not a port");
    }

    private Path file() {
        return folder.resolve("ferry.yaml");
    }

    private Settings read(String yaml) throws Exception {
        Files.writeString(file(), yaml);
        return ConfigFile.over(Settings.defaults(), file());
    }

    /// Everything up to the records refuses: what no key forbids, a record may.
    private void refused(String yaml, String message) {
        assertThatThrownBy(() -> Config.of(read(yaml)))
                .as(yaml)
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith(file().toString())
                .hasMessageContaining(message)
                .extracting(e -> ((Problem) e).exitCode())
                .isEqualTo(Problem.USAGE);
    }
}
