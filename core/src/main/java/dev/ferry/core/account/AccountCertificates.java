package dev.ferry.core.account;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which certificates open an account, and whether its password is wanted.
///
/// @param pinned those that do; where there are none, each that names the account and that an
///   authority vouches for
public record AccountCertificates(LoginBy by, List<Fingerprint> pinned) {

    /// What an account begins with.
    public static final AccountCertificates NONE =
            new AccountCertificates(LoginBy.EITHER, List.of());

    public AccountCertificates {
        pinned = List.copyOf(pinned);
    }

    public AccountCertificates with(LoginBy other) {
        return new AccountCertificates(other, pinned);
    }

    /// With these too, each once.
    public AccountCertificates pinning(List<Fingerprint> more) {
        return new AccountCertificates(
                by, Stream.concat(pinned.stream(), more.stream()).distinct().toList());
    }

    public AccountCertificates without(List<Fingerprint> some) {
        return new AccountCertificates(
                by, pinned.stream().filter(it -> !some.contains(it)).toList());
    }

    /// Whether a certificate of that fingerprint opens the account whoever vouches for it.
    public boolean pins(Fingerprint one) {
        return pinned.contains(one);
    }

    /// Why a certificate does not open the account called `name`, if so; for the operator. Says
    /// nothing of its time.
    public Optional<String> objection(String name, ShownCertificate shown) {
        boolean opens = pinned.isEmpty() ? shown.names().contains(name) : pins(shown.fingerprint());
        if (opens) return Optional.empty();
        if (!pinned.isEmpty()) {
            return Optional.of(
                    "certificate " + shown.fingerprint() + " is none of those of the account");
        }
        return Optional.of(
                "certificate %s %s"
                        .formatted(
                                shown.fingerprint(),
                                shown.names().isEmpty()
                                        ? shown.doubt()
                                        : "names "
                                                + shown.names().stream().sorted().toList()
                                                + ", not the account"));
    }

    /// Why a right password alone does not do, if so; for the operator. Asked after USER, which a
    /// certificate that is enough has answered.
    ///
    /// @param shown what the client has shown
    /// @param required whether the server wants a certificate for every account
    public Optional<String> objection(
            String name, Optional<ShownCertificate> shown, boolean required) {
        if (by == LoginBy.CERTIFICATE) {
            return Optional.of("the account wants a certificate instead of a password");
        }
        if (shown.isPresent()) return objection(name, shown.get());
        return required || by == LoginBy.BOTH
                ? Optional.of("the account wants a certificate beside the password")
                : Optional.empty();
    }
}
