package dev.ferry.app.serve;

import dev.ferry.app.cli.PemFile;
import dev.ferry.app.cli.Problem;
import dev.ferry.app.config.KeyPairFiles;
import dev.ferry.server.net.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;

/// Certificates and keys in PEM files (RFC 7468), as other programs write them. What is wrong with
/// a file is said in one line that names it and the cure.
final class KeyFiles {

    /// RFC 8410 §3.
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private KeyFiles() {}

    /// @throws Problem if they are not a certificate and its key
    static Identity read(KeyPairFiles files) {
        List<X509Certificate> chain = PemFile.certificates(files.certificate());
        PrivateKey key = key(files.key(), chain.getFirst());
        if (!belong(key, chain.getFirst().getPublicKey())) {
            for (X509Certificate other : chain) {
                if (belong(key, other.getPublicKey())) {
                    throw PemFile.bad(
                            files.certificate(),
                            "the certificate that belongs to the key must stand first, before those"
                                    + " that vouch for it");
                }
            }
            throw PemFile.bad(
                    files.key(),
                    "is not the key of the certificate in "
                            + files.certificate()
                            + "; name the files of one pair");
        }
        return new Identity(key, chain);
    }

    private static PrivateKey key(Path file, X509Certificate certificate) {
        for (PemObject part : PemFile.parts(file)) {
            boolean encrypted =
                    part.getType().startsWith("ENCRYPTED") || !part.getHeaders().isEmpty();
            if (!part.getType().endsWith("PRIVATE KEY")) continue;
            if (encrypted) {
                throw PemFile.bad(
                        file,
                        "the key is under a password, which nobody types at a start; take it off:"
                                + " openssl pkey -in OLD -out NEW");
            }
            try {
                return key(part, certificate);
            } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
                throw PemFile.bad(
                        file, "the key is damaged or of no known kind: " + e.getMessage());
            }
        }
        throw PemFile.bad(
                file,
                "holds no key; it must be PEM, with a line -----BEGIN PRIVATE KEY----- (or RSA"
                        + " PRIVATE KEY, or EC PRIVATE KEY)");
    }

    private static PrivateKey key(PemObject part, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        PrivateKeyInfo info =
                switch (part.getType()) {
                    case "RSA PRIVATE KEY" -> rsa(part.getContent());
                    case "EC PRIVATE KEY" -> ec(part.getContent(), certificate);
                    case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(part.getContent());
                    default ->
                            throw new IllegalArgumentException(
                                    part.getType() + "; RSA, EC and Ed25519 are known");
                };
        String algorithm = algorithm(info.getPrivateKeyAlgorithm().getAlgorithm());
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    /// PKCS#1.
    private static PrivateKeyInfo rsa(byte[] der) throws IOException {
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                RSAPrivateKey.getInstance(der));
    }

    /// SEC 1. The curve may be left out there; the certificate names it too.
    private static PrivateKeyInfo ec(byte[] der, X509Certificate certificate) throws IOException {
        ECPrivateKey key = ECPrivateKey.getInstance(der);
        ASN1Encodable curve = key.getParametersObject();
        if (curve == null) {
            curve =
                    SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                            .getAlgorithm()
                            .getParameters();
        }
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }

    private static String algorithm(ASN1ObjectIdentifier id) {
        if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) return "RSA";
        if (id.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) return "RSASSA-PSS";
        if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) return "EC";
        if (id.equals(ED25519)) return "Ed25519";
        throw new IllegalArgumentException(id + "; RSA, EC and Ed25519 are known");
    }

    private static boolean belong(PrivateKey key, PublicKey open) {
        byte[] word = {1, 2, 3};
        String how =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        try {
            var signing = Signature.getInstance(how);
            signing.initSign(key);
            signing.update(word);
            var verifying = Signature.getInstance(how);
            verifying.initVerify(open);
            verifying.update(word);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException _) {
            return false; // not even of one kind
        }
    }
}
