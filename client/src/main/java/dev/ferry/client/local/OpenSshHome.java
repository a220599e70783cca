package dev.ferry.client.local;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.sftp.KeyFile;
import dev.ferry.client.sftp.SshAccess;
import dev.ferry.client.sftp.SshAccess.Strictness;
import dev.ferry.client.sftp.SshLogin;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What OpenSSH keeps for a user: `~/.ssh` with his configuration, keys and known hosts, and his
/// agent.
///
/// @param home of the user
/// @param user who runs this program
/// @param agent what SSH_AUTH_SOCK says
/// @param config in place of `~/.ssh/config`
/// @param knownHosts a file in place of the user's own
/// @param identities keys that come before those of the configuration, and in place of the usual
///   ones
public record OpenSshHome(
        Path home,
        String user,
        Optional<String> agent,
        Optional<Path> config,
        Optional<Path> knownHosts,
        List<Path> identities) {

    public OpenSshHome {
        identities = List.copyOf(identities);
    }

    private static final List<String> DEFAULT_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");
    private static final Path GLOBAL = Path.of("/etc/ssh/ssh_known_hosts");

    /// What no file says.
    public interface Voice {
        /// Who to be at a host where neither the URL nor the configuration says it.
        Optional<String> user() throws IOException;

        Optional<Secret> password(String user) throws IOException;

        /// See [SshLogin#answer].
        Optional<String> answer(String question, boolean shown) throws IOException;

        /// See [SshLogin#hasPassphrases].
        boolean hasPassphrases();

        /// See [SshLogin#passphrase].
        Optional<Secret> passphrase(KeyFile key, int attempt) throws IOException;

        /// Something the user should know.
        void note(String what);
    }

    /// @param host as the user calls it
    /// @param port where he says one
    /// @param name of whom he wants to be, where he says it
    /// @throws Failure.Usage where the configuration wants what is not done here
    public SshAccess access(String host, OptionalInt port, Optional<String> name, Voice voice)
            throws Failure {
        Path file = config.orElse(folder().resolve("config"));
        SshConfig.Entry entry = SshConfig.read(file, home, user).of(host, name);
        if (entry.jump().isPresent()) {
            throw new Failure.Usage(
                    "%s: the configuration of SSH has %s for it, and no way through other hosts is known here; go there through a proxy (--proxy), or forward a port with ssh -L"
                            .formatted(host, entry.jump().get()));
        }
        String called = entry.hostName().map(it -> it.replace("%h", host)).orElse(host);
        var login = new FilesAndVoice(host, called, name.or(entry::user), entry, voice);
        return new SshAccess(
                called,
                port.isPresent() ? port.getAsInt() : entry.port().orElse(22),
                entry.hostKeyAlias().orElse(called),
                known(entry),
                strictness(entry),
                login);
    }

    private Path folder() {
        return home.resolve(".ssh");
    }

    private OpenSshKnownHosts known(SshConfig.Entry entry) {
        var files = new ArrayList<Path>();
        if (knownHosts.isPresent()) {
            files.add(knownHosts.get());
        } else if (entry.knownHosts().isEmpty()) {
            files.add(folder().resolve("known_hosts"));
        } else {
            for (String one : entry.knownHosts()) {
                if (!one.equals("none")) files.add(path(one, "", ""));
            }
        }
        Optional<Path> written = files.stream().findFirst();
        if (knownHosts.isEmpty() && entry.knownHosts().isEmpty()) {
            files.add(folder().resolve("known_hosts2"));
        }
        files.add(GLOBAL);
        return new OpenSshKnownHosts(files, written, entry.hashKnownHosts());
    }

    /// Where nobody is to be asked and everybody let in, a known host with another key is still
    /// refused.
    private static Optional<Strictness> strictness(SshConfig.Entry entry) {
        return entry.strictHostKeyChecking()
                .flatMap(word ->
                        switch (word) {
                            case "yes" -> Optional.of(Strictness.KNOWN);
                            case "accept-new", "no", "off" -> Optional.of(Strictness.NEW);
                            default -> Optional.empty();
                        });
    }

    private Path path(String written, String host, String remoteUser) {
        String text =
                written.replace("%%", "\0")
                        .replace("%d", home.toString())
                        .replace("%u", user)
                        .replace("%h", host)
                        .replace("%r", remoteUser)
                        .replace("\0", "%");
        if (text.equals("~") || text.startsWith("~/")) return Path.of(home + text.substring(1));
        return home.resolve(text);
    }

    /// The user's files, and his voice for what stands in none.
    private final class FilesAndVoice implements SshLogin {
        private final String host;
        private final String called;
        private final Optional<String> name;
        private final SshConfig.Entry entry;
        private final Voice voice;

        FilesAndVoice(
                String host,
                String called,
                Optional<String> name,
                SshConfig.Entry entry,
                Voice voice) {
            this.host = host;
            this.called = called;
            this.name = name;
            this.entry = entry;
            this.voice = voice;
        }

        @Override
        public String user() throws IOException {
            return name.isPresent() ? name.get() : voice.user().orElse(user);
        }

        @Override
        public Optional<Secret> password() throws IOException {
            return voice.password(user());
        }

        @Override
        public Optional<String> answer(String question, boolean shown) throws IOException {
            return voice.answer(host + ": " + question, shown);
        }

        @Override
        public List<KeyFile> keys() throws IOException {
            var keys = new ArrayList<KeyFile>();
            for (Path one : identities) add(keys, one);
            if (entry.identityFiles().isEmpty() && identities.isEmpty()) {
                for (String one : DEFAULT_KEYS) add(keys, folder().resolve(one));
            }
            for (String one : entry.identityFiles()) {
                if (!one.equals("none")) add(keys, path(one, called, user()));
            }
            return keys;
        }

        private void add(List<KeyFile> keys, Path file) {
            try {
                Path beside = file.resolveSibling(file.getFileName() + ".pub");
                Optional<String> half =
                        Files.isRegularFile(beside)
                                ? Files.readString(beside, StandardCharsets.ISO_8859_1)
                                        .lines()
                                        .findFirst()
                                : Optional.empty();
                if (!Files.isRegularFile(file)) {
                    // The agent may have what belongs to it.
                    if (half.isPresent()) keys.add(new KeyFile(file.toString(), "", half));
                    return;
                }
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (!text.contains("PRIVATE KEY")) {
                    keys.add(new KeyFile(file.toString(), "", text.lines().findFirst()));
                } else if (isForOthers(file)) {
                    voice.note(
                            file
                                    + ": is passed over: others on this machine may read this key"
                                    + " (chmod 600 cures it)");
                } else {
                    keys.add(new KeyFile(file.toString(), text, half));
                }
            } catch (IOException e) {
                voice.note(file + ": is passed over: cannot be read: " + e.getMessage());
            }
        }

        private static boolean isForOthers(Path file) throws IOException {
            if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return false;
            Set<PosixFilePermission> all = Files.getPosixFilePermissions(file);
            return all.stream().anyMatch(it -> !it.name().startsWith("OWNER"));
        }

        @Override
        public boolean hasPassphrases() {
            return voice.hasPassphrases();
        }

        @Override
        public Optional<Secret> passphrase(KeyFile key, int attempt) throws IOException {
            return voice.passphrase(key, attempt);
        }

        @Override
        public Optional<String> agent() {
            Optional<String> said = entry.identityAgent();
            if (said.isEmpty() || said.get().equals("SSH_AUTH_SOCK")) {
                return OpenSshHome.this.agent.filter(it -> !it.isEmpty());
            }
            return said.filter(it -> !it.equals("none")).map(it -> path(it, called, "").toString());
        }

        @Override
        public boolean onlyTheseKeys() {
            return entry.identitiesOnly();
        }
    }
}
