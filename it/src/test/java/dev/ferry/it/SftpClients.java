package dev.ferry.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// All the programs that speak SFTP, each as little code as tells them apart.
final class SftpClients {

    private SftpClients() {}

    static List<SftpClient> all() {
        return List.of(
                new Sftp(),
                new Scp(),
                new Lftp(),
                new Curl(),
                new Rclone(),
                new Sshfs(),
                new Script("FileZilla", "fzsftp_client.py", Stranger.FZSFTP),
                new Script("paramiko", "paramiko_verbs.py", Stranger.PARAMIKO));
    }

    private static List<String> words(String... words) {
        return new ArrayList<>(Arrays.asList(words));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private record Sftp() implements SftpClient {
        @Override
        public String name() {
            return "sftp";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.SFTP, Stranger.SSH);
        }

        private static Plan batch(Call call, String line) {
            var words = new ArrayList<>(call.harbour().options());
            words.addAll(List.of("-P", call.port(), "-b", "-", call.target()));
            return new Plan.Run(Stranger.SFTP, words, line + "\n");
        }

        @Override
        public Plan put(Call call, String name) {
            return batch(call, "put " + name);
        }

        @Override
        public Plan get(Call call, String name) {
            return batch(call, "get " + name);
        }

        @Override
        public Plan putOn(Call call, String name) {
            return batch(call, "reput " + name);
        }

        @Override
        public Plan getOn(Call call, String name) {
            return batch(call, "reget " + name);
        }

        @Override
        public Plan putTree(Call call, String folder, List<String> paths) {
            return batch(call, "put -r " + folder);
        }

        @Override
        public Plan getTree(Call call, String folder, List<String> paths) {
            return batch(call, "get -r " + folder);
        }

        @Override
        public Plan list(Call call) {
            return batch(call, "ls -1");
        }
    }

    private record Scp() implements SftpClient {
        private static final String NO_RESUME = "cannot go on with what was cut";

        @Override
        public String name() {
            return "scp";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.SCP, Stranger.SSH);
        }

        private static Plan copy(Call call, String from, String to) {
            var words = new ArrayList<>(call.harbour().options());
            words.addAll(List.of("-r", "-P", call.port(), from, to));
            return Plan.run(Stranger.SCP, words);
        }

        @Override
        public Plan put(Call call, String name) {
            return copy(call, name, call.target() + "/" + name);
        }

        @Override
        public Plan get(Call call, String name) {
            return copy(call, call.target() + "/" + name, name);
        }

        @Override
        public Plan putOn(Call call, String name) {
            return Plan.cannot(NO_RESUME);
        }

        @Override
        public Plan getOn(Call call, String name) {
            return Plan.cannot(NO_RESUME);
        }

        @Override
        public Plan putTree(Call call, String folder, List<String> paths) {
            return put(call, folder);
        }

        @Override
        public Plan getTree(Call call, String folder, List<String> paths) {
            return get(call, folder);
        }

        @Override
        public Plan list(Call call) {
            return Plan.cannot("lists nothing");
        }
    }

    private record Lftp() implements SftpClient {
        @Override
        public String name() {
            return "lftp";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.LFTP, Stranger.SSH);
        }

        private static Plan script(Call call, String commands) {
            String opening =
                    "set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1; set sftp:charset UTF-8;"
                            + " set sftp:connect-program \"ssh -a -x %s\"; open -u %s, sftp://127.0.0.1:%s/%s; "
                                    .formatted(
                                            String.join(" ", call.harbour().options()),
                                            Harbour.USER,
                                            call.port(),
                                            call.folder());
            return Plan.run(Stranger.LFTP, words("--norc", "-c", opening + commands));
        }

        @Override
        public Plan put(Call call, String name) {
            return script(call, "put " + name);
        }

        @Override
        public Plan get(Call call, String name) {
            return script(call, "get " + name);
        }

        @Override
        public Plan putOn(Call call, String name) {
            return script(call, "put -c " + name);
        }

        @Override
        public Plan getOn(Call call, String name) {
            return script(call, "get -c " + name);
        }

        @Override
        public Plan putTree(Call call, String folder, List<String> paths) {
            return script(call, "mirror -R " + folder);
        }

        @Override
        public Plan getTree(Call call, String folder, List<String> paths) {
            return script(call, "mirror " + folder + "; rm -r " + folder);
        }

        @Override
        public Plan list(Call call) {
            return script(call, "cls -1");
        }
    }

    /// Moves no folders, but any number of files in one go.
    private record Curl() implements SftpClient {
        @Override
        public String name() {
            return "curl";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.CURL);
        }

        private static String url(Call call, String path) {
            String encoded =
                    Arrays.stream(path.split("/"))
                            .map(it ->
                                    URLEncoder.encode(it, UTF_8)
                                            .replace("+", "%20")
                                            .replace("*", "%2A"))
                            .collect(Collectors.joining("/"));
            return "sftp://127.0.0.1:%s/%s/%s".formatted(call.port(), call.folder(), encoded);
        }

        private static Plan run(String... words) {
            var all =
                    words(
                            "-sS",
                            "--fail-early",
                            "--insecure",
                            "-g",
                            "-u",
                            Harbour.USER + ":" + Harbour.PASSWORD);
            all.addAll(Arrays.asList(words));
            return Plan.run(Stranger.CURL, all);
        }

        private static Plan all(Call call, List<String> paths, String option) {
            Plan.Run one = (Plan.Run) run("--ftp-create-dirs", "--create-dirs", "-K", "-");
            String moves =
                    paths.stream()
                            .map(path ->
                                    "%s = %s\nurl = %s\n"
                                            .formatted(
                                                    option, quoted(path), quoted(url(call, path))))
                            .collect(Collectors.joining());
            return new Plan.Run(one.program(), one.words(), moves);
        }

        @Override
        public Plan put(Call call, String name) {
            return run("-T", name, url(call, name));
        }

        @Override
        public Plan get(Call call, String name) {
            return run("-o", name, url(call, name));
        }

        @Override
        public Plan putOn(Call call, String name) {
            return run("-C", "-", "-T", name, url(call, name));
        }

        @Override
        public Plan getOn(Call call, String name) {
            return run("-C", "-", "-o", name, url(call, name));
        }

        @Override
        public Plan putTree(Call call, String folder, List<String> paths) {
            return all(call, paths, "upload-file");
        }

        @Override
        public Plan getTree(Call call, String folder, List<String> paths) {
            return all(call, paths, "output");
        }

        @Override
        public Plan list(Call call) {
            return run("-l", url(call, "") + "/");
        }
    }

    private record Rclone() implements SftpClient {
        private static final String NO_RESUME = "cannot go on with what was cut";

        @Override
        public String name() {
            return "rclone";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.RCLONE);
        }

        private static String there(Call call, String name) {
            return ":sftp,host=127.0.0.1,port=%s,user=%s,key_file=%s,shell_type=none:/%s/%s"
                    .formatted(
                            call.port(),
                            Harbour.USER,
                            call.harbour().keys.resolve("id"),
                            call.folder(),
                            name);
        }

        private static Plan run(String... words) {
            return Plan.run(Stranger.RCLONE, words("--config", "/dev/null"), words);
        }

        @Override
        public Plan put(Call call, String name) {
            return run("copyto", name, there(call, name));
        }

        @Override
        public Plan get(Call call, String name) {
            return run("copyto", there(call, name), name);
        }

        @Override
        public Plan putOn(Call call, String name) {
            return Plan.cannot(NO_RESUME);
        }

        @Override
        public Plan getOn(Call call, String name) {
            return Plan.cannot(NO_RESUME);
        }

        @Override
        public Plan putTree(Call call, String folder, List<String> paths) {
            return run("sync", folder, there(call, folder));
        }

        @Override
        public Plan getTree(Call call, String folder, List<String> paths) {
            return run("sync", there(call, folder), folder);
        }

        @Override
        public Plan list(Call call) {
            return run("lsf", there(call, ""));
        }
    }

    /// A folder of the system's: `cp` does the work. Where none can be mounted it says so.
    private record Sshfs() implements SftpClient {
        @Override
        public String name() {
            return "sshfs";
        }

        @Override
        public List<Stranger> programs() {
            return List.of(Stranger.SSHFS, Stranger.SSH);
        }

        /// @param settled what is so once the server has it all: the system closes files some time
        ///   after the program that wrote them
        private static Plan mounted(Call call, String commands, String settled) {
            String script =
                    """
                    mkdir -p mnt
                    said=$(sshfs "$2" mnt -p "$1" -o "ssh_command=ssh $3" 2>&1) || { echo "cannot: be mounted here: $said"; exit 3; }
                    trap 'fusermount3 -u mnt; rmdir mnt' EXIT
                    %s
                    until %s; do sleep 0.05; done
                    """
                            .formatted(commands, settled);
            return Plan.run(
                    Stranger.ENV,
                    words(
                            "sh",
                            "-e",
                            "-c",
                            script,
                            "sh",
                            call.port(),
                            call.target(),
                            String.join(" ", call.harbour().options()),
                            call.remote().toString()));
        }

        @Override
        public Plan put(Call call, String name) {
            return mounted(call, "cp %s mnt/".formatted(name), "test -e \"$4/%s\"".formatted(name));
        }

        @Override
        public Plan get(Call call, String name) {
            return mounted(call, "cp mnt/%s .".formatted(name), "true");
        }

        @Override
        public Plan putOn(Call call, String name) {
            return mounted(
                    call,
                    "there=$(stat -c %%s mnt/%1$s); tail -c +$((there + 1)) %1$s >> mnt/%1$s"
                            .formatted(name),
                    "test -e \"$4/%s\"".formatted(name));
        }

        @Override
        public Plan getOn(Call call, String name) {
            return mounted(
                    call,
                    "there=$(stat -c %%s %1$s); tail -c +$((there + 1)) mnt/%1$s >> %1$s"
                            .formatted(name),
                    "true");
        }

        @Override
        public Plan putTree(Call call, String folder, List<String> paths) {
            return mounted(
                    call,
                    "cp -r %s mnt/".formatted(folder),
                    "test $(find \"$4/%s\" -type f | wc -l) = %d".formatted(folder, paths.size()));
        }

        @Override
        public Plan getTree(Call call, String folder, List<String> paths) {
            return mounted(call, "cp -r mnt/%s .".formatted(folder), "true");
        }

        @Override
        public Plan list(Call call) {
            return mounted(call, "ls -1 mnt", "true");
        }
    }

    /// A library, or an engine, that a script of Python's makes a program of. All take the same
    /// verbs.
    private record Script(String name, String file, Stranger engine) implements SftpClient {
        @Override
        public List<Stranger> programs() {
            return List.of(engine);
        }

        private Plan run(Call call, String verb, String... names) {
            String path = FerryProcess.root().resolve("it/src/test/python/" + file).toString();
            return Plan.run(
                    Stranger.PARAMIKO,
                    words(
                            path,
                            call.port(),
                            Harbour.USER,
                            Harbour.PASSWORD,
                            "/" + call.folder(),
                            verb),
                    names);
        }

        @Override
        public Plan put(Call call, String name) {
            return run(call, "put", name, name);
        }

        @Override
        public Plan get(Call call, String name) {
            return run(call, "get", name, name);
        }

        @Override
        public Plan putOn(Call call, String name) {
            return run(call, "put-on", name, name);
        }

        @Override
        public Plan getOn(Call call, String name) {
            return run(call, "get-on", name, name);
        }

        @Override
        public Plan putTree(Call call, String folder, List<String> paths) {
            return run(call, "put-tree", folder);
        }

        @Override
        public Plan getTree(Call call, String folder, List<String> paths) {
            return run(call, "get-tree", folder);
        }

        @Override
        public Plan list(Call call) {
            return run(call, "list");
        }
    }
}
