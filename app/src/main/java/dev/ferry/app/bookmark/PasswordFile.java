package dev.ferry.app.bookmark;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/// Passwords in a file that a master password opens. Its first two lines say how the key is made
/// (argon2id, as for the server's own passwords), and are themselves protected; the third is
/// everything else under AES-256-GCM, with another nonce each time it is written. Of the content
/// nothing can be seen from outside but its length.
final class PasswordFile implements Vault {

    private static final String HEAD = "ferry-passwords 1";
    private static final Pattern COST =
            Pattern.compile(
                    "argon2id m=([0-9]{1,7}) t=([0-9]{1,3}) p=([0-9]{1,2}) salt=([A-Za-z0-9+/=]+)");
    private static final Cost OURS = new Cost(19 * 1024, 2, 1);
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY = 32;

    /// `m`, `t` and `p` of RFC 9106.
    private record Cost(int kibibytes, int passes, int lanes) {
        /// What a file says may be meant to keep the processor busy for hours.
        boolean isSane() {
            return kibibytes >= 8 * lanes
                    && kibibytes <= 1 << 20
                    && passes >= 1
                    && passes <= 100
                    && lanes >= 1
                    && lanes <= 64;
        }
    }

    /// Where the master password comes from.
    @FunctionalInterface
    interface Master {
        /// @param fresh whether it is a new one, which is to be typed twice
        /// @return empty where nobody can be asked
        Optional<String> ask(Path file, boolean fresh);
    }

    private final Path file;
    private final Master master;
    private @Nullable Secret known;

    PasswordFile(Path file, Master master) {
        this.file = file;
        this.master = master;
    }

    @Override
    public Kept kind() {
        return Kept.FILE;
    }

    @Override
    public Optional<Secret> find(String site) throws Failure {
        if (!Files.exists(file)) return Optional.empty();
        Optional<Secret> said = master(false);
        if (said.isEmpty()) return Optional.empty();
        return Optional.ofNullable(read(said.get()).get(site)).map(Secret::new);
    }

    @Override
    public void keep(String site, Secret password) throws Failure {
        boolean fresh = !Files.exists(file);
        Secret said = required(fresh);
        Map<String, String> all = fresh ? new TreeMap<>() : read(said);
        all.put(site, password.reveal());
        write(all, said);
    }

    @Override
    public void forget(String site) throws Failure {
        if (!Files.exists(file)) return;
        Secret said = required(false);
        Map<String, String> all = read(said);
        if (all.remove(site) != null) write(all, said);
    }

    private Secret required(boolean fresh) throws Failure {
        return master(fresh)
                .orElseThrow(() ->
                        new Failure.Usage(
                                "no master password: a terminal is asked for it, or"
                                        + " FERRY_MASTER_PASSWORD holds it"));
    }

    private synchronized Optional<Secret> master(boolean fresh) {
        if (known == null) known = master.ask(file, fresh).map(Secret::new).orElse(null);
        return Optional.ofNullable(known);
    }

    private synchronized void mistaken() {
        known = null;
    }

    private Map<String, String> read(Secret said) throws Failure {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file + ": cannot be read", e);
        }
        if (lines.size() != 3 || !lines.getFirst().equals(HEAD)) throw damaged();
        Matcher cost = COST.matcher(lines.get(1));
        if (!cost.matches()) throw damaged();
        try {
            byte[] salt = Base64.getDecoder().decode(cost.group(4));
            var how =
                    new Cost(
                            Integer.parseInt(cost.group(1)),
                            Integer.parseInt(cost.group(2)),
                            Integer.parseInt(cost.group(3)));
            byte[] sealed = Base64.getDecoder().decode(lines.get(2));
            if (!how.isSane() || sealed.length < NONCE) throw damaged();
            Cipher cipher =
                    cipher(Cipher.DECRYPT_MODE, key(said, salt, how), Arrays.copyOf(sealed, NONCE));
            cipher.updateAAD(head(lines.get(1)));
            return map(
                    new String(
                            cipher.doFinal(sealed, NONCE, sealed.length - NONCE),
                            StandardCharsets.UTF_8));
        } catch (AEADBadTagException _) {
            mistaken();
            throw new Failure.LocalTrouble(
                    file + ": the master password is wrong, or somebody changed the file", null);
        } catch (IllegalArgumentException _) {
            throw damaged();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Failure damaged() {
        return new Failure.LocalTrouble(
                file + ": is no file of passwords, or damaged; without it they are asked for",
                null);
    }

    /// Lines of site and password, both in base64.
    private static Map<String, String> map(String text) {
        var all = new TreeMap<String, String>();
        text.lines()
                .forEach(line -> {
                    int blank = line.indexOf(' ');
                    all.put(plain(line.substring(0, blank)), plain(line.substring(blank + 1)));
                });
        return all;
    }

    private static String plain(String coded) {
        return new String(Base64.getDecoder().decode(coded), StandardCharsets.UTF_8);
    }

    private static String coded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(Map<String, String> all, Secret said) throws Failure {
        var random = new SecureRandom();
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        String cost =
                "argon2id m=%d t=%d p=%d salt=%s"
                        .formatted(
                                OURS.kibibytes(),
                                OURS.passes(),
                                OURS.lanes(),
                                Base64.getEncoder().encodeToString(salt));
        var text = new StringBuilder();
        all.forEach((site, password) ->
                text.append(coded(site)).append(' ').append(coded(password)).append('\n'));
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key(said, salt, OURS), nonce);
            cipher.updateAAD(head(cost));
            byte[] closed = cipher.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
            byte[] sealed = Arrays.copyOf(nonce, NONCE + closed.length);
            System.arraycopy(closed, 0, sealed, NONCE, closed.length);
            publish(HEAD + "\n" + cost + "\n" + Base64.getEncoder().encodeToString(sealed) + "\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void publish(String text) throws Failure {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder, OwnerOnly.folder(folder));
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            try {
                Files.createFile(fresh, OwnerOnly.file(fresh));
            } catch (FileAlreadyExistsException _) {
                OwnerOnly.restrict(fresh);
            }
            Files.writeString(fresh, text, StandardCharsets.US_ASCII);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file + ": cannot be written", e);
        }
    }

    private static byte[] head(String cost) {
        return (HEAD + "\n" + cost).getBytes(StandardCharsets.US_ASCII);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] key(Secret password, byte[] salt, Cost cost) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(cost.kibibytes())
                        .withIterations(cost.passes())
                        .withParallelism(cost.lanes())
                        .withSalt(salt)
                        .build());
        byte[] key = new byte[KEY];
        generator.generateBytes(password.reveal().getBytes(StandardCharsets.UTF_8), key);
        return key;
    }
}
