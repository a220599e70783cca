package dev.ferry.server.ftp;

import dev.ferry.core.account.ShownCertificate;
import dev.ferry.server.ftp.State.Greeted;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.server.ftp.State.Preferences;
import dev.ferry.server.ftp.TlsSettings.ClientCertificates;
import dev.ferry.server.net.Teller;
import dev.ferry.server.net.Tls;
import dev.ferry.wire.ftp.Reply;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// AUTH, PBSZ, PROT and CCC, and what may be done without them (RFC 4217).
final class TlsCommands {

    /// What RFC 4217 and those before it call TLS; TLS-P and SSL would make data private at once.
    private static final Set<String> MECHANISMS = Set.of("TLS", "TLS-C", "SSL");

    private final TlsSettings settings;
    private final Optional<Tls> tls;
    private final boolean wanted;
    private final Supplier<Optional<Tls.Circle>> circle;
    private final Teller teller;
    private final InstantSource clock;

    /// @param tls empty where there is none
    /// @param peer the control connection's client
    /// @param circle of this session, once TLS has been begun in it
    TlsCommands(
            TlsSettings settings,
            Optional<Tls> tls,
            InetAddress peer,
            Supplier<Optional<Tls.Circle>> circle,
            Teller teller,
            InstantSource clock) {
        this.settings = settings;
        this.tls = tls;
        this.wanted = tls.isPresent() && settings.requiredOf(peer);
        this.circle = circle;
        this.teller = teller;
        this.clock = clock;
    }

    /// AUTH before login. All that was said before is forgotten (RFC 4217 §4), but for the host,
    /// whose certificate is wanted now (RFC 7151 §3.2.2), and for wrong passwords.
    Step auth(String mechanism, Greeted at, Preferences beginning) {
        if (tls.isEmpty()) return say(Reply.notImplemented("AUTH"), at);
        if (!MECHANISMS.contains(mechanism)) {
            return say(Reply.parameterNotImplemented("AUTH", mechanism, "TLS"), at);
        }
        if (at.preferences().protection().isSecure()) return say(Reply.tlsAlready(), at);
        return new Step.Secure(
                Reply.tlsBegins(),
                at.preferences().host(),
                at.forgotten(beginning.protectedBy(Protection.SECURED)));
    }

    /// AUTH after login.
    Step auth(String mechanism, LoggedIn in) {
        if (tls.isEmpty()) return say(Reply.notImplemented("AUTH"), in);
        if (!MECHANISMS.contains(mechanism)) {
            return say(Reply.parameterNotImplemented("AUTH", mechanism, "TLS"), in);
        }
        boolean already = in.preferences().protection().isSecure();
        return say(already ? Reply.tlsAlready() : Reply.authTooLate(), in);
    }

    /// An answer, and how the session is protected from then on.
    record Said(Reply reply, Protection then) {}

    Said bufferSize(Protection now) {
        if (tls.isEmpty()) return new Said(Reply.notImplemented("PBSZ"), now);
        return switch (now.control()) {
            case CLEAR -> new Said(Reply.outOfOrder("PBSZ", "AUTH TLS"), now);
            case CLEARED -> new Said(Reply.protectionFixed("PBSZ"), now);
            case SECURED, SECURE -> new Said(Reply.bufferSizeSet(), now.withSize());
        };
    }

    Said protection(char level, Protection now) {
        if (tls.isEmpty()) return new Said(Reply.notImplemented("PROT"), now);
        switch (now.control()) {
            case CLEAR -> {
                return new Said(Reply.outOfOrder("PROT", "AUTH TLS and PBSZ 0"), now);
            }
            case CLEARED -> {
                return new Said(Reply.protectionFixed("PROT"), now);
            }
            case SECURED, SECURE -> {}
        }
        if (!now.sized()) return new Said(Reply.outOfOrder("PROT", "PBSZ 0"), now);
        return switch (level) {
            case 'P' -> new Said(Reply.protectionSet('P'), now.withData(true));
            case 'C' -> {
                if (!wanted) yield new Said(Reply.protectionSet('C'), now.withData(false));
                teller.tlsWanted("PROT C: no data connection without TLS (ftp.tls)");
                yield new Said(Reply.clearDataRefused(), now);
            }
            default -> new Said(Reply.protectionUnknown(level), now);
        };
    }

    Step clear(Greeted at) {
        return clear(at.preferences().protection())
                .<Step>map(reply -> say(reply, at))
                .orElseGet(() ->
                        new Step.Unsecure(
                                Reply.controlCleared(), at.with(cleared(at.preferences()))));
    }

    Step clear(LoggedIn in) {
        return clear(in.preferences().protection())
                .<Step>map(reply -> say(reply, in))
                .orElseGet(() ->
                        new Step.Unsecure(
                                Reply.controlCleared(), in.with(cleared(in.preferences()))));
    }

    private static Preferences cleared(Preferences now) {
        return now.protectedBy(now.protection().cleared());
    }

    /// Why CCC is refused, if it is.
    private Optional<Reply> clear(Protection now) {
        if (tls.isEmpty()) return Optional.of(Reply.notImplemented("CCC"));
        if (!now.isSecure()) return Optional.of(Reply.nothingToClear());
        if (settings.clearing() && !wanted) return Optional.empty();
        teller.tlsWanted("CCC: no commands without TLS (" + (wanted ? "ftp.tls)" : "ftp.ccc)"));
        return Optional.of(Reply.clearingRefused());
    }

    /// REIN: where AUTH began TLS, it ends (RFC 4217 §13).
    static Step again(Preferences now, Reply reply, Greeted next) {
        return now.protection().control() == Protection.Control.SECURED
                ? new Step.Unsecure(reply, next)
                : new Step.Answer(reply, next);
    }

    /// A no, and why for the operator.
    record Refusal(Reply reply, String why) {}

    /// Why nobody may log in as things stand, if so.
    Optional<Refusal> refusal(Protection now) {
        if (wanted && !now.isSecure() && now.control() != Protection.Control.CLEARED) {
            return Optional.of(new Refusal(Reply.tlsWanted(), "no login without TLS (ftp.tls)"));
        }
        if (certificateRequired() && shown(now).isEmpty()) {
            return Optional.of(
                    new Refusal(
                            Reply.certificateWanted(),
                            "no login without a client certificate (tls.client-certificates)"));
        }
        return Optional.empty();
    }

    /// Whether nobody logs in without a certificate.
    boolean certificateRequired() {
        return tls.isPresent() && settings.certificates() == ClientCertificates.REQUIRED;
    }

    /// The certificate that the client has shown, where that counts: in clear text somebody else
    /// may speak for it.
    Optional<ShownCertificate> shown(Protection now) {
        if (settings.certificates() == ClientCertificates.OFF || !now.isSecure()) {
            return Optional.empty();
        }
        return tls.flatMap(it -> circle.get().flatMap(own -> it.shown(own, clock.instant())));
    }

    /// Why no data may move as things stand, if so. Asked before 150 (RFC 4217 §10.2).
    Optional<Refusal> refusal(LoggedIn in) {
        return wanted && !in.preferences().protection().dataPrivate()
                ? Optional.of(
                        new Refusal(
                                Reply.dataMustBePrivate(),
                                "no data connection without TLS (ftp.tls)"))
                : Optional.empty();
    }

    /// Whether HOST may say that name: not another than TLS was told (RFC 7151 §3.2.2).
    boolean mayMean(String host) {
        return circle.get().flatMap(Tls.Circle::host).map(host::equalsIgnoreCase).orElse(true);
    }

    /// How data connections are protected.
    Cover cover(LoggedIn in) {
        Optional<Tls.Circle> own = circle.get();
        if (!in.preferences().protection().dataPrivate() || own.isEmpty()) return new Cover.None();
        return new Cover.Private(own.get(), settings.resume() && tls.orElseThrow().tellsApart());
    }

    /// What FEAT has to say of all this.
    record Offer(boolean tls, boolean clearing) {
        static final Offer NONE = new Offer(false, false);
    }

    Offer offer() {
        return new Offer(tls.isPresent(), tls.isPresent() && settings.clearing() && !wanted);
    }

    private static Step say(Reply reply, State next) {
        return new Step.Answer(reply, next);
    }
}
