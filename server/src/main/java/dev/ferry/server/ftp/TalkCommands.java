package dev.ferry.server.ftp;

import dev.ferry.server.ftp.State.Preferences;
import dev.ferry.server.net.Network;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.Reply;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What client and server say of themselves: HOST, CLNT, CSID, LANG, OPTS UTF8 and SITE IDLE. The
/// same before and after login, but for HOST.
final class TalkCommands {

    private static final System.Logger LOG = System.getLogger(TalkCommands.class.getName());

    /// Below this a client could hardly be typed at.
    private static final long LEAST_IDLE_SECONDS = 10;

    private static final int LOGGED = 100;

    private final String session;
    private final FtpSettings settings;
    private final InetAddress own;
    private final InetAddress announced;

    /// An answer, and what is to hold from then on.
    record Said(Reply reply, Preferences then) {}

    /// @param session names the session in the log
    TalkCommands(String session, FtpSettings settings, InetAddress own, InetAddress peer) {
        this.session = session;
        this.settings = settings;
        this.own = Network.plain(own);
        this.announced = Network.plain(settings.passiveAddress().announcedTo(peer, this.own));
    }

    /// HOST before login (RFC 7151 §3). An address must be ours; a name one of those configured, or
    /// any where none are.
    Said host(Command.Host host, Preferences before) {
        boolean known =
                host.literal().isEmpty()
                        ? settings.hosts().isEmpty()
                                || settings.hosts().stream().anyMatch(host.name()::equalsIgnoreCase)
                        : isOwn(host);
        if (!known) return new Said(Reply.hostUnknown(host.name()), before);
        return new Said(
                Reply.hostAccepted(host.name(), settings.banner()), before.meaning(host.name()));
    }

    private boolean isOwn(Command.Host host) {
        byte[] bytes = new byte[host.literal().size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = host.literal().get(i);
        InetAddress named = Network.fromBytes(bytes);
        return named.equals(own) || named.equals(announced);
    }

    Said language(String tag, Preferences before) {
        return Language.of(tag)
                .map(language ->
                        new Said(Reply.languageSet(language.word()), before.speaking(language)))
                .orElseGet(() ->
                        new Said(
                                Reply.parameterNotImplemented("LANG", tag, Language.tags()),
                                before));
    }

    /// OPTS UTF8. Off is what the operator configured, where he did.
    Said utf8(boolean on, Preferences before) {
        if (!on && before.configured().equals(WireText.UTF8)) {
            return new Said(
                    Reply.parameterNotImplemented("OPTS UTF8", "OFF", "ON: names are UTF-8"),
                    before);
        }
        Preferences then = before.utf8(on);
        return new Said(Reply.namesAreIn(then.text().charset()), then);
    }

    Said client(String name, Preferences before) {
        return new Said(Reply.clientNoted(name), noted(name, before));
    }

    /// CSID. The server's facts tell a client what it may count on.
    Said identity(Map<String, String> facts, Preferences before) {
        String name = facts.getOrDefault("name", "");
        String version = facts.getOrDefault("version", "");
        String both = (name + ' ' + version).strip();
        var ours = new LinkedHashMap<String, String>();
        ours.put("Name", "Ferry");
        ours.put("Version", settings.version());
        ours.put("CaseSensitive", "1");
        ours.put("DirSep", "/");
        ours.put("WholeUploads", "1");
        return new Said(Reply.identity(ours), both.isEmpty() ? before : noted(both, before));
    }

    private Preferences noted(String name, Preferences before) {
        String cut = name.length() > LOGGED ? name.substring(0, LOGGED) + "..." : name;
        String printable = cut.replaceAll("\\p{Cntrl}", "?");
        LOG.log(System.Logger.Level.DEBUG, () -> session + ": the client is " + printable);
        return before.from(printable);
    }

    Said idleAsked(Preferences before) {
        long now = before.idle().orElse(settings.idleTimeout()).toSeconds();
        return new Said(Reply.idleTime(now, mostIdle()), before);
    }

    Said idle(long seconds, Preferences before) {
        long least = Math.min(LEAST_IDLE_SECONDS, mostIdle());
        if (seconds < least || seconds > mostIdle()) {
            return new Said(Reply.idleOutOfBounds(least, mostIdle()), before);
        }
        return new Said(
                Reply.idleTime(seconds, mostIdle()), before.silentFor(Duration.ofSeconds(seconds)));
    }

    private long mostIdle() {
        return Math.max(1, settings.idleTimeout().toSeconds());
    }
}
