package dev.ferry.app.transfer;

import dev.ferry.app.bookmark.Passwords;
import dev.ferry.app.cli.OneLine;
import dev.ferry.app.cli.Problem;
import dev.ferry.app.cli.Questions;
import dev.ferry.app.user.Secrets;
import dev.ferry.client.Pace;
import dev.ferry.client.SiteAddress;
import dev.ferry.client.TransferClient;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.ftp.FtpSettings;
import dev.ferry.client.ftp.FtpSettings.Credentials;
import dev.ferry.client.local.KnownHostsFile;
import dev.ferry.client.local.OpenSshHome;
import dev.ferry.client.net.Dialer;
import dev.ferry.client.net.Fingerprint;
import dev.ferry.client.net.Proxy;
import dev.ferry.client.net.Trust;
import dev.ferry.client.remote.Retries;
import dev.ferry.client.sftp.KeyFile;
import dev.ferry.client.sftp.SshAccess;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What all commands of the client have in common: how to reach a server, whom to trust, who to be,
/// and how to tell what happens.
@Command(
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:something else; the line on standard error says what",
            "2:a wrong option, argument or URL",
            "3:cannot connect, or no such host",
            "4:login refused",
            "5:not trusted: the certificate, the host key, or a server without TLS",
            "6:no such file or folder there",
            "7:not permitted there, or there already",
            "8:trouble with a file of this machine",
            "9:some of several files failed",
            "10:content, size or checksum is not what the other side says",
            "11:no progress in time",
            "12:nothing matched",
            "13:a limit: --max-delete, quota or disk of the other side, too many sessions",
            "14:connection lost, and retries used up",
            "15:the other side broke the protocol",
            "130:interrupted; what is there is kept"
        })
public final class ConnectOptions {

    @Option(
            names = "--tls",
            paramLabel = "auto|off|required",
            description =
                    "For ftp: URLs. auto (default) asks for TLS first; where the server has none, a"
                            + " terminal is asked, and anything else ends with 5.")
    private String tls = "auto";

    @Option(
            names = "--tls-version",
            paramLabel = "auto|1.2|1.3",
            description = "Default: auto, which takes 1.3 where the server can resume it.")
    private String tlsVersion = "auto";

    @Option(
            names = "--trust",
            paramLabel = "system|ask|new|SHA256:...",
            description =
                    "Whom to trust. Default: system, then ask on a terminal, which remembers. new"
                            + " accepts and remembers whoever was never seen. A fingerprint (may be"
                            + " repeated) accepts that certificate or host key alone. Of sftp:"
                            + " URLs, system is who is in known_hosts.")
    private List<String> trust = List.of();

    @Option(names = "--ca", paramLabel = "FILE", description = "Trust these authorities (PEM).")
    private @Nullable Path ca;

    @Option(
            names = "--known-hosts",
            paramLabel = "FILE",
            description =
                    "Whose certificates and host keys are known (default: ~/.ferry/known-hosts, and"
                            + " ~/.ssh/known_hosts for sftp: URLs).")
    private @Nullable Path knownHosts;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Give up after so long without progress (default: ${DEFAULT-VALUE}).")
    private double timeout = 60;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Try again so often without progress (default: ${DEFAULT-VALUE}).")
    private int retries = Retries.MOST;

    @Option(
            names = "--password-stdin",
            description = "Take the first line of standard input as the password.")
    private boolean passwordStdin;

    @Option(
            names = "--netrc",
            paramLabel = "FILE",
            description = "Look for users and passwords there (default: ~/.netrc).")
    private @Nullable Path netrc;

    @Option(
            names = {"-i", "--identity"},
            paramLabel = "FILE",
            description =
                    "For sftp: URLs, a private key of OpenSSH or PEM; may be repeated (default: the"
                            + " agent's, those of ~/.ssh/config, and ~/.ssh/id_*).")
    private List<Path> identities = List.of();

    @Option(
            names = "--ssh-config",
            paramLabel = "FILE",
            description = "For sftp: URLs, in place of ~/.ssh/config; none for none.")
    private @Nullable String sshConfig;

    /// Of active data connections.
    private static final String ANY_PORTS = "0-0";

    @Option(
            names = "--active",
            arity = "0..1",
            fallbackValue = ANY_PORTS,
            preprocessor = Attached.class,
            paramLabel = "PORTS",
            description = "Let the server make data connections, to one of these ports (any).")
    private @Nullable String active;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description =
                    "Go through socks5://[user:password@]host:port or http://...; none for no"
                            + " proxy (default: what ALL_PROXY, FTP_PROXY and NO_PROXY say, of which"
                            + " sftp: URLs heed all but FTP_PROXY).")
    private @Nullable String proxy;

    @Option(names = "-4", description = "IPv4 alone.")
    private boolean ip4;

    @Option(names = "-6", description = "IPv6 alone.")
    private boolean ip6;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Call from this address.")
    private @Nullable String bind;

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            description = "Of names there (default: ${DEFAULT-VALUE}).")
    private String charset = "UTF-8";

    @Option(
            names = "--limit-rate",
            paramLabel = "BYTES",
            description = "Bytes a second for all transfers together; K, M and G may follow.")
    private @Nullable String rate;

    @Option(names = "--json", description = "Say everything as JSON, an object a line.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say errors alone.")
    boolean quiet;

    @Option(names = "--debug", description = "Show the dialogue on standard error.")
    private volatile boolean debug;

    private static final String PASSPHRASE = "FERRY_KEY_PASSPHRASE";

    private @Nullable String typed;
    private Questions questions = Questions.console();
    private final Map<String, Boolean> clearText = new HashMap<>();
    private final Map<String, Secret> secrets = new HashMap<>();

    /// A client as the options want it.
    ///
    /// @param asked for what the options do not say
    /// @param pace what --limit-rate says, where it is empty
    /// @param sessions at most to each site
    public TransferClient client(
            Remarks remarks, Questions asked, Optional<Pace> pace, int sessions, List<String> urls)
            throws Failure {
        // Old servers that resume TLS 1.2 sessions by id alone get no tickets from us.
        System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
        questions = asked;
        if (timeout <= 0 || timeout > 1e6) throw new Failure.Usage("--timeout: must be above 0");
        if (retries < 0) throw new Failure.Usage("--retries: must not be below 0");
        if (ip4 && ip6) throw new Failure.Usage("-4 and -6: leave one of them out");
        Duration patience = Duration.ofMillis((long) (timeout * 1000));
        if (passwordStdin && typed == null) typed = Secrets.firstLine(System.in);
        warnOfPasswords(remarks, urls);
        return TransferClient.builder(InstantSource.system())
                .tls(tlsMode())
                .tlsVersion(version())
                .trust(trusted())
                .clearText(this::isClearTextAllowed)
                .logins(this::login)
                .ssh((address, _) -> access(address, remarks))
                .dialer(new Dialer(family(), from(), via(urls), patience))
                .dataMode(dataMode())
                .charset(names())
                .patience(patience)
                .sessions(sessions)
                .pace(pace.isPresent() ? pace.get() : pace())
                .retries(
                        new Retries(
                                retries,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30),
                                remarks::retry))
                .dialogue(new Shown(remarks))
                .build();
    }

    /// As fast as --limit-rate allows.
    public Pace pace() throws Failure {
        return new Pace(rate == null ? 0 : size("--limit-rate", rate));
    }

    /// What --limit-rate says, or `off`.
    public String rate() {
        return rate == null ? "off" : rate;
    }

    /// Whether the dialogue is shown from now on.
    public void debug(boolean on) {
        debug = on;
    }

    public boolean isDebug() {
        return debug;
    }

    public boolean isJson() {
        return json;
    }

    public boolean isQuiet() {
        return quiet;
    }

    private static void warnOfPasswords(Remarks remarks, List<String> urls) throws Failure {
        for (String url : urls) {
            if (SiteAddress.isUrl(url) && SiteAddress.parse(url).password().isPresent()) {
                remarks.note(
                        "a password in a URL is seen by everybody who sees the list of processes;"
                                + " FERRY_PASSWORD, .netrc and --password-stdin are not");
                return;
            }
        }
    }

    private FtpSettings.Tls tlsMode() throws Failure {
        return switch (tls) {
            case "auto" -> FtpSettings.Tls.AUTO;
            case "off" -> FtpSettings.Tls.OFF;
            case "required" -> FtpSettings.Tls.REQUIRED;
            default ->
                    throw new Failure.Usage("--tls: '" + tls + "' is none of auto, off, required");
        };
    }

    private FtpSettings.TlsVersion version() throws Failure {
        return switch (tlsVersion) {
            case "auto" -> FtpSettings.TlsVersion.AUTO;
            case "1.2" -> FtpSettings.TlsVersion.ONLY_12;
            case "1.3" -> FtpSettings.TlsVersion.ONLY_13;
            default ->
                    throw new Failure.Usage(
                            "--tls-version: '" + tlsVersion + "' is none of auto, 1.2, 1.3");
        };
    }

    private Trust trusted() throws Failure {
        var known =
                new KnownHostsFile(knownHosts == null ? home().resolve("known-hosts") : knownHosts);
        var roots = new Trust.Roots(ca == null ? List.of() : certificates(ca));
        Set<Fingerprint> pins = new HashSet<>();
        String word = "ask";
        for (String one : trust) {
            Optional<Fingerprint> pin = Fingerprint.parse(one);
            if (pin.isPresent()) pins.add(pin.get());
            else word = one;
        }
        if (!pins.isEmpty()) return new Trust.Pinned(pins);
        return switch (word) {
            case "system" -> roots;
            case "ask" -> new Trust.Ask(roots, known, this::isTrusted);
            case "new" -> new Trust.FirstUse(known);
            default ->
                    throw new Failure.Usage(
                            "--trust: '"
                                    + word
                                    + "' is none of system, ask, new and no fingerprint (SHA256:"
                                    + " and base64 or 64 hexadecimal digits)");
        };
    }

    /// Where what is remembered is kept.
    private static Path home() {
        return Path.of(System.getProperty("user.home"), ".ferry");
    }

    private static List<X509Certificate> certificates(Path file) throws Failure {
        try (InputStream in = Files.newInputStream(file)) {
            var all = new ArrayList<X509Certificate>();
            for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.add((X509Certificate) one);
            }
            if (all.isEmpty())
                throw new Failure.LocalTrouble(file + ": holds no certificate", null);
            return all;
        } catch (CertificateException e) {
            throw new Failure.LocalTrouble(file + ": holds no certificate: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failure.LocalTrouble.of(file + ": cannot be read", e);
        }
    }

    private boolean isTrusted(Trust.Shown shown) {
        return questions.isYes(
                "%s:%d: %s.%nIt is the %s, its fingerprint %s.%nTrust it from now on?"
                        .formatted(
                                shown.host(),
                                shown.port(),
                                OneLine.of(shown.why()),
                                OneLine.of(shown.what()),
                                shown.fingerprint()));
    }

    /// Asked once for each host, however many sessions there are.
    private boolean isClearTextAllowed(String host, Reply refusal) {
        synchronized (clearText) {
            return clearText.computeIfAbsent(host, name -> askedForClearText(name, refusal));
        }
    }

    private boolean askedForClearText(String host, Reply refusal) {
        return questions.isYes(
                "%s does no TLS (%s). Send the password and all files in the clear?"
                        .formatted(host, OneLine.of(Failure.said(refusal))));
    }

    private Credentials login(SiteAddress address) throws IOException {
        Optional<Netrc.Entry> entry = netrc().of(address.host(), address.user());
        Optional<String> user = address.user().or(() -> entry.flatMap(Netrc.Entry::login));
        if (user.isEmpty()) return Credentials.ANONYMOUS;
        return new Credentials(user.get(), password(address, user.get(), entry));
    }

    // SSH

    private SshAccess access(SiteAddress address, Remarks remarks) throws Failure {
        Optional<Path> config =
                sshConfig == null
                        ? Optional.empty()
                        : Optional.of(Path.of(sshConfig.equals("none") ? "/dev/null" : sshConfig));
        if (config.isPresent() && !Files.exists(config.get())) {
            throw new Failure.LocalTrouble(config.get() + ": no such file here", null);
        }
        for (Path identity : identities) {
            if (!Files.exists(identity)) {
                throw new Failure.LocalTrouble(identity + ": no such file here", null);
            }
        }
        var home =
                new OpenSshHome(
                        Path.of(System.getProperty("user.home")),
                        System.getProperty("user.name"),
                        Optional.ofNullable(System.getenv("SSH_AUTH_SOCK")),
                        config,
                        Optional.ofNullable(knownHosts),
                        identities.stream().map(Path::toAbsolutePath).toList());
        return home.access(
                address.host(), address.port(), address.user(), new Voice(address, remarks));
    }

    /// What the options, the environment and the user say to an SSH server.
    private final class Voice implements OpenSshHome.Voice {
        private final SiteAddress address;
        private final Remarks remarks;

        Voice(SiteAddress address, Remarks remarks) {
            this.address = address;
            this.remarks = remarks;
        }

        @Override
        public Optional<String> user() throws IOException {
            return netrc().of(address.host(), address.user()).flatMap(Netrc.Entry::login);
        }

        @Override
        public Optional<Secret> password(String user) throws IOException {
            Optional<Netrc.Entry> entry = netrc().of(address.host(), Optional.of(user));
            Optional<Secret> kept = kept(address, user, entry);
            return kept.isPresent() ? kept : asked(address, user);
        }

        @Override
        public Optional<String> answer(String question, boolean shown) {
            String line = OneLine.of(question) + (question.endsWith(" ") ? "" : " ");
            return shown ? questions.answer(line) : questions.secret(line);
        }

        /// The environment's is tried once; a terminal is asked again.
        @Override
        public Optional<Secret> passphrase(KeyFile key, int attempt) {
            String set = System.getenv(PASSPHRASE);
            if (set != null) return attempt == 1 ? Optional.of(new Secret(set)) : Optional.empty();
            return questions
                    .secret("Passphrase of %s: ".formatted(OneLine.of(key.name())))
                    .filter(word -> !word.isEmpty())
                    .map(Secret::new);
        }

        @Override
        public boolean hasPassphrases() {
            return System.getenv(PASSPHRASE) != null || questions.isAnybodyThere();
        }

        @Override
        public void note(String what) {
            remarks.note(what);
        }
    }

    private Netrc netrc() throws Failure {
        return netrc != null
                ? Netrc.read(netrc, true)
                : Netrc.read(Path.of(System.getProperty("user.home"), ".netrc"), false);
    }

    /// What was typed for a site once is not asked for again.
    private Optional<Secret> asked(SiteAddress address, String user) {
        String key = user + "@" + address.host() + ":" + address.port();
        synchronized (secrets) {
            Secret known = secrets.get(key);
            if (known != null) return Optional.of(known);
            Optional<Secret> said =
                    questions
                            .secret("Password of %s at %s: ".formatted(user, address.host()))
                            .map(Secret::new);
            said.ifPresent(secret -> secrets.put(key, secret));
            return said;
        }
    }

    /// Asks again for passwords that were typed.
    public void forget() {
        synchronized (secrets) {
            secrets.clear();
        }
    }

    private static SiteAddress as(SiteAddress address, String user) {
        return new SiteAddress(
                address.scheme(),
                address.host(),
                address.port(),
                Optional.of(user),
                Optional.empty(),
                address.path());
    }

    /// A password that nobody has to type.
    private Optional<Secret> kept(SiteAddress address, String user, Optional<Netrc.Entry> entry)
            throws Failure {
        if (typed != null) return Optional.of(new Secret(typed));
        String set = System.getenv("FERRY_PASSWORD");
        if (set != null) return Optional.of(new Secret(set));
        if (address.password().isPresent()) return address.password();
        Optional<String> kept = entry.flatMap(Netrc.Entry::password);
        if (kept.isPresent()) return kept.map(Secret::new);
        if (user.equals("anonymous")) return Optional.of(Credentials.ANONYMOUS.password());
        return Passwords.in(home(), questions, System.getenv()).find(as(address, user));
    }

    private Secret password(SiteAddress address, String user, Optional<Netrc.Entry> entry)
            throws Failure {
        Optional<Secret> kept = kept(address, user, entry);
        if (kept.isPresent()) return kept.get();
        return asked(address, user)
                .orElseThrow(() ->
                        Problem.usage(
                                "no password for "
                                        + user
                                        + " at "
                                        + address.host()
                                        + ": set FERRY_PASSWORD, write it into .netrc, keep it"
                                        + " with 'ferry site add', or use --password-stdin"));
    }

    private Dialer.Family family() {
        return ip4 ? Dialer.Family.IP4 : ip6 ? Dialer.Family.IP6 : Dialer.Family.ANY;
    }

    private Optional<InetAddress> from() throws Failure {
        if (bind == null) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(bind));
        } catch (IllegalArgumentException _) {
            throw new Failure.Usage("--bind: '" + bind + "' is no address");
        }
    }

    private Optional<Proxy> via(List<String> urls) throws Failure {
        if ("none".equals(proxy)) return Optional.empty();
        if (proxy != null) return Optional.of(proxy("--proxy", proxy));
        return proxied(System.getenv(), urls);
    }

    /// The proxy of the environment, for who goes to these URLs; an empty variable is none.
    static Optional<Proxy> proxied(Map<String, String> environment, List<String> urls)
            throws Failure {
        if (isExempt(environment, urls)) return Optional.empty();
        List<String> names =
                isSsh(urls)
                        ? List.of("all_proxy", "ALL_PROXY")
                        : List.of("ftp_proxy", "FTP_PROXY", "all_proxy", "ALL_PROXY");
        for (String name : names) {
            String set = environment.get(name);
            if (set != null && !set.isBlank()) return Optional.of(proxy(name, set));
        }
        return Optional.empty();
    }

    private static boolean isSsh(List<String> urls) {
        List<String> remote = urls.stream().filter(SiteAddress::isUrl).toList();
        return !remote.isEmpty() && remote.stream().allMatch(it -> it.startsWith("sftp:"));
    }

    private static boolean isExempt(Map<String, String> environment, List<String> urls)
            throws Failure {
        String set = environment.getOrDefault("no_proxy", environment.get("NO_PROXY"));
        if (set == null) return false;
        for (String url : urls) {
            if (!SiteAddress.isUrl(url)) continue;
            String host = SiteAddress.parse(url).host().toLowerCase(Locale.ROOT);
            for (String word : set.toLowerCase(Locale.ROOT).split("[, ]+", -1)) {
                String bare = word.startsWith(".") ? word.substring(1) : word;
                if (bare.equals("*")) return true;
                if (!bare.isEmpty() && (host.equals(bare) || host.endsWith("." + bare)))
                    return true;
            }
        }
        return false;
    }

    private static Proxy proxy(String name, String text) throws Failure {
        return Proxy.parse(text)
                .orElseThrow(() ->
                        new Failure.Usage(name + ": is no socks5://host:port or http://host:port"));
    }

    private FtpSettings.DataMode dataMode() throws Failure {
        if (active == null) return new FtpSettings.DataMode.Passive();
        String[] ends = active.split("-", -1);
        try {
            int first = Integer.parseInt(ends[0]);
            int last = ends.length > 1 ? Integer.parseInt(ends[1]) : first;
            return new FtpSettings.DataMode.Active(first, last);
        } catch (IllegalArgumentException _) {
            throw new Failure.Usage("--active: '" + active + "' is no range of ports");
        }
    }

    private Charset names() throws Failure {
        try {
            return charset.equalsIgnoreCase("UTF-8")
                    ? StandardCharsets.UTF_8
                    : Charset.forName(charset);
        } catch (IllegalArgumentException _) {
            throw new Failure.Usage("--charset: '" + charset + "' is not known");
        }
    }

    /// `500`, `10K`, `1.5M`.
    public static long size(String name, String text) throws Failure {
        String upper = text.toUpperCase(Locale.ROOT);
        int unit = upper.isEmpty() ? -1 : "KMGT".indexOf(upper.charAt(upper.length() - 1));
        String number = unit < 0 ? upper : upper.substring(0, upper.length() - 1);
        try {
            double value = Double.parseDouble(number) * Math.pow(1024, unit + 1.0);
            if (value >= 1 && value < 1e18) return (long) value;
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Failure.Usage(
                name + ": '" + text + "' is no number of bytes, such as 500K or 10M");
    }

    private final class Shown implements FtpSettings.Dialogue {
        private final Remarks remarks;

        Shown(Remarks remarks) {
            this.remarks = remarks;
        }

        @Override
        public void said(String line) {
            if (debug) remarks.debug("> " + line);
        }

        @Override
        public void heard(Reply reply) {
            if (debug)
                reply.lines().forEach(line -> remarks.debug("< " + reply.code() + " " + line));
        }

        @Override
        public boolean isShown() {
            return debug;
        }

        @Override
        public void heard(String line) {
            if (debug) remarks.debug("< " + line);
        }

        @Override
        public void noted(String what) {
            remarks.note(what);
        }
    }
}
