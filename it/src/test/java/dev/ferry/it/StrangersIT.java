package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every client, at every task: what it did is counted, and printed as a table at the end. What a
/// client has no way to do stands there as a dash, and why below it.
@ExtendWith(Harbour.Pilot.class)
final class StrangersIT {

    private static final int FEW_MEGABYTES = 5_000_011;

    /// Enough to be in the middle of.
    private static final long LARGE = (long) Settings.sized(48, 128) << 20;

    /// Names that mean something to shells, URLs, patterns and listings, or are hard to say.
    private static final List<String> NAMES =
            List.of(
                    "a name",
                    " lead",
                    "trail ",
                    "it's",
                    "say \"hi\"",
                    "-dash",
                    "--",
                    "...",
                    ".hidden",
                    "100%25",
                    "hash#tag",
                    "query?x=y",
                    "semi;type=a",
                    "star*",
                    "[br]",
                    "{a,b}",
                    "~home",
                    "back\\slash",
                    "$HOME",
                    "`id`",
                    "a&b|c<d>e",
                    "colon: x",
                    "l -> target",
                    "x".repeat(255),
                    "é".repeat(127) + "x",
                    "漢字かな",
                    "👩\u200d🚀🌍",
                    "cafe\u0301",
                    "עברית",
                    "line\nbreak",
                    "tab\there");

    /// A column of the table.
    enum Task {
        PUT("put"),
        GET("get"),
        ACTIVE("active"),
        SIX("IPv6"),
        NAMES_UP("names up"),
        NAMES_DOWN("names down"),
        FOLDER("folder"),
        TREE_UP("tree up"),
        TREE_DOWN("tree down"),
        PATTERN("*.txt"),
        RESUME_UP("resume up"),
        RESUME_DOWN("resume down"),
        KILLED_UP("killed up"),
        KILLED_DOWN("killed down"),
        CTRL_C_UP("^C up"),
        CTRL_C_DOWN("^C down"),
        TEXT("text");

        private final String title;

        Task(String title) {
            this.title = title;
        }
    }

    /// A client that has no way to do a task.
    private static final class CannotException extends Exception {
        private static final long serialVersionUID = 1L;

        CannotException(String why) {
            super(why);
        }
    }

    private final Harbour harbour;
    private final Path here;

    StrangersIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    static Stream<Arguments> cells() {
        return Clients.all().stream()
                .flatMap(client ->
                        Stream.of(Task.values()).map(task -> Arguments.of(client.name(), task)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cells")
    void clientDoesTask(String name, Task task) throws Exception {
        Client client =
                Clients.all().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        client.programs().forEach(Stranger::require);
        for (Task it : Task.values()) harbour.table().column(it.title);
        try {
            int times = times(client, task);
            harbour.table().did(name, task.title, times);
        } catch (CannotException e) {
            harbour.table().cannot(name, task.title, String.valueOf(e.getMessage()));
        }
    }

    private int times(Client client, Task task) throws Exception {
        return switch (task) {
            case PUT -> puts(client, Call.Way.PASSIVE);
            case GET -> gets(client, Call.Way.PASSIVE);
            case ACTIVE -> both(client, Call.Way.ACTIVE);
            case SIX -> both(client, Call.Way.SIX);
            case NAMES_UP -> putsOddNames(client);
            case NAMES_DOWN -> getsOddNames(client);
            case FOLDER -> listsAFolder(client);
            case TREE_UP -> putsATree(client);
            case TREE_DOWN -> getsATree(client);
            case PATTERN -> getsByPattern(client);
            case RESUME_UP -> goesOnUp(client);
            case RESUME_DOWN -> goesOnDown(client);
            case KILLED_UP -> isKilledUp(client);
            case KILLED_DOWN -> isKilledDown(client);
            case CTRL_C_UP -> isInterruptedUp(client);
            case CTRL_C_DOWN -> isInterruptedDown(client);
            case TEXT -> movesText(client);
        };
    }

    // ---- tasks: each returns how many files, names or entries it was

    private int puts(Client client, Call.Way way) throws CannotException {
        var call = call(way);
        List<Client.Move> moves = files(client, here);
        run(client, client.putAll(call, moves));
        for (Client.Move it : moves) same(here.resolve(it.from()), remote(call, it.to()));
        return moves.size();
    }

    private int gets(Client client, Call.Way way) throws CannotException {
        var call = call(way);
        List<Client.Move> moves = files(client, remote(call, ""));
        run(client, client.getAll(call, moves));
        for (Client.Move it : moves) same(here.resolve(it.to()), remote(call, it.from()));
        return moves.size();
    }

    /// Both ways where the client has both.
    private int both(Client client, Call.Way way) throws CannotException {
        int down = gets(client, way);
        for (Client.Move it : moves()) here.resolve(it.to()).toFile().delete();
        try {
            return down + puts(client, way);
        } catch (CannotException _) {
            return down;
        }
    }

    private static List<Client.Move> files(Client client, Path folder) {
        file(client, folder.resolve("empty"), 0);
        file(client, folder.resolve("one"), 1);
        file(client, folder.resolve("some"), FEW_MEGABYTES);
        return moves();
    }

    /// A file that this client can move as it is.
    private static Path file(Client client, Path path, long bytes) {
        Trees.file(path, bytes);
        return client.textOnly() ? textual(path) : path;
    }

    /// Makes of any file one whose lines end in LF alone: TYPE A tells no CRLF from it.
    private static Path textual(Path path) {
        try {
            byte[] all = Files.readAllBytes(path);
            for (int i = 0; i < all.length; i++) if (all[i] == '\r') all[i] = ' ';
            return Files.write(path, all);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Client.Move> moves() {
        return Stream.of("empty", "one", "some").map(it -> new Client.Move(it, it)).toList();
    }

    private int putsOddNames(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        var moves = new ArrayList<Client.Move>();
        for (String name : names(client)) {
            String plain = "n" + moves.size();
            Trees.text(here.resolve(plain), name);
            moves.add(new Client.Move(plain, shown(name)));
        }
        run(client, client.putAll(call, moves));
        assertThat(contents(remote(call, ""))).isEqualTo(contents(names(client)));
        return moves.size();
    }

    private int getsOddNames(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        var moves = new ArrayList<Client.Move>();
        for (String name : names(client)) {
            Trees.text(remote(call, name), name);
            moves.add(new Client.Move(shown(name), "n" + moves.size()));
        }
        run(client, client.getAll(call, moves));
        for (Client.Move it : moves) {
            assertThat(here.resolve(it.to())).hasContent(hidden(it.from()));
        }
        return moves.size();
    }

    private List<String> names(Client client) {
        return NAMES.stream().filter(name -> client.cannotSay(name).isEmpty()).toList();
    }

    /// Control characters are shown escaped, and are taken that way.
    private static String shown(String name) {
        return name.replace("\n", "\ufffd0A").replace("\t", "\ufffd09");
    }

    private static String hidden(String name) {
        return name.replace("\ufffd0A", "\n").replace("\ufffd09", "\t");
    }

    private static Map<String, String> contents(List<String> names) {
        return names.stream().collect(java.util.stream.Collectors.toMap(it -> it, it -> it));
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        var all = new java.util.HashMap<String, String>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return all;
    }

    private int listsAFolder(Client client) throws Exception {
        int entries = Settings.sized(2_000, 100_000);
        var call = call(Call.Way.PASSIVE, client);
        Plan.Run plan = ready(client.list(call));
        for (int i = 0; i < entries; i++) Files.createFile(remote(call, "entry-" + i + "-here"));
        var seen = new java.util.BitSet(entries);
        var entry = java.util.regex.Pattern.compile("entry-(\\d+)-here");
        var found = entry.matcher(done(client, plan).output());
        while (found.find()) seen.set(Integer.parseInt(found.group(1)));
        assertThat(seen.cardinality()).isEqualTo(entries);
        return entries;
    }

    private int putsATree(Client client) throws CannotException {
        var call = call(Call.Way.PASSIVE, client);
        Plan.Run plan = ready(client.putTree(call, "tree"));
        Path tree = tree(client, here);
        done(client, plan);
        assertThat(Trees.below(remote(call, "tree"))).isEqualTo(Trees.below(tree));
        return files(Trees.below(tree));
    }

    private int getsATree(Client client) throws CannotException {
        var call = call(Call.Way.PASSIVE, client);
        Plan.Run plan = ready(client.getTree(call, "tree"));
        Path tree = tree(client, remote(call, ""));
        done(client, plan);
        assertThat(Trees.below(here.resolve("tree"))).isEqualTo(Trees.below(tree));
        return files(Trees.below(tree));
    }

    private static Path tree(Client client, Path root) {
        Path tree = Trees.tree(root.resolve("tree"), Settings.sized(60, 1_000));
        if (client.textOnly()) {
            for (String path : Trees.below(tree).keySet()) {
                if (!path.endsWith("/")) textual(tree.resolve(path));
            }
        }
        return tree;
    }

    private static int files(Map<String, String> tree) {
        return (int) tree.keySet().stream().filter(it -> !it.endsWith("/")).count();
    }

    private int getsByPattern(Client client) throws CannotException {
        var call = call(Call.Way.PASSIVE, client);
        Plan.Run plan = ready(client.getPattern(call));
        for (int i = 0; i < 10; i++) {
            Trees.text(remote(call, "some " + i + ".txt"), "text " + i + "\n");
            Trees.file(remote(call, "some " + i + ".bin"), 100 + i);
        }
        done(client, plan);
        for (int i = 0; i < 10; i++) {
            String name = "some " + i + ".txt";
            same(here.resolve(name), remote(call, name));
            assertThat(here.resolve("some " + i + ".bin")).doesNotExist();
        }
        return 10;
    }

    /// Is killed in the middle, and goes on with what the server kept.
    private int goesOnUp(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        var move = new Client.Move("large", "large");
        ready(client.putOn(call, move, 0));
        Path file = file(client, here.resolve("large"), LARGE);
        cutUpload(call, ready(client.put(call, move)), "large");
        assertThat(remote(call, "large")).doesNotExist();
        long there = size(call, "large");
        done(client, ready(client.putOn(call, move, there)));
        same(file, remote(call, "large"));
        assertThat(moved(call, "complete", "large")).isLessThanOrEqualTo(LARGE - there);
        return 1;
    }

    private int goesOnDown(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        var move = new Client.Move("some", "some");
        Plan.Run plan = ready(client.getOn(call, move));
        Path file = Trees.file(remote(call, "some"), FEW_MEGABYTES);
        try (var in = Files.newInputStream(file)) {
            Files.write(here.resolve("some"), in.readNBytes(1_234_567));
        }
        done(client, plan);
        same(file, here.resolve("some"));
        // Whole pieces, where a client counts in pieces.
        assertThat(moved(call, "sent", "some")).isLessThan(FEW_MEGABYTES - 1_000_000);
        return 1;
    }

    /// An old file stays as it is, and the next upload is served.
    private int isKilledUp(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        var move = new Client.Move("large", "large");
        Plan.Run plan = ready(client.put(call, move));
        Path old = Trees.file(here.resolve("old"), 1000);
        String before = Trees.hash(Files.copy(old, remote(call, "large")));
        Path file = file(client, here.resolve("large"), LARGE);
        cutUpload(call, plan, "large");
        assertThat(Trees.hash(remote(call, "large"))).isEqualTo(before);
        done(client, plan);
        same(file, remote(call, "large"));
        return 1;
    }

    private int isKilledDown(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        var move = new Client.Move("large", "large");
        Plan.Run plan = ready(client.get(call, move));
        Path file = file(client, remote(call, "large"), LARGE);
        int mark = call.berth().ferry().mark();
        Process process = startDownload(plan, "large");
        process.destroyForcibly();
        ended(process);
        call.berth().ferry().awaitLog(mark, it -> it.contains(call.path("large") + " "));
        Files.deleteIfExists(here.resolve("large"));
        Files.deleteIfExists(here.resolve("large.aria2"));
        done(client, plan);
        same(file, here.resolve("large"));
        return 1;
    }

    /// Ctrl-C in the middle of an upload, and another one in the same session.
    private int isInterruptedUp(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        Plan.Run plan = ready(client.putTwo(call, "large", "some"));
        file(client, here.resolve("large"), LARGE);
        Path some = Trees.file(here.resolve("some"), FEW_MEGABYTES);
        Process process = startUpload(call, plan);
        Stranger.interrupt(process);
        ended(process);
        same(some, remote(call, "some"));
        String path = call.path("large");
        var _ = call.berth().ferry().awaitLog(0, it -> it.contains("complete " + path + " "));
        // Who can do this task sends no ABOR: what came is a file like any other.
        assertThat(beginning(here.resolve("large"), remote(call, "large"))).isTrue();
        assertThat(moved(call, "complete", "large")).isEqualTo(Files.size(remote(call, "large")));
        return 1;
    }

    private static boolean beginning(Path whole, Path part) throws IOException {
        long differs = Files.mismatch(whole, part);
        return differs == -1 || differs == Files.size(part);
    }

    private int isInterruptedDown(Client client) throws Exception {
        var call = call(Call.Way.PASSIVE, client);
        Plan.Run plan = ready(client.getTwo(call, "large", "some"));
        file(client, remote(call, "large"), LARGE);
        Path some = Trees.file(remote(call, "some"), FEW_MEGABYTES);
        Process process = startDownload(plan, "large");
        Stranger.interrupt(process);
        ended(process);
        same(some, here.resolve("some"));
        return 1;
    }

    private int movesText(Client client) throws CannotException {
        var call = call(Call.Way.PASSIVE, client);
        int times = 0;
        String text = "one\ntwo\n\n four\n".repeat(500);
        Trees.text(remote(call, "down"), text);
        done(client, ready(client.getText(call, new Client.Move("down", "down"))));
        assertThat(here.resolve("down")).hasContent(text);
        times++;
        Trees.text(here.resolve("up"), text);
        done(client, ready(client.putText(call, new Client.Move("up", "up"))));
        same(here.resolve("up"), remote(call, "up"));
        return times + 1;
    }

    // ---- what they share

    /// A call in the way the client has, where it has but one.
    private Call call(Call.Way way, Client client) {
        return client.textOnly() ? call(Call.Way.ACTIVE) : call(way);
    }

    private Call call(Call.Way way) {
        Harbour.Berth berth = way == Call.Way.SIX ? harbour.six() : harbour.four();
        return new Call(berth, String.valueOf(harbour.folder(berth).getFileName()), way);
    }

    private static Path remote(Call call, String name) {
        return call.berth().home().resolve(call.folder()).resolve(name);
    }

    private static Plan.Run ready(Plan plan) throws CannotException {
        return switch (plan) {
            case Plan.Run run -> run;
            case Plan.Cannot(String why) -> throw new CannotException(why);
        };
    }

    private void run(Client client, List<Plan> plans) throws CannotException {
        for (Plan plan : plans) done(client, ready(plan));
    }

    private Stranger.Outcome done(Client client, Plan.Run plan) throws CannotException {
        Stranger.Outcome outcome = plan.in(here);
        if (outcome.exitCode() == 3 && outcome.output().startsWith("cannot: ")) {
            throw new CannotException(outcome.output().strip().substring("cannot: ".length()));
        }
        assertThat(outcome.exitCode()).as(client.name() + " said " + outcome.output()).isZero();
        return outcome;
    }

    // ---- in the middle of it

    /// Starts an upload, and kills the client when the server has some of it. Where the client was
    /// quicker it is tried again.
    private void cutUpload(Call call, Plan.Run plan, String name) throws Exception {
        String path = call.path(name);
        Path target = remote(call, name);
        byte[] old = Files.exists(target) ? Files.readAllBytes(target) : null;
        for (int attempt = 0; attempt < 5; attempt++) {
            int mark = call.berth().ferry().mark();
            Process process = startUpload(call, plan);
            process.destroyForcibly();
            ended(process);
            String line =
                    call.berth()
                            .ferry()
                            .awaitLog(
                                    mark,
                                    it ->
                                            it.contains("cut " + path + " ")
                                                    || it.contains("complete " + path + " "));
            if (line.contains("cut ")) return;
            if (old == null) Files.delete(target);
            else Files.write(target, old);
        }
        throw new AssertionError(plan.program() + " is too quick to be cut");
    }

    /// Blocks until the server has some of what is sent.
    private Process startUpload(Call call, Plan.Run plan) throws Exception {
        Path stage = call.berth().home().resolve(".ferry-stage");
        long before = bytes(stage);
        Process process = plan.start(here, here.resolve("said"));
        awaitWhileItRuns(process, () -> bytes(stage) > before);
        return process;
    }

    /// Blocks until the client has some of what is sent.
    private Process startDownload(Plan.Run plan, String name) throws Exception {
        Process process = plan.start(here, here.resolve("said"));
        awaitWhileItRuns(process, () -> bytes(here.resolve(name)) > 0);
        return process;
    }

    private static long bytes(Path at) {
        try (var files = Files.walk(at)) {
            return files.mapToLong(it -> it.toFile().length()).filter(it -> it > 4096).sum();
        } catch (IOException | java.io.UncheckedIOException _) {
            return 0; // it comes or goes at the moment
        }
    }

    private void awaitWhileItRuns(Process process, java.util.function.BooleanSupplier there)
            throws Exception {
        while (!there.getAsBoolean()) {
            if (!process.isAlive()) {
                if (process.exitValue() == 0) return; // it was quicker than this look
                throw new AssertionError("ended early: " + Files.readString(here.resolve("said")));
            }
            Thread.sleep(1);
        }
    }

    private void ended(Process process) throws Exception {
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("does not end: " + Files.readString(here.resolve("said")));
        }
    }

    private static long size(Call call, String name) throws IOException {
        try (var client =
                RawFtp.to(call.berth().ferry().address(), Harbour.USER, Harbour.PASSWORD)) {
            return Long.parseLong(client.say(213, "SIZE " + call.path(name)).sentence());
        }
    }

    /// How many bytes the last transfer of this name that was not cut had, as the log has it.
    private static long moved(Call call, String verb, String name) {
        String start = verb + " " + call.path(name) + " ";
        return call.berth().ferry().log().stream()
                .filter(it -> it.contains(start))
                .mapToLong(it -> {
                    String rest = it.substring(it.indexOf(start) + start.length());
                    return Long.parseLong(rest.substring(0, rest.indexOf(' ')));
                })
                .reduce(-1, (_, last) -> last);
    }

    private static void same(Path one, Path other) {
        assertThat(other).exists();
        assertThat(Trees.hash(other)).isEqualTo(Trees.hash(one));
    }
}
