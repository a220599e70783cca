package dev.ferry.client.sftp;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.net.Fingerprint;
import dev.ferry.wire.ftp.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentKeyConstraint;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/// Our keys, as the library asks for them: those of the agent and those of files behind one
/// another, the named ones first. A key is opened with its passphrase when a server wants its
/// signature, and not before, as far as its public half is known without. Beside [SshLayer] the one
/// class here that knows the library. For one thread.
final class SshKeyring implements SshAgent {

    private static final int ATTEMPTS = 3;
    private static final String PKCS8 = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    private static final String OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----";

    /// Signs for one key.
    @FunctionalInterface
    private interface Signer {
        byte[] signed(SessionContext session, String algorithm, byte[] data) throws IOException;
    }

    private record Offer(PublicKey key, String name, Signer signer) {}

    /// Comes to an offer when its turn has come.
    @FunctionalInterface
    private interface Turn {
        Optional<Offer> come() throws IOException;
    }

    /// What was opened once, for all sessions of a site.
    static final class Opened {
        private final Map<KeyFile, KeyPair> pairs = new ConcurrentHashMap<>();
    }

    private final SshLogin login;
    private final Opened opened;
    private final List<NamedFactory<Signature>> signatures;
    private final Consumer<String> told;
    private final Consumer<String> unused;
    private final Consumer<Failure> failed;
    private final List<Offer> offered = new ArrayList<>();
    private @Nullable AgentSocket agent;
    private boolean open = true;

    /// @param told what somebody who looks on may want to know
    /// @param unused which key is not used, and why: what somebody wants to know whose login is
    ///   refused
    /// @param failed why a key that would do cannot be used
    SshKeyring(
            SshLogin login,
            Opened opened,
            List<NamedFactory<Signature>> signatures,
            Consumer<String> told,
            Consumer<String> unused,
            Consumer<Failure> failed) {
        this.login = login;
        this.opened = opened;
        this.signatures = signatures;
        this.told = told;
        this.unused = unused;
        this.failed = failed;
    }

    @Override
    public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
        List<KeyFile> files = login.keys();
        List<Offer> held = ofAgent();
        List<PublicKey> named = new ArrayList<>();
        for (KeyFile file : files) publicHalf(file).ifPresent(named::add);
        List<Turn> turns = new ArrayList<>();
        List<Offer> others = new ArrayList<>();
        for (Offer one : held) {
            if (has(named, one.key())) turns.add(() -> Optional.of(one));
            else others.add(one);
        }
        if (!login.onlyTheseKeys()) others.forEach(one -> turns.add(() -> Optional.of(one)));
        List<PublicKey> ofAgent = held.stream().map(Offer::key).toList();
        for (KeyFile file : files) {
            Optional<PublicKey> half = publicHalf(file);
            if (half.isPresent() && has(ofAgent, half.get())) continue;
            if (file.text().isEmpty()) {
                unused.accept(
                        file
                                + " is not used, as it holds no private key, and no agent has the one"
                                + " that belongs to it (-i names a private key)");
                continue;
            }
            turns.add(() -> ofFile(file));
        }
        return () -> new Turns(turns.iterator());
    }

    private static boolean has(List<PublicKey> keys, PublicKey key) {
        return keys.stream().anyMatch(it -> KeyUtils.compareKeys(it, key));
    }

    private final class Turns implements Iterator<Map.Entry<PublicKey, String>> {
        private final Iterator<Turn> turns;
        private @Nullable Offer ahead;

        Turns(Iterator<Turn> turns) {
            this.turns = turns;
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && turns.hasNext()) {
                try {
                    ahead = turns.next().come().orElse(null);
                } catch (IOException e) {
                    unused.accept(String.valueOf(e.getMessage()));
                }
            }
            return ahead != null;
        }

        @Override
        public Map.Entry<PublicKey, String> next() {
            if (!hasNext()) throw new NoSuchElementException();
            Offer offer = ahead;
            ahead = null;
            if (offer == null) throw new NoSuchElementException();
            offered.add(offer);
            told.accept("key " + fingerprint(offer.key()) + " of " + offer.name());
            return Map.entry(offer.key(), offer.name());
        }
    }

    private static Fingerprint fingerprint(PublicKey key) {
        var wire = new ByteArrayBuffer();
        wire.putRawPublicKey(key);
        return Fingerprint.ofKey(wire.getCompactData());
    }

    @Override
    public Map.Entry<String, byte[]> sign(
            SessionContext session, PublicKey key, String algorithm, byte[] data)
            throws IOException {
        for (Offer offer : offered) {
            if (KeyUtils.compareKeys(offer.key(), key)) {
                return Map.entry(algorithm, offer.signer().signed(session, algorithm, data));
            }
        }
        throw new IOException("a key that was not offered");
    }

    // The agent's

    private List<Offer> ofAgent() {
        Optional<String> path = login.agent();
        if (path.isEmpty()) return List.of();
        List<Offer> offers = new ArrayList<>();
        try {
            var socket = new AgentSocket(path.get());
            agent = socket;
            for (AgentSocket.Key one : socket.keys()) {
                Optional<PublicKey> key = key(one.key());
                if (key.isEmpty()) continue;
                offers.add(
                        new Offer(
                                key.get(),
                                "the agent (" + one.comment() + ")",
                                (_, algorithm, data) -> socket.signed(one.key(), algorithm, data)));
            }
        } catch (IOException e) {
            told.accept("the agent at " + path.get() + " is passed over: " + e.getMessage());
        }
        return List.copyOf(offers);
    }

    /// Empty for keys of a kind that is not known here, or signs in a way of its own.
    private static Optional<PublicKey> key(HostKey wire) {
        String type = wire.type();
        if (type.startsWith("sk-") || type.contains("-cert-")) return Optional.empty();
        try {
            return Optional.of(new ByteArrayBuffer(wire.wire()).getRawPublicKey());
        } catch (org.apache.sshd.common.SshException | RuntimeException _) {
            return Optional.empty();
        }
    }

    // Those of files

    /// Empty where nobody can know it without a passphrase.
    private Optional<PublicKey> publicHalf(KeyFile file) {
        KeyPair known = opened.pairs.get(file);
        if (known != null) return Optional.of(known.getPublic());
        try {
            if (file.publicLine().isPresent()) {
                return Optional.ofNullable(
                        PublicKeyEntry.parsePublicKeyEntry(file.publicLine().get().strip())
                                .resolvePublicKey(null, null, null));
            }
            if (file.text().contains(OPENSSH)) return key(Sealed.of(file).publicKey());
            return isSealed(file) ? Optional.empty() : Optional.of(pair(file, null).getPublic());
        } catch (IOException | GeneralSecurityException | RuntimeException _) {
            return Optional.empty();
        }
    }

    private static boolean isSealed(KeyFile file) {
        if (!file.text().contains(OPENSSH)) return file.text().contains("ENCRYPTED");
        try {
            return !Sealed.of(file).cipher().equals("none");
        } catch (IOException | RuntimeException _) {
            return false;
        }
    }

    /// What stands in the open of a key as OpenSSH writes it (PROTOCOL.key).
    private record Sealed(String cipher, HostKey publicKey) {
        private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

        static Sealed of(KeyFile file) throws IOException {
            String text = file.text().substring(file.text().indexOf(OPENSSH) + OPENSSH.length());
            int end = text.indexOf("-----END");
            String body = text.substring(0, end < 0 ? text.length() : end);
            ByteBuffer in = ByteBuffer.wrap(Base64.getMimeDecoder().decode(body));
            byte[] magic = new byte[MAGIC.length];
            if (in.remaining() < magic.length) throw new IOException("too short");
            in.get(magic);
            if (!Arrays.equals(magic, MAGIC)) throw new IOException("no key of OpenSSH");
            String cipher = new String(string(in), StandardCharsets.US_ASCII);
            var _ = string(in);
            var _ = string(in);
            if (in.remaining() < 4 || in.getInt() < 1) throw new IOException("no key in it");
            return new Sealed(
                    cipher,
                    HostKey.of(string(in)).orElseThrow(() -> new IOException("no key in it")));
        }

        private static byte[] string(ByteBuffer in) throws IOException {
            if (in.remaining() < 4) throw new IOException("too short");
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) throw new IOException("too short");
            byte[] bytes = new byte[length];
            in.get(bytes);
            return bytes;
        }
    }

    private Optional<Offer> ofFile(KeyFile file) throws IOException {
        boolean sealed = isSealed(file) && !opened.pairs.containsKey(file);
        if (sealed && !login.hasPassphrases()) {
            unused.accept(
                    file
                            + " is not used, as it needs a passphrase (FERRY_KEY_PASSPHRASE, or"
                            + " ssh-add it)");
            return Optional.empty();
        }
        Optional<PublicKey> half = publicHalf(file);
        PublicKey key = half.isPresent() ? half.get() : unsealed(file).getPublic();
        return Optional.of(
                new Offer(
                        key,
                        file.name(),
                        (session, algorithm, data) ->
                                signed(session, unsealed(file), algorithm, data)));
    }

    private KeyPair unsealed(KeyFile file) throws IOException {
        KeyPair known = opened.pairs.get(file);
        if (known != null) return known;
        synchronized (opened) {
            KeyPair since = opened.pairs.get(file);
            if (since != null) return since;
            try {
                KeyPair pair = isSealed(file) ? asked(file) : pair(file, null);
                opened.pairs.put(file, pair);
                return pair;
            } catch (Failure e) {
                failed.accept(e);
                throw e;
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                throw new IOException(
                        file + " is not used, as it is no key that can be: " + e.getMessage(), e);
            }
        }
    }

    private KeyPair asked(KeyFile file) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<Secret> passphrase = login.passphrase(file, attempt);
            if (passphrase.isEmpty()) break;
            try {
                return pair(file, passphrase.get().reveal());
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                told.accept(file + ": the passphrase does not open it (" + e.getMessage() + ")");
            }
        }
        throw new Failure.LoginRefused(file + ": no passphrase opens this key", null);
    }

    private static KeyPair pair(KeyFile file, @Nullable String passphrase)
            throws IOException, GeneralSecurityException {
        var provider = passphrase == null ? null : FilePasswordProvider.of(passphrase);
        String text =
                passphrase != null && file.text().contains(PKCS8)
                        ? unlocked(file.text(), passphrase)
                        : file.text();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            Iterable<KeyPair> found =
                    SecurityUtils.loadKeyPairIdentities(
                            null, NamedResource.ofName(file.name()), in, provider);
            Iterator<KeyPair> each = found == null ? null : found.iterator();
            if (each != null && each.hasNext()) return each.next();
            throw new IOException("it holds no private key");
        }
    }

    /// The same key without its passphrase, which the library opens in other formats alone.
    private static String unlocked(String text, String passphrase)
            throws IOException, GeneralSecurityException {
        int start = text.indexOf(PKCS8) + PKCS8.length();
        int end = text.indexOf("-----END", start);
        String body = text.substring(start, end < 0 ? text.length() : end);
        var sealed = new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(body));
        String name = sealed.getAlgName();
        // Of this one it is the parameters that know their whole name.
        if (name.equals("PBES2")) name = sealed.getAlgParameters().toString();
        var asked = new PBEKeySpec(passphrase.toCharArray());
        var key = SecretKeyFactory.getInstance(name).generateSecret(asked);
        var cipher = Cipher.getInstance(name);
        cipher.init(Cipher.DECRYPT_MODE, key, sealed.getAlgParameters());
        byte[] clear = sealed.getKeySpec(cipher).getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(clear)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private byte[] signed(SessionContext session, KeyPair pair, String algorithm, byte[] data)
            throws IOException {
        Signature signature = NamedFactory.create(signatures, algorithm);
        if (signature == null) throw new IOException("no signature of kind " + algorithm);
        try {
            signature.initSigner(session, pair.getPrivate());
            signature.update(session, data);
            return signature.sign(session);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the key cannot sign: " + e.getMessage(), e);
        }
    }

    // What is not asked of us

    @Override
    public void addIdentity(KeyPair key, String comment, SshAgentKeyConstraint... constraints) {
        throw new UnsupportedOperationException("keys are added elsewhere");
    }

    @Override
    public void removeIdentity(PublicKey key) {
        throw new UnsupportedOperationException("keys are removed elsewhere");
    }

    @Override
    public void removeAllIdentities() {
        throw new UnsupportedOperationException("keys are removed elsewhere");
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        AgentSocket socket = agent;
        if (socket != null) socket.close();
    }
}
