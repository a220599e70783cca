package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Line;
import dev.ferry.app.shell.line.Word;
import dev.ferry.client.Site;
import dev.ferry.client.TransferQueue.Job;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What could stand where the cursor is.
public final class Completion {

    /// @param text the whole word
    /// @param shown the part of it that is worth seeing
    /// @param whole whether the word ends with it; that of a folder goes on
    public record Choice(String text, String shown, boolean whole) {
        static Choice word(String text) {
            return new Choice(text, text, true);
        }
    }

    private static final List<String> QUEUE_DEEDS = List.of("start", "stop", "remove", "again");

    private final Shell shell;

    public Completion(Shell shell) {
        this.shell = shell;
    }

    /// All that begin with what is there, in order.
    public List<Choice> at(Line.Spot spot) {
        String begun = spot.word().text();
        return choices(spot.before(), begun)
                .filter(choice -> choice.text().startsWith(begun))
                .toList();
    }

    private Stream<Choice> choices(List<Word> before, String begun) {
        if (before.isEmpty()) return verbs(false);
        Optional<Verbs.Entry> found = Verbs.find(before.getFirst().text());
        if (found.isEmpty()) return Stream.empty();
        Verbs.Entry entry = found.get();
        List<Word> rest = before.subList(1, before.size());
        boolean queued =
                entry.name().equals("queue")
                        && !rest.isEmpty()
                        && !QUEUE_DEEDS.contains(rest.getFirst().text());
        if (queued) return choices(rest, begun);
        if (begun.startsWith("-")) {
            return Verbs.options(entry, shell.settings()).stream().map(Choice::word);
        }
        CommandSpec spec = Verbs.commandLine(entry.make(shell.settings())).getCommandSpec();
        if (!rest.isEmpty()) {
            OptionSpec option = withValue(spec, rest.getLast().text());
            if (option != null) return values(entry, option, begun);
        }
        return named(naming(entry, position(spec, rest), rest), rest, begun);
    }

    /// The option that takes the next word for its value; null where there is none.
    private static @org.jspecify.annotations.Nullable OptionSpec withValue(
            CommandSpec spec, String word) {
        OptionSpec option = word.startsWith("-") ? spec.findOption(word) : null;
        return option != null && option.arity().min() > 0 ? option : null;
    }

    private static int position(CommandSpec spec, List<Word> words) {
        int position = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).text();
            if (!word.startsWith("-")) position++;
            else if (withValue(spec, word) != null) i++;
        }
        return position;
    }

    private static Naming naming(Verbs.Entry entry, int position, List<Word> words) {
        Naming naming = entry.naming(position);
        boolean turned =
                entry.name().equals("mirror")
                        && words.stream()
                                .map(Word::text)
                                .anyMatch(it -> it.equals("-R") || it.equals("--reverse"));
        if (!turned) return naming;
        return switch (naming) {
            case REMOTE_FOLDER -> Naming.LOCAL_FOLDER;
            case LOCAL_FOLDER -> Naming.REMOTE_FOLDER;
            default -> naming;
        };
    }

    private Stream<Choice> values(Verbs.Entry entry, OptionSpec option, String begun) {
        List<String> names = List.of(option.names());
        if (names.contains("-O")) {
            boolean up = entry.naming(0) == Naming.LOCAL;
            return up ? remote(begun, true) : local(begun, true);
        }
        for (String name : names) {
            List<String> words = Settings.words(name.replaceFirst("^-+", ""));
            if (!words.isEmpty()) return words.stream().map(Choice::word);
        }
        return Stream.empty();
    }

    private Stream<Choice> named(Naming naming, List<Word> rest, String begun) {
        return switch (naming) {
            case NOTHING -> Stream.empty();
            case REMOTE -> remote(begun, false);
            case REMOTE_FOLDER -> remote(begun, true);
            case LOCAL -> local(begun, false);
            case LOCAL_FOLDER -> local(begun, true);
            case VERB -> verbs(false);
            case QUEUED -> Stream.concat(verbs(true), QUEUE_DEEDS.stream().map(Choice::word));
            case JOB ->
                    Stream.concat(
                                    shell.queue().jobs().stream()
                                            .map(Job::number)
                                            .map(String::valueOf),
                                    Stream.of("all"))
                            .map(Choice::word);
            case SITE -> bookmarks();
            case BOOKMARK_DEED -> Stream.of("add", "list", "remove").map(Choice::word);
            case SETTING -> shell.settings().names().stream().map(Choice::word);
            case SETTING_VALUE -> Settings.words(rest.getFirst().text()).stream().map(Choice::word);
            case ON_OFF -> Stream.of("on", "off").map(Choice::word);
        };
    }

    private static Stream<Choice> verbs(boolean errands) {
        List<String> some = Verbs.errands();
        var names = new ArrayList<String>();
        for (Verbs.Entry entry : Verbs.ALL) {
            if (errands && !some.contains(entry.name())) continue;
            names.add(entry.name());
        }
        return names.stream().sorted().map(Choice::word);
    }

    private Stream<Choice> bookmarks() {
        try {
            return Stream.concat(
                    shell.bookmarks().all().stream().map(bookmark -> Choice.word(bookmark.name())),
                    Stream.of("ftp://", "ftps://", "ftpes://", "sftp://")
                            .map(scheme -> new Choice(scheme, scheme, false)));
        } catch (Failure _) {
            return Stream.empty();
        }
    }

    private Stream<Choice> remote(String begun, boolean folders) {
        try {
            Shell.Spot spot = shell.spot();
            return names(spot.site(), spot.at(), begun, begun, folders);
        } catch (Failure _) {
            return Stream.empty();
        }
    }

    private Stream<Choice> local(String begun, boolean folders) {
        try {
            VirtualPath here = shell.local().path(shell.here().toString());
            return names(shell.local(), here, Shell.atHome(begun), begun, folders);
        } catch (IOException _) {
            return Stream.empty();
        }
    }

    /// @param meant the path that `begun` means
    private Stream<Choice> names(
            Site site, VirtualPath at, String meant, String begun, boolean folders) {
        String above = begun.substring(0, begun.lastIndexOf('/') + 1);
        VirtualPath folder = at.resolve(meant.substring(0, meant.lastIndexOf('/') + 1));
        boolean hidden = begun.startsWith(".", above.length());
        return shell.glance().list(site, folder).stream()
                .filter(item -> hidden || !item.name().startsWith("."))
                .filter(item -> !folders || !item.isFile())
                .sorted(java.util.Comparator.comparing(Item::name))
                .map(item -> {
                    String name = item.name() + (item.isFolder() ? "/" : "");
                    return new Choice(above + name, name, !item.isFolder());
                });
    }
}
