package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.server.net.Network;
import dev.ferry.server.net.PortRange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FtpSettingsTest {

    @Test
    void theDefaultsAreSound() {
        FtpSettings defaults = FtpSettings.defaults();
        assertThat(defaults.port()).isEqualTo(2121);
        assertThat(defaults.bind()).isEmpty();
    }

    @Test
    void aMessageNamesTheKeyThatWasWritten() {
        assertThatThrownBy(() -> settings(70_000, Duration.ofMinutes(1), 1, "Ferry"))
                .hasMessage("ftp.port: 70000 is not 0-65535");
        assertThatThrownBy(() -> settings(0, Duration.ZERO, 1, "Ferry"))
                .hasMessageStartingWith("ftp.idle-timeout: ");
        assertThatThrownBy(() -> settings(0, Duration.ofMinutes(1), 0, "Ferry"))
                .hasMessage("ftp.max-sessions: 0 is below 1");
        assertThatThrownBy(() -> settings(0, Duration.ofMinutes(1), 1, "a\r\n230 b"))
                .hasMessageStartingWith("ftp.banner: ");
        assertThatThrownBy(() -> new PassiveAddress.One(InetAddress.ofLiteral("::1")))
                .hasMessageStartingWith("ftp.passive-address: ");
    }

    @Test
    void aRangeOfPortsIsReadAndWrittenAlike() {
        for (String text : List.of("any", "50000-50100", "50000", "1-65535")) {
            assertThat(PortRange.parse(text).toString()).isEqualTo(text);
        }
        for (String text : List.of("", "0", "0-5", "5-4", "1-65536", "-1", "1-2-3", "a-b", "1-")) {
            assertThatThrownBy(() -> PortRange.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNetworkHoldsItsAddressesAlone() {
        var ten = Network.parse("10.20.0.0/15");
        assertThat(ten.contains(InetAddress.ofLiteral("10.21.255.255"))).isTrue();
        assertThat(ten.contains(InetAddress.ofLiteral("10.22.0.0"))).isFalse();
        assertThat(ten.contains(InetAddress.ofLiteral("::ffff:10.20.0.1"))).isTrue();
        assertThat(ten.contains(InetAddress.ofLiteral("2001:db8::1"))).isFalse();
        var six = Network.parse("2001:db8::/33");
        assertThat(six.contains(InetAddress.ofLiteral("2001:db8:7fff::1"))).isTrue();
        assertThat(six.contains(InetAddress.ofLiteral("2001:db8:8000::1"))).isFalse();
        assertThat(Network.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("8.8.8.8"))).isTrue();
        assertThat(Network.parse("192.0.2.1").contains(InetAddress.ofLiteral("192.0.2.2")))
                .isFalse();
        for (String text : List.of("", "10.0.0.0/33", "10.0.0.0/-1", "host/8", "10.0.0.0/x")) {
            assertThatThrownBy(() -> Network.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theLocalNetIsToldFromAfar() {
        for (String near :
                List.of(
                        "127.0.0.9",
                        "10.1.2.3",
                        "172.16.0.1",
                        "192.168.1.1",
                        "169.254.1.1",
                        "::1",
                        "fe80::1",
                        "fd00::1",
                        "::ffff:192.168.0.1")) {
            assertThat(Network.isLocal(InetAddress.ofLiteral(near))).as(near).isTrue();
        }
        for (String far : List.of("8.8.8.8", "172.32.0.1", "2001:db8::1")) {
            assertThat(Network.isLocal(InetAddress.ofLiteral(far))).as(far).isFalse();
        }
    }

    @Test
    void thePassiveAddressIsForPeersFromAfar() {
        InetAddress own = InetAddress.ofLiteral("192.168.0.2");
        InetAddress announced = InetAddress.ofLiteral("203.0.113.7");
        var one = new PassiveAddress.One(announced);
        assertThat(one.announcedTo(InetAddress.ofLiteral("198.51.100.1"), own))
                .isEqualTo(announced);
        assertThat(one.announcedTo(InetAddress.ofLiteral("192.168.0.9"), own)).isEqualTo(own);
        var networks =
                new PassiveAddress.ByNetwork(
                        List.of(new PassiveAddress.Choice(Network.parse("10.0.0.0/8"), announced)));
        assertThat(networks.announcedTo(InetAddress.ofLiteral("10.0.0.1"), own))
                .isEqualTo(announced);
        assertThat(networks.announcedTo(InetAddress.ofLiteral("11.0.0.1"), own)).isEqualTo(own);
        assertThat(new PassiveAddress.None().announcedTo(announced, own)).isEqualTo(own);
    }

    private static FtpSettings settings(int port, Duration idle, int sessions, String banner) {
        return new FtpSettings(
                Optional.empty(),
                port,
                PortRange.ANY,
                new PassiveAddress.None(),
                idle,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                sessions,
                Duration.ZERO,
                Duration.ZERO,
                banner,
                List.of(),
                List.of(),
                true,
                "0.1",
                TlsSettings.defaults());
    }
}
