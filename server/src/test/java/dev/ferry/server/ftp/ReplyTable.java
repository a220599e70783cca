package dev.ferry.server.ftp;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.ferry.wire.ftp.Verb;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Which replies each verb may get: RFC 959 §5.4, what later texts add to it, and where we depart
/// from both, each time with the reason. Every [Client] of every test holds what it hears against
/// this.
final class ReplyTable {

    /// One line of the table.
    ///
    /// @param codes as the text lists them, preliminary ones included
    /// @param text where they stand
    record Row(Set<String> verbs, Set<Integer> codes, String text) {}

    /// Where we depart.
    record Departure(Set<String> verbs, Set<Integer> codes, String reason) {}

    private static final String TRANSFER = "RETR STOR STOU APPE LIST NLST MLSD";

    private static final List<Row> ROWS =
            List.of(
                    row("USER", "230 530 500 501 421 331 332", "RFC 959"),
                    row("PASS", "230 202 530 500 501 503 421 332", "RFC 959"),
                    row("ACCT", "230 202 530 500 501 503 421", "RFC 959"),
                    row("CWD XCWD", "250 500 501 502 421 530 550", "RFC 959"),
                    row("CDUP XCUP", "200 500 501 502 421 530 550", "RFC 959"),
                    row("SMNT", "202 250 500 501 502 421 530 550", "RFC 959"),
                    row("REIN", "120 220 421 500 502", "RFC 959"),
                    row("QUIT", "221 500", "RFC 959"),
                    row("PORT", "200 500 501 421 530", "RFC 959"),
                    row("PASV", "227 500 501 502 421 530", "RFC 959"),
                    row("MODE TYPE STRU", "200 500 501 504 421 530", "RFC 959"),
                    row("ALLO", "200 202 500 501 504 421 530", "RFC 959"),
                    row("REST", "500 501 502 421 530 350", "RFC 959"),
                    row(
                            "STOR STOU",
                            "125 150 110 226 250 425 426 451 551 552 532 450 452 553 500 501 421"
                                    + " 530",
                            "RFC 959"),
                    row(
                            "RETR",
                            "125 150 110 226 250 425 426 451 450 550 500 501 421 530",
                            "RFC 959"),
                    row(
                            "LIST NLST",
                            "125 150 226 250 425 426 451 450 500 501 502 421 530",
                            "RFC 959"),
                    row(
                            "APPE",
                            "125 150 110 226 250 425 426 451 551 552 532 450 550 452 553 500 501"
                                    + " 502 421 530",
                            "RFC 959"),
                    row("RNFR", "450 550 500 501 502 421 530 350", "RFC 959"),
                    row("RNTO", "250 532 553 500 501 502 503 421 530", "RFC 959"),
                    row("DELE", "250 450 550 500 501 502 421 530", "RFC 959"),
                    row("RMD XRMD", "250 500 501 502 421 530 550", "RFC 959"),
                    row("MKD XMKD", "257 500 501 502 421 530 550", "RFC 959"),
                    row("PWD XPWD", "257 500 501 502 421 550", "RFC 959"),
                    row("ABOR", "225 226 500 501 502 421", "RFC 959"),
                    row("SYST", "215 500 501 502 421", "RFC 959"),
                    row("STAT", "211 212 213 450 500 501 502 421 530", "RFC 959"),
                    row("HELP", "211 214 500 501 502 421", "RFC 959"),
                    row("SITE", "200 202 500 501 530", "RFC 959"),
                    row("NOOP", "200 500 421", "RFC 959"),
                    row("REST", "554 504", "RFC 1123 §4.1.3.4"),
                    row("FEAT", "211 500 501 502 421", "RFC 2389 §3"),
                    row("OPTS", "200 451 500 501 502 421", "RFC 2389 §4"),
                    row("EPRT", "200 522 500 501 502 421 530", "RFC 2428 §2"),
                    row("EPSV", "200 229 522 500 501 502 421 530", "RFC 2428 §3 and §4"),
                    row("MDTM SIZE", "213 550 500 501 502 421 530 450 451", "RFC 3659 §3 and §4"),
                    row("MLST", "250 500 501 502 504 530 550 421 450 451", "RFC 3659 §7.2"),
                    row(
                            "MLSD",
                            "125 150 226 250 425 426 451 450 500 501 502 504 421 530 550",
                            "RFC 3659 §7.2"),
                    row(
                            "MFMT MFCT MFF",
                            "213 500 501 504 550 530 421 450 451 452",
                            "draft-somers-ftp-mfxx"),
                    row("USER PASS", "232", "RFC 2228 §5"),
                    row("AUTH", "234 334 502 504 534 431 500 501 421", "RFC 2228 §5"),
                    row("PBSZ", "200 503 500 501 421 530", "RFC 2228 §5"),
                    row("PROT", "200 504 536 503 534 431 500 501 421 530", "RFC 2228 §5"),
                    row("CCC", "200 500 533 534 421 530", "RFC 4217 §5"),
                    row(TRANSFER, "521 522", "RFC 4217 §10.2"),
                    row("HOST", "220 421 500 501 502 503 504", "RFC 7151 §3.3"),
                    row("LANG", "200 500 501 502 504", "RFC 2640 §4.2"),
                    row(
                            "HASH",
                            "213 450 550 552 553 500 501 502 503 504 530 556 421",
                            "draft-bryan-ftpext-hash §3.5"),
                    row("RANG", "350 500 501 502 504 530 421", "draft-bryan-ftp-range"),
                    row("AVBL", "213 500 501 502 504 530 550 421", "draft-peterson"),
                    row("CSID", "200 500 501 502 530 421", "draft-peterson"),
                    row("CLNT", "200 500 501 502 421", "in use"),
                    row(
                            "XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512",
                            "250 213 450 550 500 501 502 503 504 530 421",
                            "in use"));

    private static final List<Departure> DEPARTURES =
            List.of(
                    departure(
                            "QUIT USER PASS REIN PWD MODE SITE HELP SYST NOOP STAT",
                            "421",
                            "a server that ends says so whatever was asked (RFC 959 §4.2.2)"),
                    departure(
                            "REST " + TRANSFER,
                            "554",
                            "an offset past the end, which a RFC 1123 server can find at the"
                                    + " transfer alone"),
                    departure(
                            "STOR STOU LIST NLST STAT SITE RNTO",
                            "550",
                            "not there, or not allowed: the lists have no code for it, and every"
                                    + " client takes 550"),
                    departure("RNTO DELE RMD MKD CWD STAT", "450", "a file that is busy"),
                    departure(
                            "RNFR RNTO DELE RMD XRMD MKD XMKD CWD CDUP STAT SITE",
                            "451",
                            "a storage that fails (RFC 959 §4.2.2: local error)"),
                    departure("MKD XMKD RNTO SITE", "452", "a disk that is full"),
                    departure(
                            "MKD XMKD RNFR DELE RMD RETR LIST NLST CWD MLST MLSD",
                            "553",
                            "a name that cannot be one"),
                    departure(
                            "PASV EPSV",
                            "425",
                            "no port is free: the list has no code for it but 421, which would end"
                                    + " the session"),
                    departure("AUTH", "503", "after login: REIN comes first"),
                    departure("PBSZ PROT CCC", "502", "where TLS is off"),
                    departure("PORT EPRT PASV EPSV", "504", "RFC 2577 §3: not that address"),
                    departure("PWD XPWD", "530", "not logged in; the list forgot it"),
                    departure("ABOR HELP", "530", "not logged in"),
                    departure(
                            "STOR STOU APPE RETR",
                            "504",
                            "RANG before what it is not for (draft-bryan-ftp-range)"),
                    departure("OPTS", "504", "a value that RFC 959 would answer so"),
                    departure("OPTS", "530", "MODE Z before login, as MODE itself"),
                    departure("SITE", "214", "SITE HELP answers as HELP does"),
                    departure(
                            "HASH XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512 SIZE STAT",
                            "426",
                            "ABOR took the question back, and its own 226 follows"),
                    departure(
                            "HASH XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512",
                            "553 554",
                            "a folder; a range that begins behind the end, as REST has it"),
                    departure(
                            "RETR",
                            "551",
                            "a range of what is not sent as it is (draft-bryan-ftp-range)"));

    private ReplyTable() {}

    private static Row row(String verbs, String codes, String text) {
        return new Row(words(verbs), numbers(codes), text);
    }

    private static Departure departure(String verbs, String codes, String reason) {
        return new Departure(words(verbs), numbers(codes), reason);
    }

    private static Set<String> words(String text) {
        return Stream.of(text.split(" ")).collect(toUnmodifiableSet());
    }

    private static Set<Integer> numbers(String text) {
        return Stream.of(text.split(" ")).map(Integer::valueOf).collect(toUnmodifiableSet());
    }

    private static final Map<String, Set<Integer>> ALLOWED = allowed();

    private static Map<String, Set<Integer>> allowed() {
        var all = new HashMap<String, Set<Integer>>();
        for (Row row : ROWS) {
            for (String verb : row.verbs()) {
                all.computeIfAbsent(verb, _ -> new TreeSet<>()).addAll(row.codes());
            }
        }
        for (Departure departure : DEPARTURES) {
            for (String verb : departure.verbs()) {
                all.computeIfAbsent(verb, _ -> new TreeSet<>()).addAll(departure.codes());
            }
        }
        return all;
    }

    /// What a verb may be answered; a verb that is not served, or no verb, 500 to 502 and 530.
    static Set<Integer> allowed(String verb) {
        return ALLOWED.getOrDefault(verb, Set.of(500, 501, 502, 530, 421));
    }

    static List<String> withoutRow() {
        return Arrays.stream(Verb.values())
                .filter(Verb::served)
                .map(Verb::name)
                .filter(verb -> !ALLOWED.containsKey(verb))
                .toList();
    }

    /// What a client has asked and not been answered yet. Replies to commands that were sent ahead
    /// are held against all of them, as STAT and ABOR overtake.
    static final class Conversation {

        private static final String GREETING = "";

        private final Deque<String> asked = new ArrayDeque<>(List.of(GREETING));
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        void said(byte[] bytes) {
            for (byte b : bytes) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                asked.add(verb(line.toString(StandardCharsets.ISO_8859_1)));
                line.reset();
            }
        }

        private static String verb(String line) {
            String text = line.replaceAll("[^\\x20-\\x7e]", "").strip();
            return text.split(" ", -1)[0].toUpperCase(Locale.ROOT);
        }

        void heard(String reply) {
            if (!reply.matches("\\d\\d\\d .*")) return;
            int code = Integer.parseInt(reply.substring(0, 3));
            var fitting = asked.stream().filter(verb -> allows(verb, code)).findFirst();
            if (fitting.isPresent()) {
                if (code >= 200) asked.remove(fitting.get());
                return;
            }
            if (code == 421) return;
            var told = new ArrayList<String>();
            for (String verb : asked) told.add(verb + " " + allowed(verb));
            throw new AssertionError("'" + reply + "' is no answer to " + told);
        }

        private static boolean allows(String verb, int code) {
            return verb.equals(GREETING)
                    ? Set.of(120, 220, 421, 500).contains(code)
                    : allowed(verb).contains(code);
        }
    }
}
