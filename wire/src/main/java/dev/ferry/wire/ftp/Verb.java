package dev.ferry.wire.ftp;

import static dev.ferry.wire.ftp.Verb.Standing.KNOWN;
import static dev.ferry.wire.ftp.Verb.Standing.SERVED;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Every verb of FTP that we know by name: the one table behind [CommandParser], HELP and
/// docs/PROTOCOL.md. In a syntax `<x>` is to be filled in and `[x]` may be left out.
public enum Verb {
    // RFC 959 §4.1.1 to §4.1.3
    USER("<name>", "RFC 959", SERVED),
    PASS("<password>", "RFC 959", SERVED),
    ACCT("<account>", "RFC 959", SERVED),
    CWD("<path>", "RFC 959", SERVED),
    CDUP("", "RFC 959", SERVED),
    SMNT("<path>", "RFC 959", SERVED),
    REIN("", "RFC 959", SERVED),
    QUIT("", "RFC 959", SERVED),
    PORT("<h1>,<h2>,<h3>,<h4>,<p1>,<p2>", "RFC 959", SERVED),
    PASV("", "RFC 959", SERVED),
    TYPE("A [N|T]|I|L 8", "RFC 959", SERVED),
    STRU("F|R", "RFC 959", SERVED),
    MODE("S|B|Z", "RFC 959", SERVED),
    RETR("<path>", "RFC 959", SERVED),
    STOR("<path>", "RFC 959", SERVED),
    STOU("[<path>]", "RFC 959", SERVED),
    APPE("<path>", "RFC 959", SERVED),
    ALLO("<bytes> [R <record size>]", "RFC 959", SERVED),
    REST("<offset>|<marker>", "RFC 3659", SERVED),
    RNFR("<path>", "RFC 959", SERVED),
    RNTO("<path>", "RFC 959", SERVED),
    ABOR("", "RFC 959", SERVED),
    DELE("<path>", "RFC 959", SERVED),
    RMD("<path>", "RFC 959", SERVED),
    MKD("<path>", "RFC 959", SERVED),
    PWD("", "RFC 959", SERVED),
    LIST("[-<flags>] [<path>]", "RFC 959", SERVED),
    NLST("[-<flags>] [<path>]", "RFC 959", SERVED),
    SITE("<command>, of those that SITE HELP lists", "RFC 959", SERVED),
    SYST("", "RFC 959", SERVED),
    STAT("[<path>]", "RFC 959", SERVED),
    HELP("[<verb>]", "RFC 959", SERVED),
    NOOP("", "RFC 959", SERVED),

    // RFC 1123 §4.1.3.1: the same under the names of RFC 775
    XCWD("<path>", "RFC 1123", SERVED),
    XCUP("", "RFC 1123", SERVED),
    XPWD("", "RFC 1123", SERVED),
    XMKD("<path>", "RFC 1123", SERVED),
    XRMD("<path>", "RFC 1123", SERVED),

    FEAT("", "RFC 2389", SERVED),
    OPTS(
            "UTF8 ON|OFF, or MLST [<fact>;...], or HASH [<name>], or MODE Z LEVEL <1-9>",
            "RFC 2389",
            SERVED),
    EPRT("|1|<IPv4 address>|<port>|, or |2|<IPv6 address>|<port>|", "RFC 2428", SERVED),
    EPSV("[1|2|ALL]", "RFC 2428", SERVED),
    MLST("[<path>]", "RFC 3659", SERVED),
    MLSD("[<path>]", "RFC 3659", SERVED),
    SIZE("<path>", "RFC 3659", SERVED),
    MDTM("<path>", "RFC 3659", SERVED),
    MFMT("<YYYYMMDDHHMMSS> <path>", "draft-somers-ftp-mfxx", SERVED),
    MFCT("<YYYYMMDDHHMMSS> <path>", "draft-somers-ftp-mfxx", SERVED),
    MFF("<fact>=<value>;... <path>", "draft-somers-ftp-mfxx", SERVED),

    LANG("[<tag>]", "RFC 2640", SERVED),
    HOST("<name>", "RFC 7151", SERVED),
    AUTH("TLS", "RFC 4217", SERVED),
    ADAT("<base64>", "RFC 2228", KNOWN),
    PBSZ("0", "RFC 4217", SERVED),
    PROT("C|P", "RFC 4217", SERVED),
    CCC("", "RFC 4217", SERVED),
    MIC("<base64>", "RFC 2228", KNOWN),
    CONF("<base64>", "RFC 2228", KNOWN),
    ENC("<base64>", "RFC 2228", KNOWN),
    LPRT("<numbers>", "RFC 1639", KNOWN),
    LPSV("", "RFC 1639", KNOWN),

    HASH("<path>", "draft-bryan-ftpext-hash", SERVED),
    RANG("<first> <last>, or 1 0", "draft-bryan-ftp-range", SERVED),
    AVBL("[<path>]", "draft-peterson-streamlined-ftp-command-extensions", SERVED),
    CLNT("<name>", "in use, no RFC", SERVED),
    CSID("<fact>=<value>;...", "draft-peterson-streamlined-ftp-command-extensions", SERVED),
    COMB("<path> <parts>", "in use, no RFC", KNOWN),
    XCRC("<path>, or \"<path>\" [<first> [<end>]]", "in use, no RFC", SERVED),
    XMD5("<path>, or \"<path>\" [<first> [<end>]]", "in use, no RFC", SERVED),
    XSHA("<path>, or \"<path>\" [<first> [<end>]]", "in use, no RFC", SERVED),
    XSHA1("<path>, or \"<path>\" [<first> [<end>]]", "in use, no RFC", SERVED),
    XSHA256("<path>, or \"<path>\" [<first> [<end>]]", "in use, no RFC", SERVED),
    XSHA512("<path>, or \"<path>\" [<first> [<end>]]", "in use, no RFC", SERVED),

    // Mail by FTP, until RFC 788 gave it a protocol of its own (RFC 765, RFC 737, RFC 743)
    MAIL("<name>", "RFC 765", KNOWN),
    MLFL("<name>", "RFC 765", KNOWN),
    MSND("<name>", "RFC 765", KNOWN),
    MSOM("<name>", "RFC 765", KNOWN),
    MSAM("<name>", "RFC 765", KNOWN),
    MRSQ("<scheme>", "RFC 765", KNOWN),
    MRCP("<name>", "RFC 765", KNOWN),
    XSEN("<name>", "RFC 737", KNOWN),
    XSEM("<name>", "RFC 737", KNOWN),
    XMAS("<name>", "RFC 737", KNOWN),
    XRSQ("<scheme>", "RFC 743", KNOWN),
    XRCP("<name>", "RFC 743", KNOWN);

    /// How far we go with a verb.
    public enum Standing {
        SERVED,
        /// FTP has it; we answer 502.
        KNOWN
    }

    private static final Map<String, Verb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Verb::name, Function.identity()));

    private final String argument;
    private final String specification;
    private final Standing standing;

    Verb(String argument, String specification, Standing standing) {
        this.argument = argument;
        this.specification = specification;
        this.standing = standing;
    }

    /// The verb of that name, which is in upper case.
    public static Optional<Verb> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// How it is written: `RNFR <path>`.
    public String syntax() {
        return argument.isEmpty() ? name() : name() + ' ' + argument;
    }

    /// Where it is defined: `RFC 3659`.
    public String specification() {
        return specification;
    }

    public boolean served() {
        return standing == SERVED;
    }
}
