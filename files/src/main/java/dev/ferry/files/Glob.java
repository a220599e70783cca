package dev.ferry.files;

import java.util.ArrayList;
import java.util.List;

/// A pattern for one name, as shells write it: `*` is any text, `?` any one character, `[a-z_]` one
/// of these, `[!a-z]` or `[^a-z]` one that is none of these, and `\` makes the next character mean
/// itself. A `[` without its `]` means itself. Compared by character, with upper and lower case
/// apart.
///
/// A dot that begins a name is matched by a dot alone, as in every shell: `*` is not to delete what
/// nobody saw. Whoever wants them too says so ([#matches]).
///
/// Matching goes back to the last `*` and to no other, so its time grows with the length of the
/// pattern times that of the name, whatever they are.
public final class Glob {

    /// What one character of a name is held against.
    private sealed interface Piece {
        /// Any number of them.
        record Text() implements Piece {}

        record One() implements Piece {}

        record This(int character) implements Piece {}

        /// @param ranges pairs of first and last
        record Among(List<Integer> ranges, boolean negated) implements Piece {}
    }

    private final Piece[] pieces;

    private Glob(List<Piece> pieces) {
        this.pieces = pieces.toArray(Piece[]::new);
    }

    /// Whether `text` means anything but itself.
    public static boolean isPattern(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '*', '?', '[', '\\' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    /// The pattern that `text` says; there is one for every text. Control characters in it stand
    /// for their escapes, as in a path.
    public static Glob of(String text) {
        int[] characters = NameText.withoutControls(text).codePoints().toArray();
        var pieces = new ArrayList<Piece>();
        for (int at = 0; at < characters.length; at++) {
            switch (characters[at]) {
                case '*' -> {
                    if (pieces.isEmpty() || !(pieces.getLast() instanceof Piece.Text))
                        pieces.add(new Piece.Text());
                }
                case '?' -> pieces.add(new Piece.One());
                case '[' -> {
                    int end = endOfClass(characters, at);
                    pieces.add(end < 0 ? new Piece.This('[') : classOf(characters, at + 1, end));
                    at = Math.max(at, end);
                }
                case '\\' -> {
                    if (at + 1 < characters.length) at++;
                    pieces.add(new Piece.This(characters[at]));
                }
                default -> pieces.add(new Piece.This(characters[at]));
            }
        }
        return new Glob(pieces);
    }

    /// Where the class that `[` at `start` begins has its `]`; -1 where it has none. A `]` in the
    /// first place is one of its characters.
    private static int endOfClass(int[] text, int start) {
        int at = start + 1;
        if (at < text.length && isNot(text[at])) at++;
        for (int first = at; at < text.length; at++) {
            if (text[at] == ']' && at > first) return at;
            if (text[at] == '\\') at++;
        }
        return -1;
    }

    private static Piece classOf(int[] text, int start, int end) {
        boolean negated = isNot(text[start]);
        var ranges = new ArrayList<Integer>();
        for (int at = negated ? start + 1 : start; at < end; at++) {
            if (text[at] == '\\') at++;
            int first = text[at];
            int last = first;
            if (at + 2 < end && text[at + 1] == '-') {
                at += text[at + 2] == '\\' && at + 3 < end ? 3 : 2;
                last = text[at];
            }
            ranges.add(first);
            ranges.add(last);
        }
        return new Piece.Among(List.copyOf(ranges), negated);
    }

    private static boolean isNot(int c) {
        return c == '!' || c == '^';
    }

    /// Whether this is a pattern of `name`.
    ///
    /// @param hidden whether `*`, `?` and classes match a dot that begins the name
    public boolean matches(String name, boolean hidden) {
        if (!hidden && name.startsWith(".") && !beginsWithDot()) return false;
        int at = 0;
        int piece = 0;
        int star = -1; // the last `*`, and how far the name goes that it has eaten
        int eaten = 0;
        while (at < name.length()) {
            int character = name.codePointAt(at);
            if (piece < pieces.length && pieces[piece] instanceof Piece.Text) {
                star = piece++;
                eaten = at;
            } else if (piece < pieces.length && matches(pieces[piece], character)) {
                piece++;
                at += Character.charCount(character);
            } else if (star >= 0) {
                eaten += Character.charCount(name.codePointAt(eaten));
                at = eaten;
                piece = star + 1;
            } else {
                return false;
            }
        }
        while (piece < pieces.length && pieces[piece] instanceof Piece.Text) piece++;
        return piece == pieces.length;
    }

    private boolean beginsWithDot() {
        return pieces.length > 0 && pieces[0] instanceof Piece.This(int c) && c == '.';
    }

    private static boolean matches(Piece piece, int character) {
        return switch (piece) {
            case Piece.Text() -> throw new IllegalStateException("stands for many");
            case Piece.One() -> true;
            case Piece.This(int wanted) -> character == wanted;
            case Piece.Among(List<Integer> ranges, boolean negated) -> {
                boolean among = false;
                for (int i = 0; i < ranges.size() && !among; i += 2) {
                    among = ranges.get(i) <= character && character <= ranges.get(i + 1);
                }
                yield among != negated;
            }
        };
    }
}
