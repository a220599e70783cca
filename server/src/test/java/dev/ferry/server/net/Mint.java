package dev.ferry.server.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/// Makes certificates as a test needs them.
public final class Mint {

    /// A certificate with its key.
    ///
    /// @param chain the certificate, then those that vouch for it
    public record Coin(KeyPair pair, List<X509Certificate> chain) {

        public X509Certificate certificate() {
            return chain.getFirst();
        }

        /// A client that shows it, and believes anybody.
        public SSLContext client() {
            return client(() -> true);
        }

        /// The same, as long as `showing` says so.
        public SSLContext client(BooleanSupplier showing) {
            try {
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry(
                        "own",
                        pair.getPrivate(),
                        new char[0],
                        chain.toArray(X509Certificate[]::new));
                var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(store, new char[0]);
                var context = SSLContext.getInstance("TLS");
                var own = (X509KeyManager) keys.getKeyManagers()[0];
                context.init(
                        new KeyManager[] {new Shy(own, showing)},
                        new TrustManager[] {new Credulous()},
                        null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Shy(X509KeyManager own, BooleanSupplier showing) implements X509KeyManager {

        @Override
        public @Nullable String chooseClientAlias(
                String[] type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return showing.getAsBoolean() ? own.chooseClientAlias(type, issuers, socket) : null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return own.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return own.getPrivateKey(alias);
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }
    }

    private static final class Credulous implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private final String subject;
    private @Nullable Coin issuer;
    private boolean authority;
    private Instant from = Instant.now().minus(Duration.ofDays(1));
    private Instant until = Instant.now().plus(Duration.ofDays(1));
    private @Nullable KeyPurposeId purpose;
    private @Nullable String mail;

    private Mint(String subject) {
        this.subject = subject;
    }

    /// @param subject as `CN=anna`
    public static Mint of(String subject) {
        return new Mint(subject);
    }

    public static Coin authority(String name) {
        return of("CN=" + name).authority().make();
    }

    /// Who vouches for it, if not itself.
    public Mint by(Coin other) {
        issuer = other;
        return this;
    }

    public Mint authority() {
        authority = true;
        return this;
    }

    public Mint from(Instant time) {
        from = time;
        return this;
    }

    public Mint until(Instant time) {
        until = time;
        return this;
    }

    public Mint forServers() {
        purpose = KeyPurposeId.id_kp_serverAuth;
        return this;
    }

    public Mint forClients() {
        purpose = KeyPurposeId.id_kp_clientAuth;
        return this;
    }

    public Mint mail(String address) {
        mail = address;
        return this;
    }

    public Coin make() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Coin vouching = issuer;
            var certificate = certificate(pair, vouching == null ? pair : vouching.pair());
            if (vouching == null) return new Coin(pair, List.of(certificate));
            var chain = new ArrayList<X509Certificate>(List.of(certificate));
            boolean root = vouching.chain().size() == 1; // which nobody sends
            if (!root) chain.addAll(vouching.chain());
            return new Coin(pair, chain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private X509Certificate certificate(KeyPair pair, KeyPair signer)
            throws GeneralSecurityException, IOException {
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(new BigInteger(127, new SecureRandom())));
        content.setSignature(algorithm);
        Coin vouching = issuer;
        content.setIssuer(
                vouching == null
                        ? new X500Name(subject)
                        : X500Name.getInstance(
                                vouching.certificate().getSubjectX500Principal().getEncoded()));
        content.setSubject(new X500Name(subject));
        content.setStartDate(new Time(Date.from(from)));
        content.setEndDate(new Time(Date.from(until)));
        content.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(authority).getEncoded());
        if (purpose != null) {
            extensions.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose).getEncoded());
        }
        if (mail != null) {
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, mail)).getEncoded());
        }
        content.setExtensions(extensions.generate());
        byte[] signed = content.generateTBSCertificate().getEncoded();
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer.getPrivate());
        signature.update(signed);
        var whole = new ASN1EncodableVector();
        whole.add(ASN1Sequence.getInstance(signed));
        whole.add(algorithm);
        whole.add(new DERBitString(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(new DERSequence(whole).getEncoded()));
    }
}
