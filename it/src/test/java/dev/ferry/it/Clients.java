package dev.ferry.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// All the clients, each as little code as tells them apart.
final class Clients {

    private static final String NO_RECURSION = "moves no folders";
    private static final String NO_UPLOAD = "only downloads";
    private static final String NO_TEXT = "knows no TYPE A";
    private static final String NO_RESUME = "cannot go on with what was cut";
    private static final String NO_PATTERNS = "knows no patterns";

    private Clients() {}

    static List<Client> all() {
        return List.of(
                new Curl(),
                new Lftp(),
                new Wget(),
                new Ncftp(),
                new Bsd("tnftp", Stranger.TNFTP),
                new Bsd("inetutils ftp", Stranger.INETUTILS),
                new Rclone(),
                new Busybox(),
                new Gftp(),
                new Library("Net::FTP", Stranger.PERL, "perl/net_ftp.pl"),
                new Library("ftplib", Stranger.PYTHON, "python/ftplib_client.py"),
                new Library("aioftp", Stranger.AIOFTP, "python/aioftp_client.py"),
                new Library("FileZilla", Stranger.PYTHON, "python/filezilla_client.py"),
                new Library("RFC 959 alone", Stranger.PYTHON, "python/old_client.py"));
    }

    private static List<String> words(String... words) {
        return new ArrayList<>(Arrays.asList(words));
    }

    private static List<String> with(List<String> words, String... more) {
        var all = new ArrayList<>(words);
        all.addAll(Arrays.asList(more));
        return all;
    }

    private record Curl() implements Client {
        @Override
        public String name() {
            return "curl";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.CURL);
        }

        private static List<String> begin(Call call) {
            var words = words("-sS", "-g", "-u", Harbour.USER + ":" + Harbour.PASSWORD);
            return call.active() ? with(words, "-P", "-") : words;
        }

        @Override
        public Plan put(Call call, Move move) {
            return Plan.run(
                    Stranger.CURL, begin(call), "-T", "./" + move.from(), call.url(move.to()));
        }

        @Override
        public Plan get(Call call, Move move) {
            return Plan.run(
                    Stranger.CURL, begin(call), "-o", "./" + move.to(), call.url(move.from()));
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            var words = with(begin(call), "-C", "-", "-T", move.from(), call.url(move.to()));
            return Plan.run(Stranger.CURL, words);
        }

        @Override
        public Plan getOn(Call call, Move move) {
            var words = with(begin(call), "-C", "-", "-o", move.to(), call.url(move.from()));
            return Plan.run(Stranger.CURL, words);
        }

        @Override
        public Plan putText(Call call, Move move) {
            var url = call.url(move.to()) + ";type=a";
            return Plan.run(Stranger.CURL, begin(call), "-T", move.from(), url);
        }

        @Override
        public Plan getText(Call call, Move move) {
            var words = with(begin(call), "-B", "-o", move.to(), call.url(move.from()));
            return Plan.run(Stranger.CURL, words);
        }

        @Override
        public Plan list(Call call) {
            return Plan.run(Stranger.CURL, begin(call), "-l", call.url(""));
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return Plan.cannot(NO_RECURSION);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return Plan.cannot(NO_RECURSION);
        }

        @Override
        public Plan getPattern(Call call) {
            return Plan.cannot(NO_PATTERNS);
        }
    }

    private record Lftp() implements Client {
        @Override
        public String name() {
            return "lftp";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.LFTP);
        }

        private static Plan script(Call call, String commands) {
            String opening =
                    "set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1;"
                            + " set ftp:ssl-allow no; set ftp:charset UTF-8;"
                            + " set ftp:passive-mode "
                            + (call.active() ? "no" : "yes")
                            + "; open "
                            + call.berth().fullUrl("/" + call.folder())
                            + "; ";
            return Plan.run(Stranger.LFTP, words("-c", opening + commands));
        }

        private static String quoted(String name) {
            return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        private static String put(Move move, String option) {
            return "put %s ./%s -o %s".formatted(option, quoted(move.from()), quoted(move.to()));
        }

        private static String get(Move move, String option) {
            return "get %s ./%s -o %s".formatted(option, quoted(move.from()), quoted(move.to()));
        }

        @Override
        public Plan put(Call call, Move move) {
            return script(call, put(move, ""));
        }

        @Override
        public Plan get(Call call, Move move) {
            return script(call, get(move, ""));
        }

        @Override
        public List<Plan> putAll(Call call, List<Move> moves) {
            return List.of(
                    script(
                            call,
                            String.join("; ", moves.stream().map(it -> put(it, "")).toList())));
        }

        @Override
        public List<Plan> getAll(Call call, List<Move> moves) {
            return List.of(
                    script(
                            call,
                            String.join("; ", moves.stream().map(it -> get(it, "")).toList())));
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return script(call, put(move, "-c"));
        }

        @Override
        public Plan getOn(Call call, Move move) {
            return script(call, get(move, "-c"));
        }

        @Override
        public Plan putText(Call call, Move move) {
            return script(call, put(move, "-a"));
        }

        @Override
        public Plan getText(Call call, Move move) {
            return script(call, get(move, "-a"));
        }

        @Override
        public Plan list(Call call) {
            return script(call, "cls -1");
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return script(call, "mirror -R " + folder + " " + folder);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return script(call, "mirror " + folder + " " + folder);
        }

        @Override
        public Plan getPattern(Call call) {
            return script(call, "mget *.txt");
        }
    }

    private record Wget() implements Client {
        @Override
        public String name() {
            return "wget";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.WGET);
        }

        private static List<String> begin(Call call) {
            var words =
                    words(
                            "-q",
                            "--tries=1",
                            "--timeout=60",
                            "--ftp-user=" + Harbour.USER,
                            "--ftp-password=" + Harbour.PASSWORD);
            return call.active() ? with(words, "--no-passive-ftp") : words;
        }

        @Override
        public Plan put(Call call, Move move) {
            return Plan.cannot(NO_UPLOAD);
        }

        @Override
        public Plan get(Call call, Move move) {
            var words = with(begin(call), "--no-glob", "-O", move.to(), call.url(move.from()));
            return Plan.run(Stranger.WGET, words);
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return Plan.cannot(NO_UPLOAD);
        }

        @Override
        public Plan getOn(Call call, Move move) {
            var words = with(begin(call), "-c", "-O", move.to(), call.url(move.from()));
            return Plan.run(Stranger.WGET, words);
        }

        @Override
        public Plan putText(Call call, Move move) {
            return Plan.cannot(NO_UPLOAD);
        }

        @Override
        public Plan getText(Call call, Move move) {
            return Plan.cannot("keeps the CR of each line");
        }

        @Override
        public Plan list(Call call) {
            return Plan.run(Stranger.WGET, begin(call), "-O", "-", call.url(""));
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return Plan.cannot(NO_UPLOAD);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            var words = with(begin(call), "-r", "-l", "inf", "-nH", "--cut-dirs=1");
            return Plan.run(Stranger.WGET, words, call.url(folder) + "/");
        }

        @Override
        public Plan getPattern(Call call) {
            return Plan.run(Stranger.WGET, begin(call), call.url("") + "*.txt");
        }
    }

    private record Ncftp() implements Client {
        private static final String ENDS = "ends when it is interrupted";

        @Override
        public String name() {
            return "ncftp";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.NCFTP, Stranger.NCFTPGET, Stranger.NCFTPPUT, Stranger.NCFTPLS);
        }

        private static List<String> login(Call call) {
            return words("-u", Harbour.USER, "-p", Harbour.PASSWORD, "-P", call.port());
        }

        private static List<String> begin(Call call) {
            return with(login(call), "-V", call.active() ? "-E" : "-F");
        }

        private static Plan plan(Call call, Stranger program, String... more) {
            if (call.way() == Call.Way.SIX) return Plan.cannot("knows no IPv6");
            return Plan.run(program, begin(call), more);
        }

        @Override
        public Plan put(Call call, Move move) {
            return plan(
                    call,
                    Stranger.NCFTPPUT,
                    "-C",
                    call.host(),
                    "./" + move.from(),
                    call.path(move.to()));
        }

        @Override
        public Plan get(Call call, Move move) {
            return plan(
                    call,
                    Stranger.NCFTPGET,
                    "-C",
                    call.host(),
                    call.path(move.from()),
                    "./" + move.to());
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return Plan.cannot("sends all of the file after REST, LibNcFTP 3.2.6");
        }

        @Override
        public Plan getOn(Call call, Move move) {
            return plan(
                    call,
                    Stranger.NCFTPGET,
                    "-z",
                    "-C",
                    call.host(),
                    call.path(move.from()),
                    move.to());
        }

        @Override
        public Plan putText(Call call, Move move) {
            return plan(
                    call,
                    Stranger.NCFTPPUT,
                    "-a",
                    "-C",
                    call.host(),
                    move.from(),
                    call.path(move.to()));
        }

        @Override
        public Plan getText(Call call, Move move) {
            return plan(
                    call,
                    Stranger.NCFTPGET,
                    "-a",
                    "-C",
                    call.host(),
                    call.path(move.from()),
                    move.to());
        }

        @Override
        public Plan list(Call call) {
            return Plan.run(Stranger.NCFTPLS, login(call), "-1", call.url(""));
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return plan(call, Stranger.NCFTPPUT, "-R", call.host(), "/" + call.folder(), folder);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return plan(call, Stranger.NCFTPGET, "-R", call.host(), ".", call.path(folder));
        }

        @Override
        public Plan getPattern(Call call) {
            String script = "cd /" + call.folder() + "\nget *.txt\nquit\n";
            return new Plan.Run(Stranger.NCFTP, with(login(call), call.host()), script);
        }

        @Override
        public Plan putTwo(Call call, String first, String second) {
            return Plan.cannot(ENDS);
        }
    }

    /// The `ftp` of BSD, in its two descents.
    private record Bsd(String name, Stranger program) implements Client {
        @Override
        public List<Stranger> programs() {
            return List.of(program);
        }

        private Plan script(Call call, String... commands) {
            var words = words("-n", "-i", "-v");
            if (program == Stranger.TNFTP) words.add(call.active() ? "-A" : "-p");
            else if (!call.active()) words.add("-p");
            words.addAll(List.of(call.host(), call.port()));
            var input = new StringBuilder();
            input.append("user " + Harbour.USER + " " + Harbour.PASSWORD + "\n");
            input.append("binary\ncd /" + call.folder() + "\n");
            for (String command : commands) input.append(command).append('\n');
            return new Plan.Run(program, words, input + "quit\n");
        }

        /// A backslash makes any character one of the word.
        private static String quoted(String name) {
            return name.replaceAll("([^0-9A-Za-z.\\x80-\\x{10ffff}])", "\\\\$1");
        }

        private static String move(String verb, Move move) {
            return verb + " " + quoted(move.from()) + " " + quoted(move.to());
        }

        private List<Plan> all(String verb, Call call, List<Move> moves) {
            var commands = moves.stream().map(it -> move(verb, it)).toArray(String[]::new);
            return List.of(script(call, commands));
        }

        @Override
        public Plan put(Call call, Move move) {
            return script(call, move("put", move));
        }

        @Override
        public Plan get(Call call, Move move) {
            return script(call, move("get", move));
        }

        @Override
        public List<Plan> putAll(Call call, List<Move> moves) {
            return all("put", call, moves);
        }

        @Override
        public List<Plan> getAll(Call call, List<Move> moves) {
            return all("get", call, moves);
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return script(call, "restart " + there, move("put", move));
        }

        @Override
        public Plan getOn(Call call, Move move) {
            return script(call, move("reget", move));
        }

        @Override
        public Plan putText(Call call, Move move) {
            return script(call, "ascii", move("put", move));
        }

        @Override
        public Plan getText(Call call, Move move) {
            return script(call, "ascii", move("get", move));
        }

        @Override
        public Plan list(Call call) {
            return script(call, "nlist");
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return Plan.cannot(NO_RECURSION);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return Plan.cannot(NO_RECURSION);
        }

        @Override
        public Plan getPattern(Call call) {
            return script(call, "mget *.txt");
        }

        @Override
        public Plan putTwo(Call call, String first, String second) {
            return script(call, "put " + first, "put " + second);
        }

        @Override
        public Plan getTwo(Call call, String first, String second) {
            return script(call, "get " + first, "get " + second);
        }
    }

    private record Rclone() implements Client {
        @Override
        public String name() {
            return "rclone";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.RCLONE);
        }

        /// It hides passwords in its own way, and takes them in no other.
        private static final class Hidden {
            static final String PASSWORD =
                    Stranger.RCLONE
                            .run(
                                    java.nio.file.Path.of("/"),
                                    "--config",
                                    "/dev/null",
                                    "obscure",
                                    Harbour.PASSWORD)
                            .ok()
                            .strip();
        }

        private static Plan plan(Call call, String... more) {
            if (call.active()) return Plan.cannot("knows no active mode");
            var words =
                    words(
                            "--config",
                            "/dev/null",
                            "--retries",
                            "1",
                            "--low-level-retries",
                            "1",
                            "--ftp-host",
                            call.way() == Call.Way.SIX ? "[" + call.host() + "]" : call.host(),
                            "--ftp-port",
                            call.port(),
                            "--ftp-user",
                            Harbour.USER,
                            "--ftp-pass",
                            Hidden.PASSWORD,
                            "--ftp-encoding",
                            "None");
            return Plan.run(Stranger.RCLONE, words, more);
        }

        private static String at(Call call, String name) {
            return ":ftp:" + call.folder() + "/" + name;
        }

        @Override
        public Plan put(Call call, Move move) {
            return plan(call, "copyto", move.from(), at(call, move.to()));
        }

        @Override
        public Plan get(Call call, Move move) {
            return plan(call, "copyto", at(call, move.from()), move.to());
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return Plan.cannot(NO_RESUME);
        }

        @Override
        public Plan getOn(Call call, Move move) {
            return Plan.cannot(NO_RESUME);
        }

        @Override
        public Plan putText(Call call, Move move) {
            return Plan.cannot(NO_TEXT);
        }

        @Override
        public Plan getText(Call call, Move move) {
            return Plan.cannot(NO_TEXT);
        }

        @Override
        public Plan list(Call call) {
            return plan(call, "lsf", at(call, ""));
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return plan(call, "copy", "--create-empty-src-dirs", folder, at(call, folder));
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return plan(call, "copy", "--create-empty-src-dirs", at(call, folder), folder);
        }

        @Override
        public Plan getPattern(Call call) {
            return plan(call, "copy", "--include", "/*.txt", at(call, ""), ".");
        }
    }

    private record Busybox() implements Client {
        @Override
        public String name() {
            return "busybox";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.BUSYBOX);
        }

        private static Plan plan(Call call, String applet, String... more) {
            if (call.active()) return Plan.cannot("knows no active mode");
            var words =
                    words(applet, "-u", Harbour.USER, "-p", Harbour.PASSWORD, "-P", call.port());
            return Plan.run(Stranger.BUSYBOX, words, more);
        }

        @Override
        public Plan put(Call call, Move move) {
            return plan(call, "ftpput", call.host(), call.path(move.to()), "./" + move.from());
        }

        @Override
        public Plan get(Call call, Move move) {
            return plan(call, "ftpget", call.host(), "./" + move.to(), call.path(move.from()));
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return Plan.cannot(NO_RESUME);
        }

        @Override
        public Plan getOn(Call call, Move move) {
            return plan(call, "ftpget", "-c", call.host(), move.to(), call.path(move.from()));
        }

        @Override
        public Plan putText(Call call, Move move) {
            return Plan.cannot(NO_TEXT);
        }

        @Override
        public Plan getText(Call call, Move move) {
            return Plan.cannot(NO_TEXT);
        }

        @Override
        public Plan list(Call call) {
            return Plan.cannot("lists nothing");
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return Plan.cannot(NO_RECURSION);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return Plan.cannot(NO_RECURSION);
        }

        @Override
        public Plan getPattern(Call call) {
            return Plan.cannot(NO_PATTERNS);
        }
    }

    private record Gftp() implements Client {
        private static final String SAME_NAME = "keeps the name, or asks";

        @Override
        public String name() {
            return "gftp";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.GFTP);
        }

        private static Plan script(Call call, String... commands) {
            if (call.way() == Call.Way.SIX) return Plan.cannot("reads no address of IPv6");
            var input = new StringBuilder();
            if (call.active()) input.append("set passive_transfer=0\n");
            input.append("open " + call.berth().fullUrl("/" + call.folder()) + "\n");
            for (String command : commands) input.append(command).append('\n');
            return new Plan.Run(Stranger.GFTP, List.of(), input + "quit\n");
        }

        private static Plan move(Call call, String mode, String verb, Move move) {
            if (!move.from().equals(move.to())) return Plan.cannot(SAME_NAME);
            // "o" answers whether it may write over a file; where it does not ask, it is too late.
            return script(call, mode, verb + " " + move.from(), "o");
        }

        @Override
        public Plan put(Call call, Move move) {
            return move(call, "binary", "put", move);
        }

        @Override
        public Plan get(Call call, Move move) {
            return move(call, "binary", "get", move);
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return Plan.cannot(SAME_NAME);
        }

        @Override
        public Plan getOn(Call call, Move move) {
            return Plan.cannot(SAME_NAME);
        }

        @Override
        public Plan putText(Call call, Move move) {
            return move(call, "ascii", "put", move);
        }

        @Override
        public Plan getText(Call call, Move move) {
            return move(call, "ascii", "get", move);
        }

        @Override
        public Plan list(Call call) {
            return script(call, "ls");
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return script(call, "put " + folder);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return script(call, "get " + folder);
        }

        @Override
        public Plan getPattern(Call call) {
            return script(call, "mget *.txt");
        }
    }

    /// A library, driven by a script of ours in its own language. All scripts take the same words,
    /// and say "cannot: WHY" where the library has no way.
    ///
    /// @param script below `it/src/test`
    private record Library(String name, Stranger program, String script) implements Client {
        @Override
        public List<Stranger> programs() {
            return name.equals("FileZilla")
                    ? List.of(program, Stranger.FILEZILLA, Stranger.XVFB, Stranger.XDOTOOL)
                    : List.of(program);
        }

        @Override
        public boolean textOnly() {
            return program == Stranger.PYTHON && script.contains("old");
        }

        private Plan plan(Call call, String verb, Stream<String> names) {
            var words =
                    words(
                            FerryProcess.root().resolve("it/src/test").resolve(script).toString(),
                            call.host(),
                            call.port(),
                            Harbour.USER,
                            Harbour.PASSWORD,
                            "/" + call.folder(),
                            call.active() ? "active" : "passive",
                            verb);
            names.forEach(words::add);
            return Plan.run(program, words);
        }

        private Plan plan(Call call, String verb, String... names) {
            return plan(call, verb, Stream.of(names));
        }

        private static Stream<String> names(List<Move> moves) {
            return moves.stream().flatMap(it -> Stream.of(it.from(), it.to()));
        }

        @Override
        public Plan put(Call call, Move move) {
            return plan(call, "put", move.from(), move.to());
        }

        @Override
        public Plan get(Call call, Move move) {
            return plan(call, "get", move.from(), move.to());
        }

        @Override
        public List<Plan> putAll(Call call, List<Move> moves) {
            return List.of(plan(call, "put", names(moves)));
        }

        @Override
        public List<Plan> getAll(Call call, List<Move> moves) {
            return List.of(plan(call, "get", names(moves)));
        }

        @Override
        public Plan putOn(Call call, Move move, long there) {
            return plan(call, "put-on", move.from(), move.to());
        }

        @Override
        public Plan getOn(Call call, Move move) {
            return plan(call, "get-on", move.from(), move.to());
        }

        @Override
        public Plan putText(Call call, Move move) {
            return plan(call, "put-text", move.from(), move.to());
        }

        @Override
        public Plan getText(Call call, Move move) {
            return plan(call, "get-text", move.from(), move.to());
        }

        @Override
        public Plan list(Call call) {
            return plan(call, "list");
        }

        @Override
        public Plan putTree(Call call, String folder) {
            return plan(call, "put-tree", folder);
        }

        @Override
        public Plan getTree(Call call, String folder) {
            return plan(call, "get-tree", folder);
        }

        @Override
        public Plan getPattern(Call call) {
            return plan(call, "get-pattern", "*.txt");
        }
    }
}
