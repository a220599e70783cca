package dev.ferry.app.bookmark;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.util.List;
import java.util.Optional;

/// The keychain of a Linux desktop, by `secret-tool` of libsecret.
final class SecretTool implements Vault {

    private static final String PROGRAM = "secret-tool";

    private final String program;

    SecretTool() {
        this(PROGRAM);
    }

    /// @param program which speaks as `secret-tool` does
    SecretTool(String program) {
        this.program = program;
    }

    /// Whether there is one to ask: the program, and a session of D-Bus.
    static boolean isThere(String path, String bus) {
        return !bus.isEmpty() && Program.isThere(PROGRAM, path);
    }

    @Override
    public Kept kind() {
        return Kept.KEYCHAIN;
    }

    @Override
    public Optional<Secret> find(String site) throws Failure {
        Program.Ran ran = Program.run("", words("lookup", site));
        return ran.code() == 0 && !ran.out().isEmpty()
                ? Optional.of(new Secret(ran.out()))
                : Optional.empty();
    }

    @Override
    public void keep(String site, Secret password) throws Failure {
        List<String> words =
                List.of(
                        program,
                        "store",
                        "--label=Ferry: " + site,
                        "service",
                        "ferry",
                        "site",
                        site);
        if (Program.run(password.reveal(), words).code() != 0) {
            throw new Failure.LocalTrouble(
                    "the keychain does not keep the password; is it unlocked?", null);
        }
    }

    @Override
    public void forget(String site) throws Failure {
        Program.run("", words("clear", site));
    }

    private List<String> words(String verb, String site) {
        return List.of(program, verb, "service", "ferry", "site", site);
    }
}
