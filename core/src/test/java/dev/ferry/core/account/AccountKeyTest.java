package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class AccountKeyTest {

    private static final String BLOB =
            "AAAAC3NzaC1lZDI1NTE5AAAAIG9ZLAsZjaK6/wmeoBZ8MI5e5AdssW421IqPHEDRTb2l";

    @Test
    void aLineOfAuthorizedKeysIsAKeyWithAComment() {
        var key = AccountKey.parse("ssh-ed25519 " + BLOB + " anna on her laptop\n");
        assertThat(key.comment()).isEqualTo("anna on her laptop");
        assertThat(key.line()).isEqualTo("ssh-ed25519 " + BLOB + " anna on her laptop");
        assertThat(key.fingerprint()).startsWith("SHA256:").hasSize(7 + 43);
        assertThat(key.same(AccountKey.parse("ssh-ed25519\t" + BLOB))).isTrue();
    }

    @Test
    void whatIsNoKeyIsRefusedWithTheReason() {
        refused("is no kind of key that is taken", "");
        refused("is no kind of key that is taken", "nonsense");
        refused("the key itself is missing", "ssh-ed25519");
        refused("not in Base64", "ssh-ed25519 !!!");
        refused("is damaged", "ssh-ed25519 AAAA");
        refused("of another kind", "ssh-rsa " + BLOB);
        refused("is damaged", "ssh-ed25519 " + BLOB.substring(0, 40));
        refused("private key", "-----BEGIN OPENSSH PRIVATE KEY-----");
        refused("options before the key", "from=\"10.0.0.1\" ssh-ed25519 " + BLOB);
        refused("is no kind of key that is taken", "ssh-dss AAAA");
    }

    @Test
    void anRsaKeyIsLongEnough() {
        // 1024 bits
        refused(
                "an RSA key of 1024 bits is too short",
                "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDBfQuqe0rslRN2XC55upv5Po52mz6XZkcqLFp2tK1HJOUGt6WvPsVHJdtGr/9/MhIgqrlkIFzBKplP6cUMDtuSDq1G4Kza1Y9xwZZEQalevjYKkH1IRGYD8JScy2oDyMtuUgzgge5IIig/n5c6nGgGz5xw4dBkBQR6E4PAkgEltQ==");
    }

    private static void refused(String why, String line) {
        assertThatThrownBy(() -> AccountKey.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
