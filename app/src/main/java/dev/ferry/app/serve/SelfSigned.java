package dev.ferry.app.serve;

import dev.ferry.app.cli.OwnerOnly;
import dev.ferry.app.config.KeyPairFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// The certificate that the server makes for itself where it has no other: an EC key on P-256, for
/// the name of this machine. Nobody vouches for it; who knows its fingerprint needs nobody.
final class SelfSigned {

    /// Clients remember it by its fingerprint, so it is not to change soon.
    private static final Duration GOOD_FOR = Duration.ofDays(3650);

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,60})");

    private SelfSigned() {}

    /// Where it is, in the data folder.
    static KeyPairFiles in(Path data) {
        Path folder = data.resolve("tls");
        return new KeyPairFiles(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    }

    /// Makes it where it is missing, for its owner only.
    static KeyPairFiles make(Path data, InstantSource clock) throws IOException {
        KeyPairFiles files = in(data);
        if (Files.exists(files.certificate()) && Files.exists(files.key())) return files;
        Path folder = data.resolve("tls");
        Files.createDirectories(folder, OwnerOnly.folder(folder));
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            // The key first: a certificate without one is made again.
            write(files.key(), "PRIVATE KEY", pair.getPrivate().getEncoded());
            write(files.certificate(), "CERTIFICATE", certificate(pair, clock.instant()));
            return files;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no EC keys", e);
        }
    }

    private static byte[] certificate(KeyPair pair, Instant now)
            throws GeneralSecurityException, IOException {
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        Set<String> names = names();
        X500Name who = new X500NameBuilder().addRDN(BCStyle.CN, names.iterator().next()).build();
        var content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(new BigInteger(127, new SecureRandom())));
        content.setSignature(algorithm);
        content.setIssuer(who);
        content.setSubject(who);
        content.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(1)))));
        content.setEndDate(new Time(Date.from(now.plus(GOOD_FOR))));
        content.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(false).getEncoded());
        extensions.addExtension(
                Extension.subjectAlternativeName, false, alternatives(names).getEncoded());
        content.setExtensions(extensions.generate());
        byte[] signed = content.generateTBSCertificate().getEncoded();

        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(signed);
        var whole = new ASN1EncodableVector();
        whole.add(org.bouncycastle.asn1.ASN1Sequence.getInstance(signed));
        whole.add(algorithm);
        whole.add(new DERBitString(signature.sign()));
        return new DERSequence(whole).getEncoded();
    }

    private static GeneralNames alternatives(Set<String> names) {
        var all = new ASN1EncodableVector();
        for (String name : names) all.add(new GeneralName(GeneralName.dNSName, name));
        all.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        all.add(new GeneralName(GeneralName.iPAddress, "::1"));
        return GeneralNames.getInstance(new DERSequence(all));
    }

    /// Of this machine, the one that others may know first.
    private static Set<String> names() {
        var names = new LinkedHashSet<String>();
        try {
            InetAddress own = InetAddress.getLocalHost();
            for (String name : new String[] {own.getCanonicalHostName(), own.getHostName()}) {
                boolean known = !name.startsWith("localhost") && !name.matches("[0-9.]+");
                if (known && HOST.matcher(name).matches()) names.add(name);
            }
        } catch (UnknownHostException _) {
            // it has none
        }
        names.add("localhost");
        return names;
    }

    private static void write(Path file, String type, byte[] der) throws IOException {
        var text = new StringWriter();
        try (var pem = new PemWriter(text)) {
            pem.writeObject(new PemObject(type, der));
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        var options =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SYNC);
        try (var channel = FileChannel.open(beside, options, OwnerOnly.file(beside))) {
            channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
        }
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
