package dev.ferry.app.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// PEM files (RFC 7468). What is wrong with one is said in one line that names it and the cure.
public final class PemFile {

    private PemFile() {}

    /// The certificates in a file, in their order; one at least.
    public static List<X509Certificate> certificates(Path file) {
        var found = new ArrayList<X509Certificate>();
        for (PemObject part : parts(file)) {
            if (!part.getType().endsWith("CERTIFICATE")) continue;
            try {
                found.add(
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(
                                                new ByteArrayInputStream(part.getContent())));
            } catch (GeneralSecurityException e) {
                throw bad(
                        file,
                        "a certificate in it is damaged (" + e.getMessage() + "); copy it anew");
            }
        }
        if (found.isEmpty()) {
            throw bad(
                    file,
                    "holds no certificate; it must be PEM, with a line -----BEGIN CERTIFICATE-----");
        }
        return found;
    }

    /// All that stands in a file.
    public static List<PemObject> parts(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            throw bad(file, "no such file; correct the path, or take the setting out");
        } catch (AccessDeniedException _) {
            throw bad(file, "not readable for this user; check its owner and mode");
        } catch (IOException e) {
            throw bad(file, "cannot be read as a file: " + e.getMessage());
        }
        var parts = new ArrayList<PemObject>();
        try (var reader = new PemReader(new StringReader(text))) {
            for (PemObject part = reader.readPemObject();
                    part != null;
                    part = reader.readPemObject()) {
                parts.add(part);
            }
        } catch (IOException | RuntimeException e) {
            throw bad(file, "is no whole PEM file (" + e.getMessage() + "); copy it anew");
        }
        return parts;
    }

    public static Problem bad(Path file, String why) {
        return Problem.failed(file + ": " + why);
    }
}
