package dev.ferry.app.shell.verb;

import dev.ferry.app.shell.line.Word;
import dev.ferry.app.transfer.Batch;
import dev.ferry.app.transfer.MoveOptions;
import dev.ferry.app.transfer.Place;
import dev.ferry.client.Order;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.TransferOptions.Conflict;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Files on their way here or there, by the word that says which and how.
@Command(modelTransformer = Carry.Wording.class)
final class Carry implements Verb.Errand {

    private enum Way {
        DOWN,
        UP
    }

    /// What the words after it are.
    private enum Meant {
        NAMES,
        PATTERNS,
        /// Names of files that are gone on with, whatever was said.
        INTERRUPTED
    }

    /// The words that a line can begin with.
    enum As {
        GET(
                Way.DOWN,
                Meant.NAMES,
                """
                Fetch files.
                A file arrives as NAME.ferry-part and gets its name when it is whole; an \
                interrupted one is gone on with. Names mean themselves; mget takes patterns. \
                With & at its end it goes on in the background.\
                """,
                """
                get a.zip
                get a.zip -o b.zip
                get -r photos -O backup
                get --segments 4 large.iso &\
                """),
        MGET(
                Way.DOWN,
                Meant.PATTERNS,
                "Fetch all files that patterns match.",
                """
                mget *.jpg
                mget -r 20[23]? -O backup &\
                """),
        REGET(
                Way.DOWN,
                Meant.INTERRUPTED,
                """
                Go on with interrupted files: get with --resume.
                get does so too, where nobody said --no-resume.\
                """,
                "reget large.iso"),
        PUT(
                Way.UP,
                Meant.NAMES,
                """
                Send files.
                A file gets its name there when it is whole; an interrupted one is gone on \
                with. Names mean themselves; mput takes patterns. With & at its end it goes \
                on in the background.\
                """,
                """
                put a.zip
                put a.zip -o b.zip
                put -r photos -O backup
                put large.iso &\
                """),
        MPUT(
                Way.UP,
                Meant.PATTERNS,
                "Send all files that patterns match.",
                """
                mput *.jpg
                mput -r 20[23]? -O backup &\
                """),
        REPUT(
                Way.UP,
                Meant.INTERRUPTED,
                """
                Go on with interrupted files: put with --resume.
                put does so too, where nobody said --no-resume.\
                """,
                "reput large.iso");

        private final Way way;
        private final Meant meant;
        private final String description;
        private final String examples;

        As(Way way, Meant meant, String description, String examples) {
            this.way = way;
            this.meant = meant;
            this.description = description;
            this.examples = examples;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        Verbs.About about() {
            return new Verbs.About(description.lines().toList(), examples.lines().toList());
        }

        /// What its words name.
        Naming naming() {
            return way == Way.DOWN ? Naming.REMOTE : Naming.LOCAL;
        }
    }

    private final As as;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to fetch or send.")
    private List<Word> files = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Folders with all that is in them.")
    private boolean recursive;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NAME",
            description = "What the copy is called.")
    private @Nullable String name;

    @Option(
            names = {"-O", "--into"},
            paramLabel = "FOLDER",
            description = "Where copies go, instead of the folder you are in.")
    private @Nullable String folder;

    @Option(
            names = "--segments",
            paramLabel = "N",
            description = "Fetch each file in so many parts at a time.")
    private int segments = 1;

    @Option(
            names = {"-c", "--continue"},
            description = "Go on with what is there: --resume.")
    private boolean again;

    @Mixin private final MoveOptions move;

    Carry(As as, Settings settings) {
        this.as = as;
        move = settings.moving();
    }

    /// Gives the command the name and the words of what it was called.
    static final class Wording implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            As as = ((Carry) spec.userObject()).as;
            spec.name(as.word());
            as.about().tell(spec.usageMessage());
            // To send a file in parts is nothing that servers know.
            if (as.way == Way.UP) spec.remove(spec.findOption("--segments"));
            return spec;
        }
    }

    @Override
    public Orders orders(Shell shell) throws IOException {
        String site = shell.spot().address().site();
        TransferOptions how = move.options(segments);
        if (again || as.meant == Meant.INTERRUPTED) how = how.resuming(true);
        List<Place> from = named(shell);
        if (as.way == Way.UP) {
            // A missing file sends nothing.
            for (Place place : from) place.requireHere();
        }
        if (name != null && from.size() > 1) {
            throw new Failure.Usage("-o: names one file, and " + from.size() + " are to be moved");
        }
        Place into = into(shell);
        var batch = new Batch(recursive, shell.screen());
        for (Place place : from) batch.add(place, target(place, into));
        var orders = new ArrayList<Order>();
        for (Batch.Move each : batch.moves()) {
            boolean asked = move.isAsked() && each.to().site().exists(each.to().path());
            if (asked && !MoveOptions.isReplaced(shell.screen(), each.to().path().toString())) {
                continue;
            }
            orders.add(order(site, each, asked ? how.on(Conflict.OVERWRITE) : how));
        }
        return new Orders(orders, move.parallel());
    }

    private List<Place> named(Shell shell) throws IOException {
        boolean down = as.way == Way.DOWN;
        var places = new ArrayList<Place>();
        for (Word file : files) {
            if (as.meant == Meant.PATTERNS) {
                places.addAll(down ? shell.remotes(file) : shell.locals(file));
            } else {
                places.add(down ? shell.remote(file) : shell.local(file));
            }
        }
        return places;
    }

    private Place into(Shell shell) throws IOException {
        Word word = Word.literal(folder == null ? "" : folder);
        if (as.way == Way.DOWN) return shell.local(word);
        Place into = shell.remote(word);
        if (folder != null) into.site().makeFolders(into.path());
        return into;
    }

    private Place target(Place from, Place into) throws IOException {
        String own = from.path().name();
        if (name == null) return own.isEmpty() ? into : into.child(own);
        boolean slashed = name.endsWith("/");
        var named = new Place(into.site(), into.path().resolve(name), name, slashed);
        return slashed || named.isFolderThere() ? named.child(own) : named;
    }

    private Order order(String site, Batch.Move each, TransferOptions how) throws Failure {
        return switch (as.way) {
            case DOWN -> new Order.Get(site, each.from().path(), Shell.file(each.to()), how);
            case UP -> new Order.Put(Shell.file(each.from()), site, each.to().path(), how);
        };
    }
}
