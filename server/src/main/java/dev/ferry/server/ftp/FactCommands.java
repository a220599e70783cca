package dev.ferry.server.ftp;

import dev.ferry.core.work.FactChanges;
import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.Command.Change;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.SiteVerb;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What can be set of a file besides its content, and how much room there is: MFMT, MFCT, MFF, SITE
/// CHMOD, SITE UTIME, AVBL and SITE QUOTA. Replies tell what the storage made of it.
final class FactCommands {

    private FactCommands() {}

    static Step modified(Instant time, String name, LoggedIn in) throws IOException {
        if (!can(Capability.SET_MODIFIED, in)) {
            return say(Reply.storageCannot("MFMT", "set when a file was modified"), in);
        }
        VirtualPath path = in.cwd().resolve(name);
        Entry now = in.files().setFacts(path, FactChanges.modified(time));
        return say(Reply.modifiedSet(now.modified(), path.toString()), in);
    }

    static Step created(Instant time, String name, LoggedIn in) throws IOException {
        if (!can(Capability.SET_CREATED, in)) {
            return say(Reply.storageCannot("MFCT", "set when a file was made"), in);
        }
        VirtualPath path = in.cwd().resolve(name);
        Entry now = in.files().setFacts(path, FactChanges.created(time));
        return say(Reply.createdSet(now.created().orElse(time), path.toString()), in);
    }

    static Step several(List<Change> changes, String name, LoggedIn in) throws IOException {
        var cannot = new ArrayList<String>();
        for (Change change : changes) {
            if (!can(needed(change), in)) cannot.add(fact(change));
        }
        if (!cannot.isEmpty()) return unsettable(cannot, in);
        VirtualPath path = in.cwd().resolve(name);
        Entry now = in.files().setFacts(path, asked(changes));
        List<Change> set = changes.stream().map(change -> asItIs(change, now)).toList();
        return say(Reply.factsSet(set, path.toString()), in);
    }

    static Step unsettable(List<String> facts, LoggedIn in) {
        return say(
                Reply.factsNotSettable(
                        facts, Features.of(in, TlsCommands.Offer.NONE, false).settable()),
                in);
    }

    private static FactChanges asked(List<Change> changes) {
        Optional<Instant> modified = Optional.empty();
        Optional<Instant> created = Optional.empty();
        OptionalInt mode = OptionalInt.empty();
        for (Change change : changes) {
            switch (change) {
                case Change.Modified(Instant time) -> modified = Optional.of(time);
                case Change.Created(Instant time) -> created = Optional.of(time);
                case Change.Mode(int bits) -> mode = OptionalInt.of(bits);
            }
        }
        return new FactChanges(modified, created, mode);
    }

    private static Change asItIs(Change asked, Entry now) {
        return switch (asked) {
            case Change.Modified _ -> new Change.Modified(now.modified());
            case Change.Created(Instant time) -> new Change.Created(now.created().orElse(time));
            case Change.Mode _ -> new Change.Mode(now.mode());
        };
    }

    private static Capability needed(Change change) {
        return switch (change) {
            case Change.Modified _ -> Capability.SET_MODIFIED;
            case Change.Created _ -> Capability.SET_CREATED;
            case Change.Mode _ -> Capability.SET_MODE;
        };
    }

    private static String fact(Change change) {
        return switch (change) {
            case Change.Modified _ -> "Modify";
            case Change.Created _ -> "Create";
            case Change.Mode _ -> "UNIX.mode";
        };
    }

    static Step siteMode(Command.SiteChmod asked, LoggedIn in) throws IOException {
        if (!can(Capability.SET_MODE, in)) {
            return say(Reply.siteNotUnderstood(SiteVerb.CHMOD.name()), in);
        }
        VirtualPath path = in.cwd().resolve(asked.path());
        Entry now = in.files().setFacts(path, FactChanges.mode(asked.mode()));
        return say(Reply.modeChanged(now.mode(), path.toString()), in);
    }

    static Step siteTime(Command.SiteUtime asked, LoggedIn in) throws IOException {
        if (!can(Capability.SET_MODIFIED, in)) {
            return say(Reply.siteNotUnderstood(SiteVerb.UTIME.name()), in);
        }
        VirtualPath path = in.cwd().resolve(asked.path());
        Entry now = in.files().setFacts(path, FactChanges.modified(asked.modified()));
        return say(Reply.timeChanged(now.modified(), path.toString()), in);
    }

    static Step available(String name, LoggedIn in) throws IOException {
        if (!can(Capability.AVAILABLE, in)) {
            return say(Reply.storageCannot("AVBL", "tell how much room is left"), in);
        }
        return say(Reply.available(in.files().room(in.cwd().resolve(name)).free()), in);
    }

    static Step quota(LoggedIn in) throws IOException {
        String name = in.account().name();
        return say(
                in.files()
                        .usage()
                        .map(it ->
                                Reply.quota(
                                        name,
                                        it.bytes(),
                                        it.mostBytes(),
                                        it.files(),
                                        it.mostFiles()))
                        .orElseGet(() -> Reply.noQuota(name)),
                in);
    }

    private static boolean can(Capability capability, LoggedIn in) {
        return in.files().capabilities().contains(capability);
    }

    private static Step say(Reply reply, LoggedIn next) {
        return new Step.Answer(reply, next);
    }
}
