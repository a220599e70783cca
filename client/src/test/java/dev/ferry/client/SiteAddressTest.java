package dev.ferry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteAddressTest {

    @Test
    void everyPart() throws Failure {
        SiteAddress address =
                SiteAddress.parse("ftp://an%40na:p%3Aw@files.example:2121/a%20b/c.txt");
        assertThat(address.scheme()).isEqualTo(SiteAddress.Scheme.FTP);
        assertThat(address.host()).isEqualTo("files.example");
        assertThat(address.port()).isEqualTo(OptionalInt.of(2121));
        assertThat(address.user()).contains("an@na");
        assertThat(address.password().map(Secret::reveal)).contains("p:w");
        assertThat(address.path()).isEqualTo("a b/c.txt");
        assertThat(address.toString()).doesNotContain("p:w");
        assertThat(address.site()).isEqualTo("ftp://an@na@files.example:2121");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://h, h, ''",
        "FTPS://h/, h, ''",
        "ftpes://h//etc/x, h, /etc/x",
        "ftp://h/%2Fetc/x, h, /etc/x",
        "ftp://[::1]:21/x, ::1, x",
        "ftp://[fe80::1]/x, fe80::1, x",
        "ftp://user@h/*.txt, h, *.txt",
        "ftp://h/100%25, h, 100%",
        "ftp://h/ü, h, ü",
        "ftp://h/%C3%BC, h, ü",
        "ftp://h/a?b#c, h, a?b#c",
        "ftp://a@b@h/x, h, x",
        "file:///a/b, '', /a/b",
        "file:/a/b, '', /a/b",
        "file://localhost/a/b, '', /a/b",
    })
    void hostsAndPaths(String url, String host, String path) throws Failure {
        SiteAddress address = SiteAddress.parse(url);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.path()).isEqualTo(path);
    }

    @Test
    void anEmptyPasswordIsOne() throws Failure {
        assertThat(SiteAddress.parse("ftp://a:@h").password()).contains(new Secret(""));
        assertThat(SiteAddress.parse("ftp://a@h").password()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "/a/b",
                "http://h/",
                "sftp:",
                "ftp:h/x",
                "ftp:///x",
                "ftp://:21/",
                "ftp://h:0/",
                "ftp://h:65536/",
                "ftp://h:x/",
                "ftp://h:+21/",
                "ftp://[::1/",
                "ftp://[::1]x/",
                "ftp://h/%",
                "ftp://h/%4",
                "ftp://h/%zz",
                "ftp://h/a%0d%0aDELE%20x",
                "ftp://h/a%00b",
                "ftp://h/a\nb",
                "ftp://a%0db@h/",
                "ftp://a:b%0a@h/",
                "file://host/x",
                "file:x"
            })
    void othersAreMistakes(String url) {
        assertThatThrownBy(() -> SiteAddress.parse(url)).isInstanceOf(Failure.Usage.class);
    }

    @Test
    void aMistakeShowsNoPassword() {
        assertThatThrownBy(() -> SiteAddress.parse("ftp://anna:secret@h:x/"))
                .hasMessageContaining("anna")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://h, true",
        "gopher://h, true",
        "file:/x, true",
        "a/b, false",
        "a:b, false",
        "C:\\x, false",
        "-, false"
    })
    void urlsAreToldFromPaths(String text, boolean url) {
        assertThat(SiteAddress.isUrl(text)).isEqualTo(url);
    }
}
