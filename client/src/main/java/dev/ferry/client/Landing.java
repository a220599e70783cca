package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Ability;
import dev.ferry.client.remote.Incoming;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Outgoing;
import dev.ferry.client.remote.Remote;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/// Where a file arrives at a server. Where the server would show it before it is whole, it waits
/// under a name of its own, and gets the target's at the end.
final class Landing {

    /// Looked at only where the rule for conflicts needs it.
    @FunctionalInterface
    interface Source {
        Item item() throws IOException;
    }

    private final Remote to;
    private final TransferOptions options;
    private final Attempts attempts;
    private VirtualPath target;
    private boolean decided;

    Landing(Remote to, VirtualPath target, TransferOptions options, Attempts attempts) {
        this.to = to;
        this.target = target;
        this.options = options;
        this.attempts = attempts;
        decided = options.conflict() == TransferOptions.Conflict.OVERWRITE;
    }

    /// Where it is at the end; elsewhere than asked where the rule is to rename.
    VirtualPath target() {
        return target;
    }

    /// Whether it is to be sent, by the rule for what is there already. That is decided once: from
    /// then on what is there may be ours.
    boolean isWanted(Source source) throws IOException {
        if (decided) return true;
        Optional<Item> there = there(to, target);
        if (there.isPresent() && !isWanted(source.item(), there.get())) return false;
        decided = true;
        return true;
    }

    private boolean isWanted(Item here, Item there) throws IOException {
        if (there.isFolder()) {
            throw new Failure.AlreadyThere(target + ": is a folder there", null);
        }
        return switch (options.conflict()) {
            case OVERWRITE -> true;
            case SKIP -> false;
            case NEWER -> Versions.isNewer(here, there);
            case DIFFERENT -> Versions.isDifferent(here, there);
            case RENAME -> {
                VirtualPath folder = target.parent();
                var taken = new ArrayList<String>();
                try (var items = to.list(folder)) {
                    items.forEach(item -> taken.add(item.name()));
                }
                target = folder.child(Names.free(target.name(), taken::contains));
                yield true;
            }
            case FAIL -> throw new Failure.AlreadyThere(target + ": is there already", null);
        };
    }

    /// Into a drop box nobody may look.
    private static Optional<Item> there(Remote to, VirtualPath path) throws IOException {
        try {
            return Optional.of(to.stat(path));
        } catch (Failure.NotFound | Failure.NotAllowed _) {
            return Optional.empty();
        }
    }

    /// The name under which this version of the source waits, which is the target's where the
    /// server shows nothing that is not whole.
    VirtualPath waiting(String version) throws IOException {
        boolean whole = to.abilities().contains(Ability.WHOLE_FILES) || !options.atomic();
        return whole ? target : Names.waiting(target, version);
    }

    /// How many bytes an earlier attempt may have left there; 0 where it is more than there are.
    long left(VirtualPath waiting, long size) throws IOException {
        long have = to.length(waiting).orElse(0);
        if (have <= size) return have;
        if (!waiting.equals(target)) {
            attempts.note("began again from zero: what was there is longer than the file");
        }
        return 0;
    }

    /// The last `length` bytes of what waits, from `offset` on; empty where the server does not
    /// show just them.
    Optional<byte[]> end(VirtualPath waiting, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (Incoming in = to.read(waiting, offset)) {
            int count = in.fill(bytes);
            // The end is read too, so that the session is good for more.
            boolean ended = in.read(new byte[1], 0, 1) < 0;
            return ended && count == length ? Optional.of(bytes) : Optional.empty();
        } catch (Failure.NotAllowed | Failure.NotFound | Failure.Unsupported _) {
            return Optional.empty(); // a drop box shows nothing
        }
    }

    /// Some servers do not go on with what is there, which is no reason to end.
    ///
    /// @param size of the whole file
    Outgoing open(VirtualPath waiting, long have, OptionalLong size) throws IOException {
        try {
            return size.isPresent()
                    ? to.write(waiting, have, size.getAsLong() - have)
                    : to.write(waiting, have);
        } catch (Failure.Unsupported | Failure.NotAllowed | Failure.Other e) {
            if (have == 0) {
                boolean elsewhere = e instanceof Failure.NotAllowed && !waiting.equals(target);
                throw elsewhere ? notAllowed(waiting, e) : e;
            }
            throw new Restart(
                    "began again from zero: the server does not go on with a file ("
                            + e.words()
                            + ")");
        }
    }

    /// Nobody knows the name under which a file waits.
    private Failure notAllowed(VirtualPath waiting, Failure why) {
        String message =
                target
                        + ": not permitted: its temporary name "
                        + waiting.name()
                        + " could not be written (--direct does without one)";
        if (why.reply().isPresent()) return new Failure.NotAllowed(message, why.reply().get());
        return why.answer()
                .<Failure>map(answer -> Failure.NotAllowed.said(message, answer))
                .orElseGet(() -> new Failure.NotAllowed(message, null));
    }

    /// Gives what waits the target's name.
    void publish(VirtualPath waiting) throws IOException {
        if (!waiting.equals(target)) replace(to, waiting, target);
    }

    /// Renames, also over what is there, which some servers do not do by themselves.
    static void replace(Remote to, VirtualPath from, VirtualPath target) throws IOException {
        try {
            to.replace(from, target);
        } catch (Failure.AlreadyThere | Failure.Other | Failure.NotAllowed e) {
            if (there(to, target).isEmpty()) throw e;
            to.delete(target);
            to.rename(from, target);
        }
    }
}
