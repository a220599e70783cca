package dev.ferry.app.shell.verb;

import static dev.ferry.app.shell.verb.Naming.BOOKMARK_DEED;
import static dev.ferry.app.shell.verb.Naming.JOB;
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
import picocli.CommandLine.Model.UsageMessageSpec;

/// All verbs of the shell.
public final class Verbs {

    /// What `help` says of a verb.
    ///
    /// @param description the first line says it all in short
    /// @param examples the first of them is the best
    public record About(List<String> description, List<String> examples) {

        /// What its class says.
        static About of(Class<? extends Verb> type) {
            Command command = Objects.requireNonNull(type.getAnnotation(Command.class));
            return new About(List.of(command.description()), List.of(command.footer()));
        }

        void tell(UsageMessageSpec usage) {
            usage.description(description.toArray(String[]::new))
                    .footerHeading(examples.size() > 1 ? "%nExamples:%n" : "%nExample:%n")
                    .footer(examples.stream().map(each -> "  " + each).toArray(String[]::new));
        }
    }

    /// A row of the table. What it does, its options and an example stand at its class.
    ///
    /// @param errand whether it can go on in the background
    /// @param maker makes one for a single line
    /// @param names what its words name, the last one for all that follow
    public record Entry(
            String name,
            List<String> aliases,
            boolean errand,
            Supplier<About> about,
            Function<Settings, Verb> maker,
            List<Naming> names) {

        Verb make(Settings settings) {
            return maker.apply(settings);
        }

        public Naming naming(int position) {
            return names.get(Math.min(position, names.size() - 1));
        }

        /// What it does, in one line.
        public String summary() {
            return about.get().description().getFirst();
        }

        /// The first of its examples.
        public String example() {
            return about.get().examples().getFirst().strip();
        }

        Entry or(String... others) {
            return new Entry(name, List.of(others), errand, about, maker, names);
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
                    deed("df", Lists.Df.class, Lists.Df::new, REMOTE_FOLDER),
                    carry(Carry.As.GET),
                    carry(Carry.As.MGET),
                    carry(Carry.As.REGET),
                    carry(Carry.As.PUT),
                    carry(Carry.As.MPUT),
                    carry(Carry.As.REPUT),
                    new Entry(
                            "mirror",
                            List.of(),
                            true,
                            () -> About.of(Mirrors.Mirror.class),
                            Mirrors.Mirror::new,
                            List.of(REMOTE_FOLDER, LOCAL_FOLDER, NOTHING)),
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
        return new Entry(
                name, List.of(), false, () -> About.of(type), _ -> maker.get(), List.of(names));
    }

    private static Entry carry(Carry.As as) {
        return new Entry(
                as.word(),
                List.of(),
                true,
                as::about,
                settings -> new Carry(as, settings),
                List.of(as.naming()));
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
        return ALL.stream().filter(Entry::errand).map(Entry::name).toList();
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
