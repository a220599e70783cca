package dev.ferry.app.shell.verb;

import static dev.ferry.app.shell.verb.Naming.BOOKMARK_DEED;
import static dev.ferry.app.shell.verb.Naming.JOB;
import static dev.ferry.app.shell.verb.Naming.LOCAL;
import static dev.ferry.app.shell.verb.Naming.LOCAL_FOLDER;
import static dev.ferry.app.shell.verb.Naming.NOTHING;
import static dev.ferry.app.shell.verb.Naming.ON_OFF;
import static dev.ferry.app.shell.verb.Naming.QUEUED;
import static dev.ferry.app.shell.verb.Naming.REMOTE;
import static dev.ferry.app.shell.verb.Naming.REMOTE_FOLDER;
import static dev.ferry.app.shell.verb.Naming.SETTING;
import static dev.ferry.app.shell.verb.Naming.SITE;

import dev.ferry.app.cli.Nearest;
import dev.ferry.app.shell.line.Word;
import dev.ferry.client.failure.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// All verbs of the shell.
public final class Verbs {

    /// A row of the table. What it does, its options and an example stand at its class.
    ///
    /// @param maker makes one for a single line
    /// @param names what its words name, the last one for all that follow
    public record Entry(
            String name,
            List<String> aliases,
            Class<? extends Verb> type,
            Function<Settings, Verb> maker,
            List<Naming> names) {

        Verb make(Settings settings) {
            return maker.apply(settings);
        }

        public Naming naming(int position) {
            return names.get(Math.min(position, names.size() - 1));
        }

        private Command annotation() {
            return Objects.requireNonNull(type.getAnnotation(Command.class), name);
        }

        /// What it does, in one line.
        public String summary() {
            return annotation().description()[0];
        }

        /// The first of its examples.
        public String example() {
            return annotation().footer()[0].strip();
        }

        Entry or(String... others) {
            return new Entry(name, List.of(others), type, maker, names);
        }
    }

    /// In the order in which `help` shows them.
    public static final List<Entry> ALL =
            List.of(
                    deed("open", Sites.Open.class, Sites.Open::new, SITE, NOTHING),
                    deed("user", Sites.User.class, Sites.User::new, NOTHING),
                    deed("close", Sites.Close.class, Sites.Close::new, NOTHING).or("disconnect"),
                    deed(
                            "bookmark",
                            Sites.Bookmark.class,
                            Sites.Bookmark::new,
                            BOOKMARK_DEED,
                            SITE,
                            NOTHING),
                    deed("ls", Lists.Ls.class, Lists.Ls::new, REMOTE).or("dir"),
                    deed("cls", Lists.Cls.class, Lists.Cls::new, REMOTE).or("nlist"),
                    deed("cd", Folders.Cd.class, Folders.Cd::new, REMOTE_FOLDER, NOTHING),
                    deed("pwd", Folders.Pwd.class, Folders.Pwd::new, NOTHING),
                    deed("lcd", Folders.Lcd.class, Folders.Lcd::new, LOCAL_FOLDER, NOTHING),
                    deed("lpwd", Folders.Lpwd.class, Folders.Lpwd::new, NOTHING),
                    deed("find", Lists.Find.class, Lists.Find::new, REMOTE_FOLDER),
                    deed("du", Lists.Du.class, Lists.Du::new, REMOTE),
                    errand("get", Gets.Get.class, Gets.Get::new, REMOTE),
                    errand("mget", Gets.Mget.class, Gets.Mget::new, REMOTE),
                    errand("reget", Gets.Reget.class, Gets.Reget::new, REMOTE),
                    errand("put", Puts.Put.class, Puts.Put::new, LOCAL),
                    errand("mput", Puts.Mput.class, Puts.Mput::new, LOCAL),
                    errand("reput", Puts.Reput.class, Puts.Reput::new, LOCAL),
                    errand(
                            "mirror",
                            Mirrors.Mirror.class,
                            Mirrors.Mirror::new,
                            REMOTE_FOLDER,
                            LOCAL_FOLDER,
                            NOTHING),
                    deed("cat", Contents.Cat.class, Contents.Cat::new, REMOTE),
                    deed("size", Contents.Size.class, Contents.Size::new, REMOTE),
                    deed("hash", Contents.Hash.class, Contents.Hash::new, REMOTE),
                    deed("mkdir", Folders.Mkdir.class, Folders.Mkdir::new, REMOTE_FOLDER),
                    deed("rmdir", Folders.Rmdir.class, Folders.Rmdir::new, REMOTE_FOLDER),
                    deed("rm", Changes.Rm.class, Changes.Rm::new, REMOTE).or("delete", "mdelete"),
                    deed("mv", Changes.Mv.class, Changes.Mv::new, REMOTE, REMOTE, NOTHING)
                            .or("rename"),
                    deed("chmod", Changes.Chmod.class, Changes.Chmod::new, NOTHING, REMOTE),
                    deed("queue", Jobs.Queue.class, Jobs.Queue::new, QUEUED, JOB),
                    deed("jobs", Jobs.Listed.class, Jobs.Listed::new, NOTHING),
                    deed("fg", Jobs.Fg.class, Jobs.Fg::new, JOB, NOTHING),
                    deed("kill", Jobs.Kill.class, Jobs.Kill::new, JOB),
                    deed("wait", Jobs.Wait.class, Jobs.Wait::new, JOB),
                    deed(
                            "set",
                            Talk.Set.class,
                            Talk.Set::new,
                            SETTING,
                            Naming.SETTING_VALUE,
                            NOTHING),
                    deed("debug", Talk.Debug.class, Talk.Debug::new, ON_OFF, NOTHING),
                    deed("quote", Talk.Quote.class, Talk.Quote::new, NOTHING).or("raw"),
                    deed("history", Talk.History.class, Talk.History::new, NOTHING),
                    deed("help", Talk.Help.class, Talk.Help::new, Naming.VERB, NOTHING).or("?"),
                    deed("quit", Talk.Quit.class, Talk.Quit::new, NOTHING).or("exit", "bye"));

    private Verbs() {}

    private static Entry deed(
            String name, Class<? extends Verb> type, Supplier<Verb> maker, Naming... names) {
        return new Entry(name, List.of(), type, _ -> maker.get(), List.of(names));
    }

    private static Entry errand(
            String name,
            Class<? extends Verb> type,
            Function<Settings, Verb> maker,
            Naming... names) {
        return new Entry(name, List.of(), type, maker, List.of(names));
    }

    public static Optional<Entry> find(String word) {
        return ALL.stream()
                .filter(entry -> entry.name().equals(word) || entry.aliases().contains(word))
                .findFirst();
    }

    static Entry require(String word) throws Failure {
        Optional<Entry> entry = find(word);
        if (entry.isPresent()) return entry.get();
        var known = new ArrayList<String>();
        for (Entry each : ALL) {
            known.add(each.name());
            known.addAll(each.aliases());
        }
        throw new Failure.Usage(
                "there is no command '"
                        + word
                        + "'"
                        + Nearest.to(word, known)
                                .map(near -> ", did you mean " + near + "?")
                                .orElse("; 'help' lists them all"));
    }

    /// Those that can go on in the background.
    static List<String> errands() {
        return ALL.stream()
                .filter(entry -> Verb.Errand.class.isAssignableFrom(entry.type()))
                .map(Entry::name)
                .toList();
    }

    /// Reads the words of a line into `verb`.
    static CommandLine commandLine(Verb verb) {
        return new CommandLine(verb)
                .setExpandAtFiles(false)
                .registerConverter(Word.class, Word::new)
                .registerConverter(String.class, marked -> new Word(marked).text());
    }

    /// The options of a verb, as they are completed.
    public static List<String> options(Entry entry, Settings settings) {
        return commandLine(entry.make(settings)).getCommandSpec().options().stream()
                .flatMap(option -> List.of(option.names()).stream())
                .sorted()
                .toList();
    }

    static void usage(Entry entry, Shell shell) {
        var text = new StringWriter();
        commandLine(entry.make(shell.settings()))
                .usage(new PrintWriter(text, true), CommandLine.Help.Ansi.OFF);
        text.toString().lines().forEach(shell.screen()::line);
        if (!entry.aliases().isEmpty()) {
            shell.screen().line("Also called " + String.join(", ", entry.aliases()) + ".");
        }
    }
}
