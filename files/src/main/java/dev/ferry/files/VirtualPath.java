package dev.ferry.files;

import java.util.ArrayList;
import java.util.List;

/// Where a file is, as its user sees it: absolute, `/` between names, normalised. It cannot escape
/// its root: `..` at the root stays there, and no name is empty, `.`, `..`, or holds `/` or a
/// control character (those appear as [NameText] escapes). Comparison is by name, byte for byte: no
/// case folding and no Unicode normalisation, as on the disks below.
///
/// @param names from the root down; empty is the root itself
public record VirtualPath(List<String> names) implements Comparable<VirtualPath> {

    public static final VirtualPath ROOT = new VirtualPath(List.of());

    public VirtualPath {
        names = List.copyOf(names);
        for (String name : names) requireName(name);
    }

    /// `text` seen from the root, whether or not it begins with a slash.
    public static VirtualPath of(String text) {
        return ROOT.resolve(text);
    }

    /// Where `text` leads from here: absolute where it begins with `/`, else below this path. Empty
    /// names and `.` are passed over, `..` goes up. Control characters become their escapes.
    public VirtualPath resolve(String text) {
        var walked = new ArrayList<>(text.startsWith("/") ? List.<String>of() : names);
        for (String name : NameText.withoutControls(text).split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> {
                    if (!walked.isEmpty()) walked.removeLast();
                }
                default -> walked.add(name);
            }
        }
        return new VirtualPath(walked);
    }

    /// The entry `name` of this folder.
    ///
    /// @throws IllegalArgumentException if `name` could not be the name of an entry
    public VirtualPath child(String name) {
        var longer = new ArrayList<>(names);
        longer.add(name);
        return new VirtualPath(longer);
    }

    /// The folder this is in; the root is in itself.
    public VirtualPath parent() {
        return isRoot() ? this : new VirtualPath(names.subList(0, names.size() - 1));
    }

    /// The last name; the empty string for the root.
    public String name() {
        return isRoot() ? "" : names.getLast();
    }

    public boolean isRoot() {
        return names.isEmpty();
    }

    /// Whether this is `folder` or lies below it. Whole names count: `/a/doc-secret` is not under
    /// `/a/doc`.
    public boolean isUnder(VirtualPath folder) {
        return names.size() >= folder.names.size()
                && names.subList(0, folder.names.size()).equals(folder.names);
    }

    /// This path, which lies under `from`, at the same place under `to`.
    public VirtualPath moved(VirtualPath from, VirtualPath to) {
        if (!isUnder(from)) throw new IllegalArgumentException(this + " is not under " + from);
        var there = new ArrayList<>(to.names);
        there.addAll(names.subList(from.names.size(), names.size()));
        return new VirtualPath(there);
    }

    @Override
    public int compareTo(VirtualPath other) {
        int shared = Math.min(names.size(), other.names.size());
        for (int i = 0; i < shared; i++) {
            int difference = names.get(i).compareTo(other.names.get(i));
            if (difference != 0) return difference;
        }
        return Integer.compare(names.size(), other.names.size());
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("'" + name + "' is not a name");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || NameText.isControl(c)) {
                throw new IllegalArgumentException("a name holds no '/' and no control character");
            }
        }
    }
}
