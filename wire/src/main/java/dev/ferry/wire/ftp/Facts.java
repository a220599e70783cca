package dev.ferry.wire.ftp;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What MLST and MLSD say of one entry (RFC 3659 §7.5). Written by the million, so it is appended
/// and never formatted.
///
/// @param size bytes; said of files alone, as the RFC wants
/// @param created where the storage knows it
/// @param unique which file this is, without space or `;`
/// @param perm what the user may do, as letters of RFC 3659 §7.5.5
/// @param mode the twelve permission bits of POSIX
/// @param owner numeric user id
/// @param group numeric group id
public record Facts(
        Type type,
        long size,
        Instant modified,
        Optional<Instant> created,
        String unique,
        String perm,
        int mode,
        long owner,
        long group) {

    /// What an entry is (RFC 3659 §7.5.1).
    public sealed interface Type {
        record File() implements Type {}

        record Folder() implements Type {}

        /// The folder that is being listed.
        record Listed() implements Type {}

        /// The one it is in.
        record Parent() implements Type {}

        /// A symbolic link.
        ///
        /// @param target where it leads, as its user sees it; empty where that is nobody's business
        record Link(Optional<String> target) implements Type {}

        /// A device, a pipe or a socket.
        record Other() implements Type {}
    }

    /// The facts we know, in the order in which they are written.
    public enum Fact {
        TYPE("type"),
        SIZE("size"),
        MODIFY("modify"),
        CREATE("create"),
        UNIQUE("unique"),
        PERM("perm"),
        UNIX_MODE("UNIX.mode"),
        UNIX_OWNER("UNIX.owner"),
        UNIX_GROUP("UNIX.group"),
        CHARSET("charset");

        private final String text;

        Fact(String text) {
            this.text = text;
        }

        /// As FEAT and MLST write it.
        public String text() {
            return text;
        }
    }

    /// Which facts a session wants to see (RFC 3659 §7.9), in the order of [Fact].
    ///
    /// @param charset in which names are said
    public record Selection(List<Fact> facts, String charset) {

        private static final String UTF_8 = "UTF-8";

        public static final Selection ALL = new Selection(List.of(Fact.values()));

        /// What a session sees that never asked: all but the charset, which is UTF-8 unless it says
        /// otherwise (RFC 3659 §7.5.9).
        public static final Selection DEFAULT =
                new Selection(ALL.facts.stream().filter(fact -> fact != Fact.CHARSET).toList());

        public Selection(List<Fact> facts) {
            this(facts, UTF_8);
        }

        public Selection {
            facts = facts.stream().distinct().sorted().toList();
        }

        /// The facts of those names, in upper or lower case; names of none are passed over, as the
        /// RFC wants.
        public static Selection of(Collection<String> names) {
            return new Selection(
                    Stream.of(Fact.values())
                            .filter(fact -> names.stream().anyMatch(fact.text::equalsIgnoreCase))
                            .toList());
        }

        /// The same where names are said in that charset; what a session sees that never asked says
        /// so where it is not UTF-8.
        public Selection said(String in) {
            if (in.equals(charset)) return this;
            return new Selection(equals(DEFAULT) ? ALL.facts : facts, in);
        }

        /// Their names in lower case.
        public List<String> names() {
            return facts.stream().map(fact -> fact.text.toLowerCase(Locale.ROOT)).toList();
        }

        /// `type;size;`, the answer to OPTS MLST (RFC 3659 §7.9.1).
        public String list() {
            return facts.stream().map(fact -> fact.text + ';').collect(Collectors.joining());
        }

        /// `MLST type*;size*;charset;`, for FEAT: all we know, a star behind what is selected (RFC
        /// 3659 §7.8).
        public String feature() {
            return Stream.of(Fact.values())
                    .map(fact -> fact.text + (facts.contains(fact) ? "*;" : ";"))
                    .collect(Collectors.joining("", "MLST ", ""));
        }
    }

    /// Appends `facts SP name`, without an end of line. A character that would end the line or a
    /// fact becomes a question mark.
    public void appendTo(StringBuilder out, Selection selection, String name) {
        List<Fact> facts = selection.facts();
        for (int i = 0; i < facts.size(); i++) append(out, facts.get(i), selection);
        OneLine.append(out.append(' '), name);
    }

    /// The same as a text of its own, for MLST.
    public String line(Selection selection, String name) {
        var out = new StringBuilder(160);
        appendTo(out, selection, name);
        return out.toString();
    }

    private void append(StringBuilder out, Fact fact, Selection selection) {
        switch (fact) {
            case TYPE -> appendType(out.append("type="));
            case SIZE -> {
                if (!(type instanceof Type.File)) return;
                out.append("size=").append(size);
            }
            case MODIFY -> TimeVal.append(out.append("modify="), modified);
            case CREATE -> {
                if (created.isEmpty()) return;
                TimeVal.append(out.append("create="), created.get());
            }
            case UNIQUE -> appendToken(out.append("unique="), unique);
            case PERM -> appendToken(out.append("perm="), perm);
            case UNIX_MODE -> appendMode(out.append("UNIX.mode="), mode);
            case UNIX_OWNER -> out.append("UNIX.owner=").append(owner);
            case UNIX_GROUP -> out.append("UNIX.group=").append(group);
            case CHARSET -> appendToken(out.append("charset="), selection.charset());
        }
        out.append(';');
    }

    private void appendType(StringBuilder out) {
        switch (type) {
            case Type.File() -> out.append("file");
            case Type.Folder() -> out.append("dir");
            case Type.Listed() -> out.append("cdir");
            case Type.Parent() -> out.append("pdir");
            case Type.Link(Optional<String> target) -> {
                out.append("OS.unix=slink:");
                target.filter(Facts::isToken).ifPresent(out::append);
            }
            case Type.Other() -> out.append("OS.unix=other");
        }
    }

    private static void appendMode(StringBuilder out, int mode) {
        for (int shift = 9; shift >= 0; shift -= 3) out.append((char) ('0' + (mode >> shift & 7)));
    }

    private static void appendToken(StringBuilder out, String token) {
        if (isToken(token)) {
            out.append(token);
            return;
        }
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            out.append(isTokenCharacter(c) ? c : '?');
        }
    }

    /// Whether `text` can be the value of a fact. A link's target with a blank in it cannot: it is
    /// left out rather than said wrongly.
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) return false;
        }
        return true;
    }

    private static boolean isTokenCharacter(char c) {
        return c > ' ' && c != 0x7f && c != ';';
    }
}
