package dev.ferry.app.why;

import dev.ferry.core.access.Action;
import dev.ferry.core.account.Account;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `ferry why` was asked.
///
/// @param path as it was typed
/// @param word one of [#words]
/// @param from the client's address
/// @param clear whether it does without TLS
record Question(String name, String path, String word, Optional<String> from, boolean clear) {

    static final String LOGIN = "login";
    static final String UPLOAD = "upload";
    static final String DOWNLOAD = "download";

    /// Whatever can be asked for.
    static List<String> words() {
        var words = new java.util.ArrayList<>(List.of(LOGIN, UPLOAD, DOWNLOAD));
        Arrays.stream(Action.values()).map(Action::word).forEach(words::add);
        return words;
    }

    static Question of(Map<String, Object> request) {
        String word = String.valueOf(request.get("action"));
        if (!words().contains(word)) {
            throw new IllegalArgumentException("'" + word + "' is no action");
        }
        return new Question(
                String.valueOf(request.get("name")),
                String.valueOf(request.get("path")),
                word,
                Optional.ofNullable(request.get("from")).map(String::valueOf),
                Boolean.TRUE.equals(request.get("clear")));
    }

    Map<String, Object> request() {
        var request = new LinkedHashMap<String, Object>();
        request.put("do", WhyDesk.WHY);
        request.put("name", name);
        request.put("path", path);
        request.put("action", word);
        from.ifPresent(address -> request.put("from", address));
        if (clear) request.put("clear", true);
        return request;
    }

    boolean isLogin() {
        return word.equals(LOGIN);
    }

    /// Where it is about, as the account sees it.
    VirtualPath path(Account account, List<Finding> findings) {
        VirtualPath at = VirtualPath.of(path);
        if (path.equals(account.home()) || path.startsWith(account.home() + "/")) {
            findings.add(
                    Finding.note(
                            "path",
                            "paths are as the account sees them, and its home is /; did you mean "
                                    + VirtualPath.of(path.substring(account.home().length()))
                                    + "?"));
        } else if (!path.equals(at.toString()) && Arrays.asList(path.split("/")).contains("..")) {
            findings.add(
                    Finding.note(
                            "path",
                            path + " is " + at + ": nothing leads out of the home, which is /"));
        }
        return at;
    }

    /// What is to be done there. An upload is `create` or `overwrite`, as it comes.
    Action action(Workspace workspace, VirtualPath at, List<Finding> findings) throws IOException {
        if (word.equals(DOWNLOAD)) return Action.READ;
        if (word.equals(UPLOAD)) {
            Action action = workspace.isThere(at) ? Action.OVERWRITE : Action.CREATE;
            findings.add(
                    Finding.note(
                            "action",
                            "an upload to %s is '%s', because the file is %s"
                                    .formatted(
                                            at,
                                            action.word(),
                                            action == Action.CREATE
                                                    ? "not there yet"
                                                    : "there already")));
            return action;
        }
        return Arrays.stream(Action.values())
                .filter(it -> it.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
