package dev.ferry.wire.ftp;

import java.time.Instant;
import java.util.Optional;

/// What a client asked for on the control connection (RFC 959 §4.1, RFC 2228, RFC 2389, RFC 2428,
/// RFC 3659, draft-somers-ftp-mfxx, RFC 2640, RFC 4217, RFC 7151). Values only: no I/O and no
/// session. A line we do not understand is a command too, so nobody downstream needs a catch block
/// for bad input. Paths are as the client wrote them.
public sealed interface Command {

    /// Served at once even while a transfer runs (RFC 959 §4.1.3); every other command waits its
    /// turn.
    sealed interface Urgent extends Command permits Abor, Stat, Quit {}

    /// Is about a file or folder.
    sealed interface OfPath extends Command {
        /// As the client wrote it; empty where it may be left out, and was.
        String path();
    }

    /// Moves bytes over a data connection.
    sealed interface Moving extends OfPath permits Retr, Stor, Stou, Appe, List, Nlst, Mlsd {}

    record User(String name) implements Command {}

    record Pass(Secret password) implements Command {}

    record Acct(Secret information) implements Command {}

    record Rein() implements Command {}

    record Quit() implements Urgent {}

    /// Which of several servers behind one address is meant (RFC 7151).
    ///
    /// @param literal the 4 or 16 bytes, in network order, where `name` is an address in figures;
    ///   else empty
    record Host(String name, java.util.List<Byte> literal) implements Command {
        public Host {
            literal = java.util.List.copyOf(literal);
        }
    }

    /// In which language replies are to be (RFC 2640 §4).
    ///
    /// @param tag in upper case; empty for the server's own
    record Lang(String tag) implements Command {}

    /// The client's name, for STAT and the log. In use with no RFC.
    record Clnt(String name) implements Command {}

    /// The client's name and version, and a question for the server's
    /// (draft-peterson-streamlined-ftp-command-extensions §2).
    ///
    /// @param facts with names in lower case, in the order in which they came
    record Csid(java.util.Map<String, String> facts) implements Command {
        public Csid {
            facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
        }
    }

    record Cwd(String path) implements OfPath {}

    /// Mounts another file system structure (RFC 959 §4.1.1), where there is another.
    record Smnt(String path) implements OfPath {}

    record Cdup() implements Command {}

    record Pwd() implements Command {}

    /// Where the client listens (RFC 959 §4.1.2); the address as it stands in the command.
    record Port(HostPort address) implements Command {}

    /// The same for either protocol family (RFC 2428 §2).
    record Eprt(HostPort address) implements Command {}

    /// EPRT with a network protocol that we do not speak: answered 522 (RFC 2428 §2).
    record EprtUnsupported(String protocol) implements Command {}

    record Pasv() implements Command {}

    /// Extended passive mode (RFC 2428 §3).
    record Epsv(Family family) implements Command {
        public enum Family {
            SAME_AS_CONTROL,
            IPV4,
            IPV6,
            UNKNOWN
        }
    }

    /// From now on EPSV alone opens data connections (RFC 2428 §4).
    record EpsvAll() implements Command {}

    record Type(Representation representation) implements Command {}

    /// A TYPE the RFC knows and we do not serve: answered 504.
    record TypeUnsupported(String asked) implements Command {}

    /// @param structure `F`, `R` or `P`
    record Stru(char structure) implements Command {}

    /// @param mode `S`, `B`, `C` or `Z`
    record Mode(char mode) implements Command {}

    record Retr(String path) implements Moving {}

    record Stor(String path) implements Moving {}

    /// Store under a name of the server's choice, like `path` where one is suggested; empty
    /// otherwise.
    record Stou(String path) implements Moving {}

    record Appe(String path) implements Moving {}

    /// How many bytes will come (RFC 959 §4.1.3). A record size behind ` R ` is read and ignored.
    record Allo(long bytes) implements Command {}

    /// The next RETR or STOR starts `offset` bytes into the file (RFC 3659 §5).
    record Rest(long offset) implements Command {}

    /// The same, from a marker that is no number: one of block mode (RFC 959 §3.5).
    record RestMarker(String marker) implements Command {}

    /// The next RETR or HASH is about a part of the file (draft-bryan-ftp-range §3). `1 0` takes it
    /// back; any other that ends before it begins is answered 501.
    ///
    /// @param first of its bytes, counted from 0
    /// @param last of its bytes
    record Rang(long first, long last) implements Command {
        public boolean isReset() {
            return first == 1 && last == 0;
        }

        public boolean isBackwards() {
            return first > last && !isReset();
        }
    }

    record Rnfr(String path) implements OfPath {}

    record Rnto(String path) implements OfPath {}

    record Abor() implements Urgent {}

    record Dele(String path) implements OfPath {}

    record Rmd(String path) implements OfPath {}

    record Mkd(String path) implements OfPath {}

    /// A listing for people (RFC 959 §4.1.3).
    ///
    /// @param path empty for the working folder; its last name may be a glob
    record List(ListOptions options, String path) implements Moving {}

    record Nlst(ListOptions options, String path) implements Moving {}

    /// The facts of one entry (RFC 3659 §7).
    ///
    /// @param path empty for the working folder
    record Mlst(String path) implements OfPath {}

    record Mlsd(String path) implements Moving {}

    record Size(String path) implements OfPath {}

    record Mdtm(String path) implements OfPath {}

    /// Sets when a file was last modified (draft-somers-ftp-mfxx §3).
    record Mfmt(Instant time, String path) implements OfPath {}

    /// The sum of a file, by the function selected (draft-bryan-ftpext-hash §3).
    record Hash(String path) implements OfPath {}

    /// XCRC, XMD5 and the XSHAs, which no document defines: a path, and where it is wanted the
    /// first byte, and the byte before which to stop. Clients put the path in quotes or do not, so
    /// numbers at its end may be of its name.
    ///
    /// @param readings what the argument may mean; the first that names a file is what was meant
    record XHash(HashFunction function, java.util.List<Reading> readings) implements OfPath {

        /// @param part empty for all of the file
        public record Reading(String path, Optional<Part> part) {}

        /// @param end the first byte behind it; [Long#MAX_VALUE] where it was left out
        public record Part(long first, long end) {}

        public XHash {
            readings = java.util.List.copyOf(readings);
        }

        /// As it would be without a range.
        @Override
        public String path() {
            return readings.getLast().path();
        }
    }

    /// Sets when a file was made (draft-somers-ftp-mfxx §4).
    record Mfct(Instant time, String path) implements OfPath {}

    /// Sets several facts of a file (draft-somers-ftp-mfxx §5); here all of them or none.
    ///
    /// @param changes at least one, no two of one kind, in the order in which they came
    record Mff(java.util.List<Change> changes, String path) implements OfPath {
        public Mff {
            changes = java.util.List.copyOf(changes);
        }
    }

    /// One fact to be set.
    sealed interface Change {
        record Modified(Instant time) implements Change {}

        record Created(Instant time) implements Change {}

        /// @param mode the twelve permission bits of POSIX
        record Mode(int mode) implements Change {}
    }

    /// MFF with facts that nobody can set: answered 504 with their names.
    record MffUnsupported(java.util.List<String> facts) implements Command {
        public MffUnsupported {
            facts = java.util.List.copyOf(facts);
        }
    }

    /// How many bytes there is room for (draft-peterson-streamlined-ftp-command-extensions §4).
    ///
    /// @param path empty for the working folder
    record Avbl(String path) implements OfPath {}

    /// What is ours and in no RFC, behind SITE (RFC 959 §4.1.3).
    sealed interface Site extends Command {}

    /// @param topic one of [SiteVerb], in upper case; empty for all
    record SiteHelp(String topic) implements Site {}

    /// @param mode the twelve permission bits of POSIX
    record SiteChmod(int mode, String path) implements Site, OfPath {}

    /// Sets when a file was modified. Where the client says when it was read and made, that is
    /// dropped.
    record SiteUtime(Instant modified, String path) implements Site, OfPath {}

    /// Asks how long the session may be silent.
    record SiteIdleAsked() implements Site {}

    /// Says how long the session wants to be allowed to be silent.
    record SiteIdle(long seconds) implements Site {}

    /// How much of the account's quota is used up.
    record SiteQuota() implements Site {}

    /// A SITE command that we do not know, by its name in upper case.
    record SiteUnknown(String name) implements Site {}

    record Syst() implements Command {}

    /// How the session or its transfer stands (RFC 959 §4.1.3).
    record Stat() implements Urgent {}

    /// STAT of a path: LIST over the control connection. Waits its turn, as LIST does.
    record StatOf(ListOptions options, String path) implements OfPath {}

    /// What the server understands.
    ///
    /// @param topic a verb, in upper case, or empty
    record Help(String topic) implements Command {}

    record Noop() implements Command {}

    record Feat() implements Command {}

    record OptsUtf8(boolean on) implements Command {}

    /// Which facts MLST and MLSD shall show (RFC 3659 §7.9): those of the asked for that we know,
    /// in lower case and in the order of [Facts.Fact]. [Facts.Selection#of] understands them.
    record OptsMlst(java.util.List<String> facts) implements Command {}

    /// Which sum HASH gives from now on (draft-bryan-ftpext-hash §3.2).
    record OptsHash(HashFunction function) implements Command {}

    /// Which sum HASH gives: OPTS HASH alone.
    record OptsHashAsked() implements Command {}

    /// A sum nobody here knows: answered 501.
    record OptsHashUnknown(String name) implements Command {}

    /// How hard MODE Z shall compress (draft-preston-ftpext-deflate §3).
    ///
    /// @param level 1-9; 0 where none was named
    record OptsModeZ(int level) implements Command {}

    record OptsUnknown(String option) implements Command {}

    /// Which mechanism shall secure the control connection (RFC 2228 §3, RFC 4217 §4).
    ///
    /// @param mechanism in upper case
    record Auth(String mechanism) implements Command {}

    /// How much of protected data may come at once (RFC 2228 §3); over TLS 0 alone has a meaning.
    record Pbsz(long bytes) implements Command {}

    /// How data connections shall be protected (RFC 2228 §3).
    ///
    /// @param level `C`, `S`, `E` or `P`
    record Prot(char level) implements Command {}

    /// The control connection shall be clear again (RFC 2228 §3, RFC 4217 §5).
    record Ccc() implements Command {}

    /// A verb of FTP that is known and not served here: answered 502.
    record NotImplemented(String verb) implements Command {}

    record Unknown(String verb) implements Command {}

    /// A known verb with an argument that is none: answered 501.
    record Malformed(String verb, String why) implements Command {}

    /// A line that is no line: too long, a bare LF, a NUL. Answered 500 once.
    record BadLine(String why) implements Command {}

    /// An address in a command.
    ///
    /// @param host 4 or 16 bytes, in network order
    /// @param port 0-65535
    record HostPort(java.util.List<Byte> host, int port) {
        public HostPort {
            host = java.util.List.copyOf(host);
        }
    }

    /// The representation types served (RFC 959 §3.1.1).
    enum Representation {
        /// `A` or `A N`: lines end in CRLF on the wire.
        ASCII,
        /// `I`, or `L 8`: bytes as they are.
        IMAGE
    }
}
