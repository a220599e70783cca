package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.files.Capability;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.server.ftp.State.Preferences;
import dev.ferry.wire.ftp.SiteVerb;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What FEAT says (RFC 2389 §3): what is true for this session at this moment, and all of it. Each
/// line is decided here, in [#lines]; a test holds them against what is then accepted.
///
/// @param offer what of TLS there is
/// @param deflating whether MODE Z is served
/// @param can what the storage behind the session can do
/// @param may what the account may do in some place at least
record Features(
        Preferences preferences,
        TlsCommands.Offer offer,
        boolean deflating,
        Set<Capability> can,
        Set<Action> may) {

    /// What any folder on a disk can. Clients ask before they log in and remember the answer, so
    /// before login this is what is said of the storage that nobody knows yet.
    private static final Set<Capability> USUAL =
            EnumSet.complementOf(EnumSet.of(Capability.SET_CREATED));

    static Features beforeLogin(
            Preferences preferences, TlsCommands.Offer offer, boolean deflating) {
        return new Features(preferences, offer, deflating, USUAL, Action.all());
    }

    static Features of(LoggedIn in, TlsCommands.Offer offer, boolean deflating) {
        return new Features(
                in.preferences(),
                offer,
                deflating,
                in.files().capabilities(),
                in.files().anywhere());
    }

    /// In the order of the alphabet.
    List<String> lines() {
        var lines = new ArrayList<String>();
        if (offer.tls()) lines.addAll(List.of("AUTH TLS", "PBSZ", "PROT"));
        if (offer.clearing()) lines.add("CCC");
        if (can.contains(Capability.AVAILABLE)) lines.add("AVBL");
        lines.add("CLNT");
        lines.add("CSID");
        lines.add("EPRT");
        lines.add("EPSV");
        if (may.contains(Action.READ)) {
            lines.add(preferences.hash().feature());
            lines.addAll(List.of("XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512"));
        }
        lines.add("HOST");
        lines.add(preferences.language().feature());
        lines.add("MDTM");
        if (can(Capability.SET_CREATED)) lines.add("MFCT");
        if (!settable().isEmpty()) lines.add("MFF " + String.join(";", settable()) + ";");
        if (can(Capability.SET_MODIFIED)) lines.add("MFMT");
        lines.add(preferences.facts().feature());
        if (deflating) lines.add("MODE Z");
        if (may.contains(Action.READ)) lines.add("RANG STREAM");
        lines.add("REST STREAM");
        for (SiteVerb verb : site()) if (verb != SiteVerb.HELP) lines.add("SITE " + verb);
        lines.add("SIZE");
        lines.add("TVFS");
        if (preferences.text().equals(WireText.UTF8)) lines.add("UTF8");
        lines.add("WHOLE-UPLOADS"); // ours, see docs/PROTOCOL.md
        lines.sort(null);
        return lines;
    }

    /// The facts that MFF takes.
    List<String> settable() {
        var facts = new ArrayList<String>();
        if (can(Capability.SET_CREATED)) facts.add("Create");
        if (can(Capability.SET_MODIFIED)) facts.add("Modify");
        if (can(Capability.SET_MODE)) facts.add("UNIX.mode");
        return facts;
    }

    /// What SITE takes.
    Set<SiteVerb> site() {
        var verbs = EnumSet.of(SiteVerb.HELP, SiteVerb.IDLE, SiteVerb.QUOTA);
        if (can(Capability.SET_MODE)) verbs.add(SiteVerb.CHMOD);
        if (can(Capability.SET_MODIFIED)) verbs.add(SiteVerb.UTIME);
        return verbs;
    }

    /// Whether something of a file can be set, and may be.
    private boolean can(Capability setting) {
        return can.contains(setting) && may.contains(Action.CHANGE);
    }
}
