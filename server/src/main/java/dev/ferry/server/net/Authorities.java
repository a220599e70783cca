package dev.ferry.server.net;

import dev.ferry.core.account.Fingerprint;
import dev.ferry.core.account.ShownCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Those whom we believe what they say of clients.
///
/// @param certificates theirs
public record Authorities(List<X509Certificate> certificates) {

    public static final Authorities NONE = new Authorities(List.of());

    private static final int MAIL_ADDRESS = 1;

    /// RFC 5280 §4.2.1.12.
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";

    public Authorities {
        certificates = List.copyOf(certificates);
    }

    /// What a client's certificate is worth at this time.
    ///
    /// @param chain the client's own, then those that vouch for it
    ShownCertificate worth(List<X509Certificate> chain, Instant now) {
        X509Certificate own = chain.getFirst();
        Optional<String> doubt = doubt(chain, now);
        return new ShownCertificate(
                Fingerprint.of(own),
                own.getNotBefore().toInstant(),
                own.getNotAfter().toInstant(),
                doubt.isPresent() ? Set.of() : names(own),
                doubt.orElse(""));
    }

    /// Why nobody here vouches for it.
    private Optional<String> doubt(List<X509Certificate> chain, Instant now) {
        Set<TrustAnchor> anchors =
                certificates.stream()
                        .filter(it -> isGood(it, now))
                        .map(it -> new TrustAnchor(it, null))
                        .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            return Optional.of("is not pinned, and there is no authority to vouch for it");
        }
        try {
            var ofClients = new X509CertSelector();
            ofClients.setExtendedKeyUsage(Set.of(FOR_CLIENTS));
            ofClients.setKeyUsage(new boolean[] {true}); // to sign with
            if (!ofClients.match(chain.getFirst())) {
                return Optional.of("is not one for clients, by its (extended) key usage");
            }
            ofClients.setCertificate(chain.getFirst());
            var how = new PKIXBuilderParameters(anchors, ofClients);
            var shown = new CollectionCertStoreParameters(chain);
            how.addCertStore(CertStore.getInstance("Collection", shown));
            how.setRevocationEnabled(false);
            how.setDate(Date.from(now));
            var _ = CertPathBuilder.getInstance("PKIX").build(how);
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of("is not vouched for: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("no name of a key usage", e);
        }
    }

    private static boolean isGood(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /// Whom it names: by its common name, where it has one alone, and by mail addresses.
    private static Set<String> names(X509Certificate certificate) {
        var names = new HashSet<String>();
        try {
            List<String> common = commonNames(certificate);
            if (common.size() == 1) names.addAll(common);
            Collection<List<?>> listed = certificate.getSubjectAlternativeNames();
            if (listed != null) {
                for (List<?> name : listed) {
                    if (name.getFirst().equals(MAIL_ADDRESS)) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (NamingException | CertificateParsingException _) {
            return Set.of();
        }
        return names;
    }

    /// A part of a name may have several values.
    private static List<String> commonNames(X509Certificate certificate) throws NamingException {
        var names = new ArrayList<String>();
        for (Rdn part : parts(certificate)) {
            var attribute = part.toAttributes().get("CN");
            if (attribute == null) continue;
            for (int i = 0; i < attribute.size(); i++) names.add(String.valueOf(attribute.get(i)));
        }
        return names;
    }

    private static List<Rdn> parts(X509Certificate certificate) throws InvalidNameException {
        return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
    }
}
