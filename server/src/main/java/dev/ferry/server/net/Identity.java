package dev.ferry.server.net;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// A certificate with its key: who we are for clients that come for one of its names.
///
/// @param key that belongs to the first of `chain`
/// @param chain our certificate, then those that vouch for it
public record Identity(PrivateKey key, List<X509Certificate> chain) {

    private static final int DNS_NAME = 2;

    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) throw new IllegalArgumentException("a chain has a certificate");
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// The host names it is for, in lower case; the common name where it lists none.
    public List<String> names() {
        try {
            Collection<List<?>> listed = certificate().getSubjectAlternativeNames();
            if (listed != null) {
                List<String> names =
                        listed.stream()
                                .filter(name -> name.getFirst().equals(DNS_NAME))
                                .map(name -> lower(String.valueOf(name.get(1))))
                                .toList();
                if (!names.isEmpty()) return names;
            }
            return new LdapName(certificate().getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> lower(String.valueOf(part.getValue())))
                            .toList();
        } catch (CertificateParsingException | InvalidNameException _) {
            return List.of();
        }
    }

    /// Whether it is for that host, by one of its names or by `*` in place of a first label (RFC
    /// 6125 §6.4.3).
    boolean isFor(String host) {
        String asked = lower(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        int dot = asked.indexOf('.');
        String anyOfParent = dot < 0 ? "" : "*" + asked.substring(dot);
        return names().stream().anyMatch(name -> name.equals(asked) || name.equals(anyOfParent));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
