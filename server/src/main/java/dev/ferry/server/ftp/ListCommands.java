package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.files.Glob;
import dev.ferry.files.IllegalNameException;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import dev.ferry.server.ftp.FolderLines.Choice;
import dev.ferry.server.ftp.State.LoggedIn;
import dev.ferry.wire.ftp.Facts;
import dev.ferry.wire.ftp.ListOptions;
import dev.ferry.wire.ftp.ListOptions.Form;
import dev.ferry.wire.ftp.ListOptions.Option;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/// What is where: LIST, NLST, MLSD, MLST and STAT of a path.
final class ListCommands {

    private final DataCommands data;
    private final InstantSource clock;
    private final ListLimits limits;
    private final FtpErrors errors;

    ListCommands(DataCommands data, InstantSource clock, ListLimits limits, FtpErrors errors) {
        this.data = data;
        this.clock = clock;
        this.limits = limits;
        this.errors = errors;
    }

    /// What LIST, NLST or STAT is about.
    ///
    /// @param text as the client wrote it
    /// @param glob of the entries of `path`, a folder; empty where `path` itself is meant
    /// @param there what is at `path`; where there is a glob, nobody looked
    private record Subject(
            ListOptions options,
            String text,
            VirtualPath path,
            Optional<Entry> there,
            Optional<String> glob) {

        boolean isFolder() {
            return glob.isPresent() || there.map(Entry::isFolder).orElse(false);
        }

        boolean has(Option option) {
            return options.has(option);
        }

        /// What stands before an entry's name to make it a path for the next command.
        String before() {
            if (glob.isPresent()) return text.substring(0, text.lastIndexOf('/') + 1);
            return text.isEmpty() || text.endsWith("/") ? text : text + "/";
        }
    }

    /// LIST of a folder's entries, of those a glob matches, or of one file.
    Step list(ListOptions options, String name, LoggedIn in) throws IOException {
        Subject subject = subject(options, name, in);
        return send(lines(subject, subject.options().form() == Form.NAMES, in), in);
    }

    /// NLST. Each line is a path for the next command (RFC 1123 §4.1.2.7), so what was asked for
    /// stands before the names of its entries.
    Step names(ListOptions options, String name, LoggedIn in) throws IOException {
        Subject subject = subject(options, name, in);
        if (subject.options().form() == Form.LONG) return send(lines(subject, false, in), in);
        if (!subject.isFolder()) {
            return send(single(subject, (out, _) -> out.append(subject.text())), in);
        }
        if (subject.has(Option.ITSELF) && subject.glob().isEmpty()) {
            return send(single(subject, (out, _) -> out.append(itself(subject))), in);
        }
        if (subject.has(Option.RECURSIVE)) {
            return send(tree(subject, subject.before(), false, in), in);
        }
        boolean plain = subject.options().order() == ListOptions.Order.NONE;
        if (plain && !subject.has(Option.MARKED)) return send(justNames(subject, in), in);
        return send(folder(subject, names(subject.before(), subject), in), in);
    }

    private static Lines justNames(Subject subject, LoggedIn in) throws IOException {
        String glob = subject.glob().orElse("");
        return new NameLines(
                subject.path(),
                subject.before(),
                in.files().list(subject.path()),
                wanted(glob, subject),
                glob);
    }

    /// STAT of what LIST would list, over the control connection.
    Step status(ListOptions options, String name, LoggedIn in) throws IOException {
        Subject subject = subject(options, name, in);
        boolean entries = subject.isFolder() && !isItself(subject);
        Lines lines =
                entries
                        ? folder(subject, style(subject, subject.options().form()), in)
                        : single(subject, longStyle(subject));
        return new Step.Start(new ListOverControl(lines, entries, errors), in);
    }

    /// A name that is there is meant as it stands, whatever is in it: only where there is none can
    /// it be options or a glob.
    private Subject subject(ListOptions options, String name, LoggedIn in) throws IOException {
        if (!options.perhapsName().isEmpty()) {
            VirtualPath path = in.cwd().resolve(options.perhapsName());
            try {
                Entry there = in.files().stat(path);
                return new Subject(
                        ListOptions.NONE,
                        options.perhapsName(),
                        path,
                        Optional.of(there),
                        Optional.empty());
            } catch (NoSuchFileException | AccessDeniedException | IllegalNameException _) {
                // then they are options
            }
        }
        VirtualPath path = in.cwd().resolve(name);
        try {
            Entry there = in.files().stat(path);
            return new Subject(options, name, path, Optional.of(there), Optional.empty());
        } catch (NoSuchFileException | IllegalNameException e) {
            int slash = name.lastIndexOf('/') + 1;
            String last = name.substring(slash);
            if (!Glob.isPattern(last)) throw e;
            VirtualPath folder = in.cwd().resolve(name.substring(0, slash));
            return new Subject(options, name, folder, Optional.empty(), Optional.of(last));
        }
    }

    private Lines lines(Subject subject, boolean names, LoggedIn in) throws IOException {
        if (!subject.isFolder() || isItself(subject)) {
            return single(
                    subject, names ? (out, _) -> out.append(itself(subject)) : longStyle(subject));
        }
        if (subject.has(Option.RECURSIVE)) {
            String before = subject.before();
            return tree(subject, before.isEmpty() ? "./" : before, true, in);
        }
        return folder(subject, style(subject, subject.options().form()), in);
    }

    private static boolean isItself(Subject subject) {
        return subject.has(Option.ITSELF) && subject.glob().isEmpty();
    }

    private static String itself(Subject subject) {
        return subject.text().isEmpty() ? "." : subject.text();
    }

    private static Lines single(Subject subject, Lines.Style style) {
        Entry there = subject.there().orElseThrow();
        // A folder that is listed itself is called what the client calls it, as ls does.
        Entry named = there.isFolder() ? there.named(itself(subject)) : there;
        return new SingleLine(subject.path(), named, style);
    }

    private Lines folder(Subject subject, Lines.Style style, LoggedIn in) throws IOException {
        Listing entries = in.files().list(subject.path());
        return new FolderLines(
                subject.path(), "", entries, choice(subject, subject.path(), true, style, in));
    }

    private Lines tree(Subject subject, String before, boolean headers, LoggedIn in)
            throws IOException {
        Listing entries = in.files().list(subject.path());
        var first = new TreeLines.Folder(subject.path(), before, 0);
        return new TreeLines(
                in.files(),
                first,
                entries,
                folder ->
                        choice(
                                subject,
                                folder.path(),
                                folder.equals(first),
                                headers
                                        ? style(subject, subject.options().form())
                                        : names(folder.before(), subject),
                                in),
                headers,
                limits);
    }

    private static Choice choice(
            Subject subject, VirtualPath folder, boolean first, Lines.Style style, LoggedIn in) {
        String glob = first ? subject.glob().orElse("") : "";
        FolderLines.Shown shown =
                subject.has(Option.FOLLOWED)
                        ? entry -> followed(entry, folder, in)
                        : entry -> entry;
        return new Choice(wanted(glob, subject), glob, order(subject.options()), shown, style);
    }

    private static Predicate<String> wanted(String glob, Subject subject) {
        if (glob.isEmpty()) return _ -> true;
        Glob pattern = Glob.of(glob);
        boolean hidden = subject.has(Option.ALL);
        return name -> pattern.matches(name, hidden);
    }

    /// What a link leads to, under the link's name; the link where that cannot be seen.
    private static Entry followed(Entry entry, VirtualPath folder, LoggedIn in) throws IOException {
        if (!(entry.kind() instanceof Entry.Kind.Link(var target)) || target.isEmpty()) {
            return entry;
        }
        try {
            return in.files().stat(folder.child(entry.name()));
        } catch (NoSuchFileException | AccessDeniedException _) {
            return entry;
        }
    }

    private static Sorting.By order(ListOptions options) {
        Comparator<Entry> byName = Comparator.comparing(Entry::name);
        Comparator<Entry> newest = Comparator.comparing(Entry::modified).reversed();
        Comparator<Entry> largest = Comparator.comparingLong(Entry::size).reversed();
        boolean reversed = options.has(Option.REVERSED);
        return switch (options.order()) {
            case NONE -> Sorting.By.NOTHING;
            case NAME -> by(byName, reversed);
            case TIME -> by(newest.thenComparing(byName), reversed);
            case SIZE -> by(largest.thenComparing(byName), reversed);
        };
    }

    private static Sorting.By by(Comparator<Entry> order, boolean reversed) {
        return new Sorting.By(reversed ? order.reversed() : order);
    }

    private Lines.Style style(Subject subject, Form form) {
        return switch (form) {
            case NAMES -> names("", subject);
            case USUAL, LONG -> longStyle(subject);
        };
    }

    private Lines.Style longStyle(Subject subject) {
        Instant now = clock.instant();
        if (!subject.has(Option.MARKED)) {
            return (out, entry) -> EntryText.appendLine(out, entry, "", now);
        }
        return (out, entry) -> {
            boolean link = entry.kind() instanceof Entry.Kind.Link; // whose target would be marked
            EntryText.appendLine(out, entry, link ? "" : EntryText.mark(entry), now);
        };
    }

    private static Lines.Style names(String before, Subject subject) {
        if (!subject.has(Option.MARKED)) {
            return (out, entry) -> out.append(before).append(entry.name());
        }
        return (out, entry) ->
                out.append(before).append(entry.name()).append(EntryText.mark(entry));
    }

    /// MLSD. The folder itself comes first, as `cdir` and by the name of `.`.
    Step facts(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry there = in.files().stat(path);
        if (!there.isFolder()) {
            return new Step.Answer(Reply.notAFolder(path.toString()), in.spent());
        }
        var text = new EntryText(in.files(), path);
        Facts.Selection selection = in.preferences().facts();
        var head = new StringBuilder();
        text.appendOwnFacts(head, there, selection);
        Choice choice = Choice.of((out, entry) -> text.appendFacts(out, entry, selection));
        return send(new FolderLines(path, head.toString(), in.files().list(path), choice), in);
    }

    /// MLST.
    Step factsOf(String name, LoggedIn in) throws IOException {
        VirtualPath path = in.cwd().resolve(name);
        Entry there = in.files().stat(path);
        String line =
                EntryText.factsOf(in.files(), there, path)
                        .line(in.preferences().facts(), path.toString());
        return new Step.Answer(Reply.facts(path.toString(), line), in);
    }

    private Step send(Lines lines, LoggedIn in) throws IOException {
        try {
            return new Step.Start(
                    new SendListing(
                            lines, data.take(in), in.form(), in.preferences().text(), errors),
                    in.spent());
        } catch (NoDataConnectionException e) {
            lines.close();
            throw e;
        }
    }
}
