package dev.ferry.wire.ftp;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What `-la` and the like before the path of LIST, NLST and STAT ask for. No RFC has them; clients
/// send those of `ls`. Those that mean something here are obeyed, all others are passed over.
///
/// @param perhapsName the whole argument where it may be a name that only looks like options:
///   `-backup`; empty where it is one of those that clients send
public record ListOptions(Set<Option> options, Order order, Form form, String perhapsName) {

    /// What can be asked for, each by its letters.
    public enum Option {
        /// `a`, `A`: globs match dot files too. Without a glob they are listed in any case.
        ALL("aA"),
        /// `R`: folders below too.
        RECURSIVE("R"),
        /// `r`: the other way round.
        REVERSED("r"),
        /// `d`: a folder itself, not what is in it.
        ITSELF("d"),
        /// `F`: a mark behind each name says what it is.
        MARKED("F"),
        /// `L`: what a link leads to, in its place.
        FOLLOWED("L");

        private final String letters;

        Option(String letters) {
            this.letters = letters;
        }
    }

    /// Which entries come first.
    public enum Order {
        /// In whatever order the storage has them.
        NONE,
        /// `r` alone, as `ls` understands it.
        NAME,
        /// `t`: the newest first.
        TIME,
        /// `S`: the largest first.
        SIZE
    }

    /// What a line says.
    public enum Form {
        /// As the verb has it.
        USUAL,
        /// `l`, and `n`: all there is to say.
        LONG,
        /// `1`: names alone, unless `l` is there too.
        NAMES
    }

    public static final ListOptions NONE = new ListOptions(Set.of(), Order.NONE, Form.USUAL, "");

    /// Those that clients are known to send. A word with any other letter may be a name.
    private static final String SENT = "aAlLRrtS1dFnhCTU";

    public ListOptions {
        options = Set.copyOf(options);
    }

    public boolean has(Option option) {
        return options.contains(option);
    }

    /// What `letters` say, the last of those that exclude one another counting.
    ///
    /// @param whole the argument they were found in; empty where they can be nothing else
    static ListOptions of(String letters, String whole) {
        var options = EnumSet.noneOf(Option.class);
        for (Option option : Option.values()) {
            if (letters.chars().anyMatch(c -> option.letters.indexOf(c) >= 0)) options.add(option);
        }
        Order order = Order.NONE;
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 't' -> order = Order.TIME;
                case 'S' -> order = Order.SIZE;
                case 'U' -> order = Order.NONE;
                default -> {}
            }
        }
        if (order == Order.NONE && options.contains(Option.REVERSED)) order = Order.NAME;
        Form form = Form.USUAL;
        if (letters.indexOf('1') >= 0) form = Form.NAMES;
        if (letters.indexOf('l') >= 0 || letters.indexOf('n') >= 0) form = Form.LONG;
        boolean known = letters.chars().allMatch(c -> SENT.indexOf(c) >= 0);
        return new ListOptions(
                Collections.unmodifiableSet(options), order, form, known ? "" : whole);
    }
}
