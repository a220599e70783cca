package dev.ferry.wire.ftp;

import dev.ferry.wire.ftp.Command.Representation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What we answer: three digits and one or more lines of text (RFC 959 §4.2). Every reply this
/// server can give is named here, once, by its occasion and in the order of the codes.
///
/// No text can forge a second reply: a control character becomes a question mark, and a line
/// between the first and the last that begins with a digit gets a blank in front (RFC 959 §4.2).
///
/// @param code 100-599
/// @param lines what people read, without code and end of line
public record Reply(int code, List<String> lines) {

    private static final int QUOTED = 60;

    public Reply {
        if (code < 100 || code > 599) throw new IllegalArgumentException("reply code " + code);
        if (lines.isEmpty()) throw new IllegalArgumentException("a reply has at least one line");
        var safe = new ArrayList<String>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            String line = OneLine.of(lines.get(i));
            boolean inner = i > 0 && i < lines.size() - 1;
            safe.add(
                    inner && !line.isEmpty() && Digits.isDigit(line.charAt(0)) ? ' ' + line : line);
        }
        lines = List.copyOf(safe);
    }

    // 1xx: more will follow

    /// A restart marker has come, and what came before it is safe (RFC 959 §5.4).
    ///
    /// @param theirs the marker
    /// @param ours what REST is to say to go on from there
    public static Reply marked(String theirs, String ours) {
        return of(110, "MARK " + theirs + " = " + ours);
    }

    /// The answer to RETR where we know how much will come; clients look for the number.
    public static Reply opening(String path, Representation type, long bytes) {
        return of(150, opening(type) + " for " + path + " (" + bytes + " bytes)");
    }

    /// The answer to STOR, APPE and the listings, and to RETR where the length is unknown.
    public static Reply opening(String path, Representation type) {
        return of(150, opening(type) + " for " + path);
    }

    /// The answer to STOU, in the words of RFC 1123 §4.1.2.9.
    public static Reply openingUnique(String path) {
        return of(150, "FILE: " + path);
    }

    // 200: done, nothing to add

    public static Reply typeSet(Representation type) {
        return of(
                200,
                switch (type) {
                    case ASCII -> "Type is A: lines of text end in CRLF";
                    case IMAGE -> "Type is I: bytes as they are";
                });
    }

    public static Reply structureSet(char structure) {
        return of(200, "Structure is " + structure);
    }

    public static Reply modeSet(char mode) {
        return of(200, "Mode is " + mode);
    }

    /// OPTS MODE Z.
    public static Reply levelSet(int level) {
        return of(200, "MODE Z LEVEL set to " + level);
    }

    /// PORT and EPRT.
    public static Reply addressNoted() {
        return of(200, "Will connect there for the next transfer");
    }

    public static Reply onlyExtendedPassive() {
        return of(200, "From now on data connections come by EPSV alone");
    }

    /// CDUP (RFC 959 §5.4).
    public static Reply movedUp(String path) {
        return of(200, "Now in " + path);
    }

    public static Reply sizeExpected(long bytes) {
        return of(200, "The next upload is to have " + bytes + " bytes");
    }

    /// PBSZ, whatever was asked for: over TLS there are no buffers to agree on (RFC 4217 §9).
    public static Reply bufferSizeSet() {
        return of(200, "PBSZ=0");
    }

    /// PROT.
    ///
    /// @param level `C` or `P`
    public static Reply protectionSet(char level) {
        return of(200, "Data connections are " + (level == 'P' ? "over TLS" : "in clear text"));
    }

    /// CCC, the last reply over TLS.
    public static Reply controlCleared() {
        return of(200, "What follows is in clear text; data connections stay as they are");
    }

    /// NOOP.
    public static Reply stillHere() {
        return of(200, "Still here");
    }

    /// OPTS UTF8.
    public static Reply namesAreIn(String charset) {
        return of(200, "Names are " + charset);
    }

    /// LANG (RFC 2640 §4).
    public static Reply languageSet(String name) {
        return of(200, "Replies are in " + name);
    }

    /// CLNT.
    public static Reply clientNoted(String name) {
        return of(200, "Noted that you are " + quoted(name));
    }

    /// CSID: who we are (draft-peterson-streamlined-ftp-command-extensions §2).
    public static Reply identity(Map<String, String> facts) {
        return of(
                200,
                facts.entrySet().stream()
                        .map(fact -> fact.getKey() + '=' + fact.getValue() + ';')
                        .collect(Collectors.joining(" ")));
    }

    /// SITE CHMOD.
    ///
    /// @param mode as the storage has it now
    public static Reply modeChanged(int mode, String path) {
        return of(200, "Mode of " + path + " is " + octal(mode));
    }

    /// SITE UTIME.
    ///
    /// @param time as the storage has it now
    public static Reply timeChanged(Instant time, String path) {
        return of(200, path + " was modified at " + TimeVal.of(time));
    }

    /// SITE IDLE.
    ///
    /// @param seconds how long the session may be silent from now on
    public static Reply idleTime(long seconds, long most) {
        return of(
                200,
                "This session may be silent for %d seconds; SITE IDLE sets up to %d"
                        .formatted(seconds, most));
    }

    /// OPTS MLST, in the words of RFC 3659 §7.9.1.
    public static Reply factsSelected(Facts.Selection selection) {
        return of(200, ("MLST OPTS " + selection.list()).stripTrailing());
    }

    /// OPTS HASH, in the words of draft-bryan-ftpext-hash §3.2.
    public static Reply hashSelected(HashFunction function) {
        return of(200, function.text());
    }

    public static Reply accountNotNeeded() {
        return of(202, "No account is needed here besides the user");
    }

    /// SMNT: there is one structure of files, and it is mounted.
    public static Reply nothingToMount(String path) {
        return of(
                202,
                "All files here are in one structure; CWD enters " + path + " without mounting");
    }

    /// ALLO 0.
    public static Reply nothingExpected() {
        return of(202, "No size is announced");
    }

    // 21x: information

    /// How the session or its transfer stands.
    public static Reply status(List<String> lines) {
        return framed(211, "Status", lines, "End of status");
    }

    /// FEAT: a blank before each line, as RFC 2389 §3.2 wants.
    public static Reply features(Collection<String> features) {
        return features.isEmpty()
                ? of(211, "No features")
                : framed(211, "Features", indented(features), "End");
    }

    /// STAT of a folder: the lines of its listing.
    public static Reply folderStatus(String path, List<String> lines) {
        return framed(212, "Contents of " + path, indented(lines), "End of " + path);
    }

    /// STAT of a file: the line of its listing.
    public static Reply fileStatus(String path, String line) {
        return framed(213, "Status of " + path, indented(List.of(line)), "End of " + path);
    }

    public static Reply size(long bytes) {
        return of(213, Long.toString(bytes));
    }

    public static Reply modified(Instant time) {
        return of(213, TimeVal.of(time));
    }

    /// MFMT, in the words of draft-somers-ftp-mfxx §3.1.
    ///
    /// @param time as the storage has it now
    public static Reply modifiedSet(Instant time, String path) {
        return of(213, "Modify=" + TimeVal.of(time) + "; " + path);
    }

    /// HASH, in the words of draft-bryan-ftpext-hash §3. The range is inclusive; of no bytes at all
    /// it is `0-0`.
    ///
    /// @param end the first byte that was not summed up
    /// @param hex in lower-case digits
    /// @param path as the client wrote it
    public static Reply hash(HashFunction function, long first, long end, String hex, String path) {
        String range = first + "-" + Math.max(first, end - 1);
        return of(213, String.join(" ", function.text(), range, hex, path));
    }

    /// MFCT, in the words of draft-somers-ftp-mfxx §4.1.
    ///
    /// @param time as the storage has it now
    public static Reply createdSet(Instant time, String path) {
        return of(213, "Create=" + TimeVal.of(time) + "; " + path);
    }

    /// MFF, in the words of draft-somers-ftp-mfxx §5.1.
    ///
    /// @param facts as the storage has them now
    public static Reply factsSet(List<Command.Change> facts, String path) {
        return of(
                213,
                facts.stream().map(fact -> fact(fact) + ';').collect(Collectors.joining())
                        + ' '
                        + path);
    }

    private static String fact(Command.Change fact) {
        return switch (fact) {
            case Command.Change.Modified(Instant time) -> "Modify=" + TimeVal.of(time);
            case Command.Change.Created(Instant time) -> "Create=" + TimeVal.of(time);
            case Command.Change.Mode(int mode) -> "UNIX.mode=" + octal(mode);
        };
    }

    /// AVBL.
    public static Reply available(long bytes) {
        return of(213, Long.toString(bytes));
    }

    /// The verbs served, with their syntax.
    public static Reply help() {
        return framed(
                214,
                "Commands, with their arguments (<x> is to be filled in, [x] may be left out)",
                indented(
                        Arrays.stream(Verb.values())
                                .filter(Verb::served)
                                .map(Verb::syntax)
                                .toList()),
                "HELP and a command tells where it is defined");
    }

    public static Reply help(Verb verb) {
        String served = verb.served() ? "" : ", not served here";
        return of(214, "Syntax: " + verb.syntax() + " (" + verb.specification() + served + ")");
    }

    /// SITE HELP.
    ///
    /// @param verbs those this session serves
    public static Reply siteHelp(Collection<SiteVerb> verbs) {
        return framed(
                214,
                "SITE commands, with their arguments",
                indented(verbs.stream().map(SiteVerb::syntax).toList()),
                "End");
    }

    public static Reply siteHelp(SiteVerb verb) {
        return of(214, "Syntax: " + verb.syntax());
    }

    public static Reply system() {
        return of(215, "UNIX Type: L8");
    }

    // 22x: connections

    /// The greeting.
    ///
    /// @param banner the operator's words, of one or more lines
    public static Reply ready(String banner) {
        return of(220, banner.lines().toList());
    }

    /// HOST (RFC 7151 §3.2): the greeting once more.
    ///
    /// @param banner the operator's words, of one or more lines
    public static Reply hostAccepted(String name, String banner) {
        return of(220, Stream.concat(banner.lines(), Stream.of("This is " + name)).toList());
    }

    /// REIN.
    public static Reply readyAgain() {
        return of(220, "Logged out; ready for another user");
    }

    public static Reply goodbye() {
        return of(221, "Goodbye");
    }

    /// ABOR where no transfer runs, or none any more (RFC 959 §4.1.3, the first of its two cases).
    public static Reply nothingToAbort() {
        return of(226, "No transfer is running");
    }

    public static Reply transferComplete(long bytes) {
        return of(226, bytes + " bytes moved");
    }

    /// The end of an upload in block mode whose sender held some of it for damaged.
    ///
    /// @param blocks how many of them
    public static Reply transferComplete(long bytes, long blocks) {
        return of(226, bytes + " bytes moved; their sender suspects errors in blocks: " + blocks);
    }

    /// The end of LIST, NLST and MLSD.
    ///
    /// @param remark what else is to be said of it; empty for nothing
    public static Reply listed(long entries, String remark) {
        String count = entries == 1 ? "1 entry listed" : entries + " entries listed";
        return of(226, remark.isEmpty() ? count : count + "; " + remark);
    }

    /// ABOR, after the transfer's own last reply.
    public static Reply aborted() {
        return of(226, "Aborted");
    }

    /// @param ip4 four bytes
    public static Reply passive(byte[] ip4, int port) {
        if (ip4.length != 4) throw new IllegalArgumentException(ip4.length + " bytes of address");
        var numbers = new StringBuilder();
        for (byte b : ip4) numbers.append(b & 0xff).append(',');
        numbers.append(port >> 8).append(',').append(port & 0xff);
        return of(227, "Entering Passive Mode (" + numbers + ")");
    }

    public static Reply extendedPassive(int port) {
        return of(229, "Entering Extended Passive Mode (|||" + port + "|)");
    }

    // 230 to 350: files and logins, done or half done

    public static Reply loggedIn(String user) {
        return of(230, "Welcome, " + user);
    }

    /// USER, where a certificate is enough (RFC 2228 §5).
    public static Reply loggedInByCertificate(String user) {
        return of(232, "Welcome, " + user + ": your certificate is enough");
    }

    /// AUTH, the last reply in clear text.
    public static Reply tlsBegins() {
        return of(234, "TLS follows; begin the handshake");
    }

    public static Reply done() {
        return of(250, "Done");
    }

    /// XCRC and its relatives.
    ///
    /// @param hex in lower-case digits
    public static Reply hash(String hex) {
        return of(250, hex);
    }

    public static Reply entered(String path) {
        return of(250, "Now in " + path);
    }

    public static Reply deleted(String path) {
        return of(250, "Deleted " + path);
    }

    public static Reply folderRemoved(String path) {
        return of(250, "Removed folder " + path);
    }

    public static Reply renamed(String from, String to) {
        return of(250, "Renamed " + from + " to " + to);
    }

    /// MLST (RFC 3659 §7.2).
    ///
    /// @param line of [Facts#line]
    public static Reply facts(String path, String line) {
        return framed(250, "Facts of " + path, indented(List.of(line)), "End");
    }

    /// PWD. Quotes in a path are doubled (RFC 959, appendix II).
    public static Reply directory(String path) {
        return of(257, inQuotes(path) + " is where you are");
    }

    public static Reply folderMade(String path) {
        return of(257, inQuotes(path) + " made");
    }

    /// The same whether there is such a user or not (RFC 2577 §6).
    public static Reply passwordWanted(String user) {
        return of(331, "Password of " + quoted(user) + ", please");
    }

    public static Reply guestPasswordWanted() {
        return of(331, "Guest: give your mail address, or anything, as the password");
    }

    public static Reply restartingAt(long offset) {
        return of(350, "Restarting at byte " + offset);
    }

    /// RANG.
    ///
    /// @param last inclusive
    public static Reply rangeNoted(long first, long last) {
        return of(350, "The next RETR or HASH takes bytes " + first + " to " + last);
    }

    /// RANG 1 0.
    public static Reply rangeForgotten() {
        return of(350, "The next RETR or HASH takes the whole file");
    }

    public static Reply restartingAt(String marker) {
        return of(350, "Restarting at marker " + marker);
    }

    /// RNFR.
    public static Reply newNameWanted(String path) {
        return of(350, "RNTO says what " + path + " shall be called");
    }

    // 4xx: not now

    public static Reply idleTooLong() {
        return of(421, "Nothing was said for too long; connect again to go on");
    }

    public static Reply loginTooLong() {
        return of(421, "Nobody logged in for too long; connect again to try");
    }

    public static Reply shuttingDown() {
        return of(421, "The server is being stopped; try again later");
    }

    /// At accept, at login, or in between.
    ///
    /// @param which names the limit, and how much it is
    public static Reply limitReached(String which) {
        return of(421, which);
    }

    /// An operator ended the session by hand.
    public static Reply kicked() {
        return of(421, "An operator of this server ended the session");
    }

    /// The account was disabled, removed or moved while its session went on.
    public static Reply accountChanged(String why) {
        return of(421, why + "; log in again");
    }

    public static Reply serverFailed() {
        return of(421, "Something failed in the server, and its log says what; connect again");
    }

    public static Reply noDataConnection(String why) {
        return of(425, "No data connection: " + why);
    }

    public static Reply dataConnectionLost(String why) {
        return of(426, "Transfer cut: " + why);
    }

    /// ABOR, from the transfer itself; [#aborted()] follows.
    public static Reply transferAborted() {
        return of(426, "Transfer aborted, as you asked");
    }

    /// A file that cannot be had at the moment.
    public static Reply busy(String path, String reason) {
        return of(450, path + ": " + reason);
    }

    /// The storage itself failed; its own words are for the log.
    public static Reply storageFailed(String path) {
        return of(451, path + ": the storage failed; try again, or tell the operator");
    }

    /// What arrived is not what was to arrive, or the file changed under it.
    public static Reply notStored(String path, String reason) {
        return of(451, path + ": " + reason);
    }

    public static Reply diskFull(String path) {
        return of(452, path + ": no space left on the disk; nothing was changed");
    }

    // 50x: not like that

    public static Reply notUnderstood(String verb) {
        return of(500, quoted(verb) + " is no command; HELP lists them");
    }

    /// A SITE command we do not know, or one this session's storage cannot do.
    public static Reply siteNotUnderstood(String name) {
        return of(500, "SITE " + quoted(name) + " is no command here; SITE HELP lists them");
    }

    /// A line that is no line.
    public static Reply badLine(String why) {
        return of(500, "Line not understood: " + why);
    }

    /// @param verb in upper case
    public static Reply malformed(String verb, String why) {
        String syntax =
                Verb.named(verb)
                        .map(Verb::syntax)
                        .or(() -> SiteVerb.named(verb.replace("SITE ", "")).map(SiteVerb::syntax))
                        .map(known -> "; write " + known)
                        .orElse("");
        return of(501, verb + ": " + why + syntax);
    }

    /// REST with a number where only markers say where something is (RFC 3659 §5.1).
    public static Reply restartNeedsMarker() {
        return of(501, "REST: numbers count in STRU F with MODE S or Z; in MODE B name a marker");
    }

    /// REST with a marker, elsewhere than in block mode (RFC 959 §3.5).
    public static Reply markerNeedsBlocks() {
        return of(501, "REST: a marker is for block mode; send MODE B first");
    }

    /// OPTS of a command that has none (RFC 2389 §4).
    public static Reply optionUnknown(String option) {
        return of(501, "OPTS: " + quoted(option) + " has no options here; FEAT lists what has");
    }

    /// OPTS HASH with a name that we do not know (draft-bryan-ftpext-hash §3.2).
    public static Reply hashUnknown(String name) {
        return of(
                501,
                "OPTS HASH: "
                        + quoted(name)
                        + " is not known here, nothing is changed; use one of "
                        + HashFunction.list());
    }

    /// MLSD of a file (RFC 3659 §7.2.1).
    public static Reply notAFolder(String path) {
        return of(501, path + ": not a folder; MLST tells about a file");
    }

    /// PORT, EPRT or PASV after EPSV ALL (RFC 2428 §4).
    public static Reply onlyExtendedPassiveNow(String verb) {
        return of(501, verb + ": after EPSV ALL only EPSV opens data connections");
    }

    public static Reply notImplemented(String verb) {
        return of(502, verb + " is not served here; HELP lists what is");
    }

    /// SITE IDLE beyond what is allowed.
    public static Reply idleOutOfBounds(long least, long most) {
        return of(501, "SITE IDLE: from %d to %d seconds are allowed".formatted(least, most));
    }

    /// AUTH after login (RFC 4217 §4).
    public static Reply authTooLate() {
        return of(503, "AUTH comes before USER; REIN begins again");
    }

    /// PBSZ or PROT after CCC (RFC 4217 §5).
    public static Reply protectionFixed(String verb) {
        return of(503, verb + ": after CCC data connections stay as they are");
    }

    /// HOST after login (RFC 7151 §3).
    public static Reply hostTooLate() {
        return of(503, "HOST comes before USER; REIN begins again");
    }

    /// A command before another that it needs.
    ///
    /// @param first that other one
    public static Reply outOfOrder(String verb, String first) {
        return of(503, verb + ": send " + first + " first");
    }

    /// A parameter that FTP has and we have not.
    ///
    /// @param instead what we have: "A N, I and L 8"
    public static Reply parameterNotImplemented(String verb, String parameter, String instead) {
        return of(504, verb + " " + quoted(parameter) + " is not served here; use " + instead);
    }

    /// An upload after RANG.
    public static Reply rangeIsForReading(String verb) {
        return of(504, verb + " of a range is not served here; send RANG 1 0, or REST to resume");
    }

    /// HOST with a name that is not ours, or an address (RFC 7151 §3.3).
    public static Reply hostUnknown(String name) {
        return of(504, "HOST: " + quoted(name) + " is no name of this server");
    }

    /// MFF with facts that cannot be set (draft-somers-ftp-mfxx §5.5), which are named.
    ///
    /// @param instead those that can be
    public static Reply factsNotSettable(Collection<String> facts, Collection<String> instead) {
        return of(
                504,
                "MFF: "
                        + facts.stream().map(Reply::quoted).collect(Collectors.joining(", "))
                        + " cannot be set here; "
                        + (instead.isEmpty()
                                ? "nothing can"
                                : String.join(", ", instead) + " can"));
    }

    /// MFMT, MFCT or AVBL where the storage cannot do it.
    public static Reply storageCannot(String verb, String what) {
        return of(504, verb + ": this storage cannot " + what);
    }

    /// PORT and EPRT to another host or to a privileged port (RFC 2577 §3).
    public static Reply addressRefused(String verb, String why) {
        return of(504, verb + ": " + why);
    }

    /// RETR and the like with PROT C, where that is not enough (RFC 4217 §10.2).
    public static Reply dataMustBePrivate() {
        return of(
                521,
                "Data connections have to be private: switch on TLS for data in your client,"
                        + " which sends PBSZ 0 and PROT P");
    }

    /// The data connection's TLS is not as it has to be (RFC 4217 §10.2).
    public static Reply dataTlsRefused(String why) {
        return of(522, "Data connection refused: " + why);
    }

    /// In the form of RFC 2428 §2.
    ///
    /// @param protocols what may be asked for, as in "1,2"
    public static Reply protocolNotSupported(String protocols) {
        return of(522, "Network protocol not supported, use (" + protocols + ")");
    }

    // 53x to 55x: refused

    public static Reply notLoggedIn() {
        return of(530, "Log in first, with USER and PASS");
    }

    /// USER in clear text, where that is not allowed.
    public static Reply tlsWanted() {
        return of(
                530,
                "Log in over TLS: switch on explicit FTP over TLS (FTPS, AUTH TLS) in your client;"
                        + " this server takes no passwords in clear text from your network");
    }

    /// USER without a certificate, where nobody may log in without one.
    public static Reply certificateWanted() {
        return of(
                530,
                "Log in over TLS with a certificate: choose yours, and its key, in your client;"
                        + " this server takes no login without one");
    }

    /// USER with a certificate that is of no use for it; the same whether there is such a user or
    /// not.
    ///
    /// @param what the certificate is or does
    public static Reply certificateRefused(String what) {
        return of(
                530,
                "Your client certificate "
                        + what
                        + "; choose another in your client, or none to log in by password");
    }

    /// CCC in clear text (RFC 4217 §5).
    public static Reply nothingToClear() {
        return of(533, "CCC: the control connection is in clear text already");
    }

    /// CCC where the operator does not allow it (RFC 4217 §5).
    public static Reply clearingRefused() {
        return of(534, "CCC: this server keeps the control connection over TLS");
    }

    /// AUTH over TLS.
    public static Reply tlsAlready() {
        return of(534, "AUTH: TLS is on already");
    }

    /// PROT C where that is not enough.
    public static Reply clearDataRefused() {
        return of(534, "PROT C: data connections have to be private here; send PROT P");
    }

    /// PROT S and E, which TLS has no use for (RFC 4217 §9).
    public static Reply protectionUnknown(char level) {
        return of(536, "PROT " + level + ": TLS has C and P alone; send PROT P");
    }

    /// The same whatever was wrong (RFC 2577 §6).
    public static Reply loginFailed() {
        return of(530, "Login failed: the user or the password is wrong");
    }

    /// The password was right, and there is nothing to log in to.
    public static Reply homeMissing() {
        return of(530, "Your folder cannot be opened at the moment; tell the operator");
    }

    public static Reply alreadyLoggedIn(String user) {
        return of(530, "You are logged in as " + user + "; REIN logs you out");
    }

    /// RETR after RANG, in a form in which bytes of the file are not bytes on the wire
    /// (draft-bryan-ftp-range §5).
    public static Reply rangeNeedsImage(String path) {
        return of(551, path + ": a range is sent in TYPE I, MODE S and STRU F alone; send TYPE I");
    }

    /// The usual no.
    public static Reply refused(String path, String reason) {
        return of(550, path + ": " + reason);
    }

    /// @param which names the quota or limit, and what helps
    public static Reply quotaExceeded(String path, String which) {
        return of(552, path + ": " + which);
    }

    public static Reply nameRefused(String path, String reason) {
        return of(553, path + ": " + reason);
    }

    /// REST past the end, or RANG before HASH (RFC 1123 §4.1.3.4).
    public static Reply badOffset(String path, String reason) {
        return of(554, path + ": " + reason + "; name a place inside the file");
    }

    /// REST with something that this transfer cannot begin at.
    public static Reply badRestart(String path, String reason) {
        return of(554, path + ": " + reason + "; send REST 0 to start at the beginning");
    }

    /// Whether another reply to the same command follows.
    public boolean preliminary() {
        return code < 200;
    }

    /// Whether this says no.
    public boolean negative() {
        return code >= 400;
    }

    /// As it goes over the wire, its last CRLF included.
    public String wire() {
        var text = new StringBuilder(64 * lines.size());
        int last = lines.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (i == last) text.append(code).append(' ');
            else if (i == 0) text.append(code).append('-');
            text.append(lines.get(i)).append("\r\n");
        }
        return text.toString();
    }

    private static String opening(Representation type) {
        return switch (type) {
            case ASCII -> "Opening ASCII data connection";
            case IMAGE -> "Opening binary data connection";
        };
    }

    private static Reply of(int code, String line) {
        return new Reply(code, List.of(line));
    }

    private static Reply of(int code, List<String> lines) {
        return new Reply(code, lines.isEmpty() ? List.of("") : lines);
    }

    private static Reply framed(int code, String first, List<String> inner, String last) {
        return new Reply(
                code,
                Stream.of(List.of(first), inner, List.of(last)).flatMap(List::stream).toList());
    }

    private static List<String> indented(Collection<String> lines) {
        return lines.stream().map(line -> ' ' + line).toList();
    }

    private static String octal(int mode) {
        return "%04o".formatted(mode);
    }

    private static String inQuotes(String path) {
        return '"' + path.replace("\"", "\"\"") + '"';
    }

    /// A client's own words, cut where they are long.
    private static String quoted(String text) {
        return '"' + (text.length() > QUOTED ? text.substring(0, QUOTED) + "..." : text) + '"';
    }
}
