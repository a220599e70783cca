package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.account.Account;
import dev.ferry.core.account.Login;
import dev.ferry.core.account.LoginDesk;
import dev.ferry.core.account.Recognition;
import dev.ferry.core.account.ShownCertificate;
import dev.ferry.core.work.AccountChangedException;
import dev.ferry.core.work.ByteRange;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.ftp.Form.Mode;
import dev.ferry.server.ftp.Form.Structure;
import dev.ferry.server.ftp.State.Coming.Start;
import dev.ferry.server.ftp.State.Greeted;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.server.net.Door;
import dev.ferry.server.net.Limits;
import dev.ferry.server.net.Refusal;
import dev.ferry.server.net.Teller;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.Facts;
import dev.ferry.wire.ftp.HashFunction;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.SiteVerb;
import dev.ferry.wire.ftp.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What each command means in each state: (state, command) to step. Refusals come out of it as
/// answers, before anything is started. For the session's thread.
final class Protocol {

    private static final System.Logger LOG = System.getLogger(Protocol.class.getName());

    private final LoginDesk desk;
    private final Door door;
    private final Function<Account, Workspace> workspaces;
    private final Teller teller;
    private final DataCommands data;
    private final FileCommands files;
    private final ListCommands lists;
    private final HashCommands hashes;
    private final TalkCommands talk;
    private final TlsCommands tls;
    private final boolean deflating;
    private final State.Preferences beginning;
    private final FtpErrors errors;

    /// @param workspaces the files of whoever logs in
    /// @param deflating whether MODE Z is served
    /// @param beginning what a client gets that says nothing
    Protocol(
            LoginDesk desk,
            Door door,
            Function<Account, Workspace> workspaces,
            Teller teller,
            DataCommands data,
            FileCommands files,
            ListCommands lists,
            HashCommands hashes,
            TalkCommands talk,
            TlsCommands tls,
            boolean deflating,
            State.Preferences beginning,
            FtpErrors errors) {
        this.desk = desk;
        this.door = door;
        this.workspaces = workspaces;
        this.teller = teller;
        this.data = data;
        this.files = files;
        this.lists = lists;
        this.hashes = hashes;
        this.talk = talk;
        this.tls = tls;
        this.deflating = deflating;
        this.beginning = beginning;
        this.errors = errors;
    }

    Step answer(State state, Command command) throws InterruptedException {
        return switch (state) {
            case Greeted greeted -> beforeLogin(greeted, command);
            case LoggedIn in -> afterLogin(in, command);
            case State.Closed closed -> throw new IllegalStateException(closed + ", " + command);
        };
    }

    private Step beforeLogin(Greeted at, Command command) throws InterruptedException {
        return switch (command) {
            case Command.User(String name) -> named(at, name);
            case Command.Pass pass ->
                    at.name().isEmpty()
                            ? say(Reply.outOfOrder("PASS", "USER"), at)
                            : logIn(at, at.name().get(), pass.password().reveal());
            case Command.Acct _ -> say(Reply.accountNotNeeded(), at);
            case Command.Rein _ ->
                    TlsCommands.again(
                            at.preferences(), Reply.readyAgain(), at.forgotten(beginning));
            case Command.Auth(String mechanism) -> tls.auth(mechanism, at, beginning);
            case Command.Pbsz _ -> say(tls.bufferSize(at.preferences().protection()), at);
            case Command.Prot(char level) ->
                    say(tls.protection(level, at.preferences().protection()), at);
            case Command.Ccc _ -> tls.clear(at);
            case Command.Quit _ -> say(Reply.goodbye(), new State.Closed());
            case Command.OptsMlst(List<String> facts) -> {
                var selection = Facts.Selection.of(facts);
                yield say(
                        Reply.factsSelected(selection),
                        at.with(at.preferences().showing(selection)));
            }
            case Command.OptsHash(HashFunction function) ->
                    say(Reply.hashSelected(function), at.with(at.preferences().hashing(function)));
            case Command.OptsHashAsked() -> say(Reply.hashSelected(at.preferences().hash()), at);
            case Command.OptsHashUnknown(String name) -> say(Reply.hashUnknown(name), at);
            case Command.Help(String topic) -> say(help(topic), at);
            case Command.Feat _ ->
                    say(
                            Reply.features(
                                    Features.beforeLogin(at.preferences(), tls.offer(), deflating)
                                            .lines()),
                            at);
            case Command.Syst _ -> say(Reply.system(), at);
            case Command.Noop _ -> say(Reply.stillHere(), at);
            case Command.OptsUtf8(boolean on) -> say(talk.utf8(on, at.preferences()), at);
            case Command.Host host when !tls.mayMean(host.name()) ->
                    say(Reply.hostUnknown(host.name()), at);
            case Command.Host host -> {
                var said = talk.host(host, at.preferences());
                yield say(said, said.reply().negative() ? at : at.nameless());
            }
            case Command.Lang(String tag) -> say(talk.language(tag, at.preferences()), at);
            case Command.Clnt(String name) -> say(talk.client(name, at.preferences()), at);
            case Command.Csid(var facts) -> say(talk.identity(facts, at.preferences()), at);
            case Command.SiteHelp(String topic) ->
                    say(
                            siteHelp(
                                    topic,
                                    Features.beforeLogin(at.preferences(), tls.offer(), deflating)),
                            at);
            case Command.SiteUnknown(String name) -> say(Reply.siteNotUnderstood(name), at);
            case Command.OptsUnknown(String option) -> say(Reply.optionUnknown(option), at);
            case Command.NotImplemented(String verb) -> say(Reply.notImplemented(verb), at);
            case Command.Unknown(String verb) -> say(Reply.notUnderstood(verb), at);
            case Command.Malformed(String verb, String why) -> say(Reply.malformed(verb, why), at);
            case Command.BadLine(String why) -> say(Reply.badLine(why), at);
            case Command.Cwd _,
                    Command.Cdup _,
                    Command.Pwd _,
                    Command.Port _,
                    Command.Eprt _,
                    Command.EprtUnsupported _,
                    Command.Pasv _,
                    Command.Epsv _,
                    Command.EpsvAll _,
                    Command.Type _,
                    Command.TypeUnsupported _,
                    Command.Stru _,
                    Command.Mode _,
                    Command.Retr _,
                    Command.Stor _,
                    Command.Stou _,
                    Command.Appe _,
                    Command.Allo _,
                    Command.Rest _,
                    Command.RestMarker _,
                    Command.OptsModeZ _,
                    Command.Rang _,
                    Command.Rnfr _,
                    Command.Rnto _,
                    Command.Abor _,
                    Command.Dele _,
                    Command.Rmd _,
                    Command.Mkd _,
                    Command.List _,
                    Command.Nlst _,
                    Command.Mlst _,
                    Command.Mlsd _,
                    Command.Size _,
                    Command.Mdtm _,
                    Command.Mfmt _,
                    Command.Hash _,
                    Command.XHash _,
                    Command.Mfct _,
                    Command.Mff _,
                    Command.MffUnsupported _,
                    Command.Avbl _,
                    Command.Smnt _,
                    Command.SiteChmod _,
                    Command.SiteUtime _,
                    Command.SiteQuota _,
                    Command.SiteIdle _,
                    Command.SiteIdleAsked _,
                    Command.Stat _,
                    Command.StatOf _ ->
                    say(Reply.notLoggedIn(), at);
        };
    }

    private Step named(Greeted at, String name) {
        var refusal = tls.refusal(at.preferences().protection());
        if (refusal.isPresent()) {
            teller.tlsWanted(name, refusal.get().why());
            return say(refusal.get().reply(), at.nameless());
        }
        return tls.shown(at.preferences().protection())
                .map(shown -> recognise(at, name, shown))
                .orElseGet(() -> passwordOf(at, name));
    }

    private static Step passwordOf(Greeted at, String name) {
        return say(
                isGuest(name) ? Reply.guestPasswordWanted() : Reply.passwordWanted(name),
                at.named(name));
    }

    /// A certificate that is shown must be one of the account's, also where a password follows:
    /// else it would show who has which account.
    private Step recognise(Greeted at, String name, ShownCertificate shown) {
        Optional<Refusal> banned = door.closed();
        if (banned.isPresent()) return turnAway(banned.get());
        Recognition outcome;
        try {
            outcome = desk.recognise(name, shown, door::objection);
        } catch (IOException e) {
            return nobody(e);
        }
        return switch (outcome) {
            case Recognition.Enough(Account account) ->
                    admit(
                            at,
                            account,
                            Teller.Method.CERTIFICATE,
                            Reply.loggedInByCertificate(account.name()));
            case Recognition.PasswordToo _ -> passwordOf(at, name);
            case Recognition.Refused(String why, String words) -> {
                teller.loginRefused(name, Teller.Method.CERTIFICATE, why);
                yield refuse(at, Reply.certificateRefused(words));
            }
        };
    }

    private Step nobody(IOException e) {
        LOG.log(System.Logger.Level.ERROR, errors.session() + ": nobody can log in", e);
        return say(Reply.serverFailed(), new State.Closed());
    }

    private static boolean isGuest(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return folded.equals("anonymous") || folded.equals("ftp");
    }

    private Step logIn(Greeted at, String name, String password) throws InterruptedException {
        Optional<Refusal> banned = door.closed();
        if (banned.isPresent()) return turnAway(banned.get());
        Optional<ShownCertificate> shown = tls.shown(at.preferences().protection());
        Login outcome;
        try {
            outcome = desk.login(name, password, account -> objection(account, shown));
        } catch (IOException e) {
            return nobody(e);
        }
        return switch (outcome) {
            case Login.Accepted(Account account) ->
                    admit(
                            at,
                            account,
                            method(account.anonymous(), shown),
                            Reply.loggedIn(account.name()));
            case Login.Refused(String why) -> {
                teller.loginRefused(name, method(isGuest(name), shown), why);
                yield refuse(at, Reply.loginFailed());
            }
        };
    }

    /// What speaks against a login by password, besides the password.
    private Optional<String> objection(Account account, Optional<ShownCertificate> shown) {
        return door.objection(account)
                .or(() ->
                        account.certificates()
                                .objection(account.name(), shown, tls.certificateRequired()));
    }

    private static Teller.Method method(boolean guest, Optional<ShownCertificate> shown) {
        if (guest) return Teller.Method.ANONYMOUS;
        return shown.isPresent() ? Teller.Method.CERTIFICATE_AND_PASSWORD : Teller.Method.PASSWORD;
    }

    private Step refuse(Greeted at, Reply reply) {
        Limits.Wrong wrong = door.wrongPassword();
        Optional<Refusal> over = door.tooMany(at.refusals() + 1, wrong);
        wrong.ban().ifPresent(teller::banned);
        return over.map(
                        why -> {
                            teller.turnedAway(why);
                            return new Step.Refuse(
                                    wrong.pause(),
                                    Reply.limitReached(why.words()),
                                    new State.Closed());
                        })
                .orElseGet(() -> new Step.Refuse(wrong.pause(), reply, at.refused()));
    }

    private Step turnAway(Refusal why) {
        teller.turnedAway(why);
        return say(Reply.limitReached(why.words()), new State.Closed());
    }

    private Step admit(Greeted at, Account account, Teller.Method method, Reply welcome) {
        Optional<Refusal> full = door.logIn(account);
        if (full.isPresent()) return turnAway(full.get());
        try {
            Workspace files = workspaces.apply(account);
            teller.loggedIn(account, method);
            return say(welcome, LoggedIn.first(account, files, preferences(account, at)));
        } catch (UncheckedIOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "%s: %s: %s, %s"
                            .formatted(
                                    errors.session(),
                                    account.name(),
                                    e.getMessage(),
                                    e.getCause()));
            teller.loginRefused(account.name(), method, "its home cannot be opened");
            door.logOut();
            return say(Reply.homeMissing(), at.forgotten(beginning));
        }
    }

    /// The charset of an account goes before that of the network its client is in.
    private static State.Preferences preferences(Account account, Greeted at) {
        return account.charset()
                .map(charset -> at.preferences().configured(WireText.in(charset)))
                .orElse(at.preferences());
    }

    private Step afterLogin(LoggedIn at, Command command) {
        // RNFR waits for the very next command alone.
        LoggedIn in = at.renaming(Optional.empty());
        if (command instanceof Command.Moving moving) {
            var tooClear = tls.refusal(in);
            if (tooClear.isPresent()) {
                VirtualPath path = in.cwd().resolve(moving.path());
                teller.tlsWanted(path, action(moving), tooClear.get().why());
                return say(tooClear.get().reply(), in.spent());
            }
        }
        try {
            return switch (command) {
                case Command.User _, Command.Pass _ ->
                        say(Reply.alreadyLoggedIn(in.account().name()), in);
                case Command.Acct _ -> say(Reply.accountNotNeeded(), in);
                case Command.Rein _ -> {
                    data.forget();
                    yield TlsCommands.again(
                            in.preferences(), Reply.readyAgain(), Greeted.fresh(beginning));
                }
                case Command.Auth(String mechanism) -> tls.auth(mechanism, in);
                case Command.Pbsz _ -> say(tls.bufferSize(in.preferences().protection()), in);
                case Command.Prot(char level) ->
                        say(tls.protection(level, in.preferences().protection()), in);
                case Command.Ccc _ -> tls.clear(in);
                case Command.Quit _ -> say(Reply.goodbye(), new State.Closed());

                case Command.Port(Command.HostPort to) -> data.port("PORT", to, in);
                case Command.Eprt(Command.HostPort to) -> data.port("EPRT", to, in);
                case Command.EprtUnsupported _ -> data.unsupported(in);
                case Command.Pasv _ -> data.passive(in);
                case Command.Epsv(Command.Epsv.Family family) -> data.extended(family, in);
                case Command.EpsvAll _ ->
                        say(Reply.onlyExtendedPassive(), in.withExtendedPassiveOnly());

                case Command.Type(Command.Representation type) ->
                        say(Reply.typeSet(type), in.with(in.form().with(type)));
                case Command.TypeUnsupported(String asked) ->
                        say(Reply.parameterNotImplemented("TYPE", asked, "A, I or L 8"), in);
                case Command.Stru(char structure) -> structured(structure, in);
                case Command.Mode(char mode) -> moded(mode, in);
                case Command.OptsModeZ _ when !deflating -> say(withoutDeflate(), in);
                case Command.OptsModeZ(int level) -> {
                    Form form = level == 0 ? in.form() : in.form().atLevel(level);
                    yield say(Reply.levelSet(form.level()), in.with(form));
                }
                case Command.Allo(long bytes) ->
                        say(
                                bytes == 0 ? Reply.nothingExpected() : Reply.sizeExpected(bytes),
                                in.with(in.coming().announcing(bytes)));
                case Command.Rest(long offset) -> restarting(offset, in);
                case Command.RestMarker(String marker) -> restarting(marker, in);
                case Command.Rang range -> within(range, in);
                case Command.Abor _ -> {
                    data.forget();
                    yield new Step.Abort(in);
                }

                case Command.Retr(String path) -> files.retrieve(path, in);
                case Command.Stor(String path) -> files.store(path, in);
                case Command.Stou(String path) -> files.storeUnique(path, in);
                case Command.Appe(String path) -> files.append(path, in);
                case Command.List(var options, String path) -> lists.list(options, path, in);
                case Command.Nlst(var options, String path) -> lists.names(options, path, in);
                case Command.Mlsd(String path) -> lists.facts(path, in);

                case Command.Cwd(String path) -> enter(in, path);
                case Command.Cdup _ -> {
                    VirtualPath up = in.cwd().parent();
                    in.files().enter(up);
                    yield say(Reply.movedUp(up.toString()), in.in(up));
                }
                case Command.Pwd _ -> say(Reply.directory(in.cwd().toString()), in);
                case Command.Rnfr(String path) -> files.renameFrom(path, in);
                case Command.Rnto(String path) -> files.renameTo(path, at.renaming(), in);
                case Command.Dele(String path) -> files.delete(path, in);
                case Command.Rmd(String path) -> files.removeFolder(path, in);
                case Command.Mkd(String path) -> files.makeFolder(path, in);
                case Command.Mlst(String path) -> lists.factsOf(path, in);
                case Command.Size(String path) -> files.size(path, in);
                case Command.Mdtm(String path) -> files.modified(path, in);
                case Command.Mfmt(var time, String path) -> FactCommands.modified(time, path, in);
                case Command.Mfct(var time, String path) -> FactCommands.created(time, path, in);
                case Command.Mff(var facts, String path) -> FactCommands.several(facts, path, in);
                case Command.MffUnsupported(var facts) -> FactCommands.unsettable(facts, in);
                case Command.SiteChmod asked -> FactCommands.siteMode(asked, in);
                case Command.SiteUtime asked -> FactCommands.siteTime(asked, in);
                case Command.SiteQuota _ -> FactCommands.quota(in);
                case Command.Avbl(String path) -> FactCommands.available(path, in);
                case Command.Smnt(String path) -> {
                    VirtualPath folder = in.cwd().resolve(path);
                    in.files().enter(folder);
                    yield say(Reply.nothingToMount(folder.toString()), in);
                }
                case Command.Hash(String path) -> hashes.hash(path, in);
                case Command.XHash asked -> hashes.extended(asked, in);
                case Command.Stat() -> new Step.Report(data.standing(in), in);
                case Command.StatOf(var options, String path) -> lists.status(options, path, in);

                case Command.OptsMlst(List<String> facts) -> {
                    var selection = Facts.Selection.of(facts);
                    yield say(
                            Reply.factsSelected(selection),
                            in.with(in.preferences().showing(selection)));
                }
                case Command.OptsHash(HashFunction function) ->
                        say(
                                Reply.hashSelected(function),
                                in.with(in.preferences().hashing(function)));
                case Command.OptsHashAsked() ->
                        say(Reply.hashSelected(in.preferences().hash()), in);
                case Command.OptsHashUnknown(String name) -> say(Reply.hashUnknown(name), in);
                case Command.Help(String topic) -> say(help(topic), in);
                case Command.Feat _ ->
                        say(Reply.features(Features.of(in, tls.offer(), deflating).lines()), in);
                case Command.Syst _ -> say(Reply.system(), in);
                case Command.Noop _ -> say(Reply.stillHere(), in);
                case Command.OptsUtf8(boolean on) -> say(talk.utf8(on, in.preferences()), in);
                case Command.Host _ -> say(Reply.hostTooLate(), in);
                case Command.Lang(String tag) -> say(talk.language(tag, in.preferences()), in);
                case Command.Clnt(String name) -> say(talk.client(name, in.preferences()), in);
                case Command.Csid(var facts) -> say(talk.identity(facts, in.preferences()), in);
                case Command.SiteIdle(long seconds) ->
                        say(talk.idle(seconds, in.preferences()), in);
                case Command.SiteIdleAsked _ -> say(talk.idleAsked(in.preferences()), in);
                case Command.SiteHelp(String topic) ->
                        say(siteHelp(topic, Features.of(in, tls.offer(), deflating)), in);
                case Command.SiteUnknown(String name) -> say(Reply.siteNotUnderstood(name), in);
                case Command.OptsUnknown(String option) -> say(Reply.optionUnknown(option), in);
                case Command.NotImplemented(String verb) -> say(Reply.notImplemented(verb), in);
                case Command.Unknown(String verb) -> say(Reply.notUnderstood(verb), in);
                case Command.Malformed(String verb, String why) ->
                        say(Reply.malformed(verb, why), in);
                case Command.BadLine(String why) -> say(Reply.badLine(why), in);
            };
        } catch (AccountChangedException e) {
            return say(errors.reply(e, in.cwd()), new State.Closed());
        } catch (IOException e) {
            var subject =
                    command instanceof Command.OfPath of ? in.cwd().resolve(of.path()) : in.cwd();
            return say(
                    errors.reply(e, subject),
                    command instanceof Command.Moving || command instanceof Command.Hash
                            ? in.spent()
                            : in);
        }
    }

    private static Action action(Command.Moving command) {
        return switch (command) {
            case Command.Retr _ -> Action.READ;
            case Command.Stor _, Command.Stou _ -> Action.CREATE;
            case Command.Appe _ -> Action.APPEND;
            case Command.List _, Command.Nlst _, Command.Mlsd _ -> Action.LIST;
        };
    }

    private static Step structured(char structure, LoggedIn in) {
        return switch (structure) {
            case 'F' -> say(Reply.structureSet('F'), in.with(in.form().with(Structure.FILE)));
            case 'R' -> say(Reply.structureSet('R'), in.with(in.form().with(Structure.RECORD)));
            default -> say(Reply.parameterNotImplemented("STRU", structure + "", "F or R"), in);
        };
    }

    private Step moded(char mode, LoggedIn in) {
        if (mode == 'Z' && !deflating) return say(withoutDeflate(), in);
        return switch (mode) {
            case 'S' -> say(Reply.modeSet('S'), in.with(in.form().with(Mode.STREAM)));
            case 'B' -> say(Reply.modeSet('B'), in.with(in.form().with(Mode.BLOCK)));
            case 'Z' -> say(Reply.modeSet('Z'), in.with(in.form().with(Mode.DEFLATE)));
            default -> say(Reply.parameterNotImplemented("MODE", mode + "", "S, B or Z"), in);
        };
    }

    private static Reply withoutDeflate() {
        return Reply.parameterNotImplemented("MODE", "Z", "S or B");
    }

    private static Step restarting(long offset, LoggedIn in) {
        if (offset > 0 && !in.form().countsBytes()) {
            return say(Reply.restartNeedsMarker(), in);
        }
        return say(Reply.restartingAt(offset), in.with(in.coming().startingAt(offset)));
    }

    private static Step restarting(String text, LoggedIn in) {
        if (in.form().mode() != Mode.BLOCK) return say(Reply.markerNeedsBlocks(), in);
        return RestartMarker.of(text)
                .map(marker ->
                        say(
                                Reply.restartingAt(text),
                                in.with(in.coming().starting(new Start.AtMarker(marker)))))
                .orElseGet(() -> say(Reply.malformed("REST", "that is no marker of ours"), in));
    }

    private static Step within(Command.Rang asked, LoggedIn in) {
        LoggedIn whole = in.with(in.coming().taking(Optional.empty()));
        if (asked.isReset()) return say(Reply.rangeForgotten(), whole);
        if (asked.isBackwards()) {
            return say(Reply.malformed("RANG", "the last byte comes before the first"), whole);
        }
        long end = asked.last() == Long.MAX_VALUE ? asked.last() : asked.last() + 1;
        var range = Optional.of(new ByteRange(asked.first(), end));
        return say(
                Reply.rangeNoted(asked.first(), asked.last()), in.with(in.coming().taking(range)));
    }

    private static Step enter(LoggedIn in, String path) throws IOException {
        VirtualPath folder = in.cwd().resolve(path);
        in.files().enter(folder);
        return say(Reply.entered(folder.toString()), in.in(folder));
    }

    private static Reply help(String topic) {
        if (topic.isEmpty()) return Reply.help();
        if (topic.equals("SITE")) return Reply.siteHelp(List.of(SiteVerb.values()));
        return Verb.named(topic).map(Reply::help).orElseGet(() -> Reply.notUnderstood(topic));
    }

    private static Reply siteHelp(String topic, Features features) {
        if (topic.isEmpty()) return Reply.siteHelp(features.site());
        return SiteVerb.named(topic)
                .filter(features.site()::contains)
                .map(Reply::siteHelp)
                .orElseGet(() -> Reply.siteNotUnderstood(topic));
    }

    private static Step say(TlsCommands.Said said, Greeted at) {
        return say(said.reply(), at.with(at.preferences().protectedBy(said.then())));
    }

    private static Step say(TlsCommands.Said said, LoggedIn in) {
        return say(said.reply(), in.with(in.preferences().protectedBy(said.then())));
    }

    private static Step say(TalkCommands.Said said, Greeted at) {
        return say(said.reply(), at.with(said.then()));
    }

    private static Step say(TalkCommands.Said said, LoggedIn in) {
        return say(said.reply(), in.with(said.then()));
    }

    private static Step say(Reply reply, State next) {
        return new Step.Answer(reply, next);
    }
}
