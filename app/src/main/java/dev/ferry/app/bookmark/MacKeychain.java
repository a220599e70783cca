package dev.ferry.app.bookmark;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The keychain of macOS, by `security`. A password is kept as base64: `security` prints one with
/// letters beyond ASCII in another way than it takes it.
final class MacKeychain implements Vault {

    private static final String PROGRAM = "security";

    private final String program;

    MacKeychain() {
        this(PROGRAM);
    }

    /// @param program which speaks as `security` does
    MacKeychain(String program) {
        this.program = program;
    }

    static boolean isThere(String path, String system) {
        return system.startsWith("Mac") && Program.isThere(PROGRAM, path);
    }

    @Override
    public Kept kind() {
        return Kept.KEYCHAIN;
    }

    @Override
    public Optional<Secret> find(String site) throws Failure {
        Program.Ran ran =
                Program.run(
                        "",
                        List.of(program, "find-generic-password", "-s", "ferry", "-a", site, "-w"));
        if (ran.code() != 0) return Optional.empty();
        try {
            byte[] plain = Base64.getDecoder().decode(ran.out().strip());
            return Optional.of(new Secret(new String(plain, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // somebody else's
        }
    }

    /// By its interactive mode, whose lines are read from standard input.
    @Override
    public void keep(String site, Secret password) throws Failure {
        String coded =
                Base64.getEncoder()
                        .encodeToString(password.reveal().getBytes(StandardCharsets.UTF_8));
        String line =
                "add-generic-password -U -s ferry -a \"%s\" -w %s\n"
                        .formatted(site.replace("\\", "\\\\").replace("\"", "\\\""), coded);
        Program.run(line, List.of(program, "-i"));
        // Its exit code there says nothing of the line.
        if (find(site).filter(password::equals).isEmpty()) {
            throw new Failure.LocalTrouble(
                    "the keychain does not keep the password; is it unlocked?", null);
        }
    }

    @Override
    public void forget(String site) throws Failure {
        Program.run("", List.of(program, "delete-generic-password", "-s", "ferry", "-a", site));
    }
}
