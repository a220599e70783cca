package dev.ferry.files.storage.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ferry.files.IllegalNameException;
import dev.ferry.files.NameText;
import dev.ferry.files.VirtualPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// The folder that is a storage's root, and the one way from a [VirtualPath] to something in it.
///
/// A path without links is opened in one step by a kernel that promises to stay inside and to
/// follow nothing (openat2); where it meets a link, or the kernel is older, the path is walked name
/// by name and each link is read and followed *as text*, inside the root or not at all. Either way
/// what is opened in the end is opened without following links, so a folder swapped for a link in
/// mid-walk leads to an error and nowhere else.
final class Tree implements AutoCloseable {

    /// The folder of ours in which uploads are staged: no path leads there and no listing shows it.
    static final String RESERVED = ".ferry-stage";

    static final byte[] HERE = {'.'};

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4095;
    private static final int MOST_LINKS = 40;

    private final Fd root;
    private final String realRoot;
    private volatile boolean walksByName;

    /// Opens `root`.
    Tree(Path root) throws IOException {
        this(root, false);
    }

    /// Opens `root`.
    ///
    /// @param walksByName never ask the kernel for a whole path at once, as on Linux before 5.6
    Tree(Path root, boolean walksByName) throws IOException {
        try {
            this.realRoot = root.toRealPath().toString();
            this.root = new Fd(Posix.openRoot(realRoot.getBytes(UTF_8)));
        } catch (Errno e) {
            if (e.is(Errno.EACCES)) throw new AccessDeniedException(root.toString());
            throw e.is(Errno.ENOENT)
                    ? new NoSuchFileException(root.toString())
                    : new NotDirectoryException(root.toString());
        }
        this.walksByName = walksByName;
    }

    /// Where the root is on this machine, without a link on the way.
    String realRoot() {
        return realRoot;
    }

    int rootFd() {
        return root.number();
    }

    @Override
    public void close() {
        root.close();
    }

    /// A name in a folder that is held open. Its path is the same place without a link in it.
    static final class Place implements AutoCloseable {
        private final Fd folder;
        private final byte[] name;
        private final VirtualPath path;

        private Place(Fd folder, byte[] name, VirtualPath path) {
            this.folder = folder;
            this.name = name;
            this.path = path;
        }

        int at() {
            return folder.number();
        }

        byte[] name() {
            return name;
        }

        VirtualPath path() {
            return path;
        }

        @Override
        public void close() {
            folder.close();
        }
    }

    /// The name at `path` in its folder, links on the way followed; the name itself may be a link
    /// and is not.
    Place place(VirtualPath path) throws IOException {
        return place(path, false);
    }

    /// The name that `path` leads to, itself followed if it is a link; it need not be there.
    Place target(VirtualPath path) throws IOException {
        return place(path, true);
    }

    private Place place(VirtualPath path, boolean followLast) throws IOException {
        byte[][] names = names(path);
        if (names.length == 0) return new Place(open(path, List.of()), HERE, path);
        byte[][] parent = List.of(names).subList(0, names.length - 1).toArray(byte[][]::new);
        byte[] last = names[names.length - 1];
        try {
            Fd folder = open(parent, Posix.O_PATH | Posix.O_DIRECTORY);
            if (!followLast || !isLink(folder, last)) return new Place(folder, last, path);
            folder.close();
        } catch (Errno e) {
            if (!e.is(Errno.ELOOP) && !e.is(Errno.ENOTDIR)) throw e.of(path.parent());
        }
        List<byte[]> real = withoutLinks(path, names, followLast);
        if (real.isEmpty()) return new Place(open(path, real), HERE, VirtualPath.ROOT);
        return new Place(
                open(path, real.subList(0, real.size() - 1)), real.getLast(), textOf(real));
    }

    /// Opens the file or folder at `path`, links followed.
    ///
    /// @param flags of open(2), without those about links
    Fd open(VirtualPath path, int flags) throws IOException {
        byte[][] names = names(path);
        try {
            return open(names, flags);
        } catch (Errno e) {
            if (!e.is(Errno.ELOOP) && !e.is(Errno.ENOTDIR)) throw e.of(path);
        }
        try {
            return open(withoutLinks(path, names, true).toArray(byte[][]::new), flags);
        } catch (Errno e) {
            throw e.of(path);
        }
    }

    /// What a link says that leads to `target`: from the machine's root on, since a relative text
    /// would lead elsewhere, even out of here, once the link or a folder around it is moved.
    byte[] textOf(VirtualPath target) throws IOException {
        byte[] inside = joined(names(target));
        byte[] root = realRoot.getBytes(UTF_8);
        var text = new ByteArrayOutputStream();
        text.writeBytes(root);
        if (inside.length > 0 && root[root.length - 1] != '/') text.write('/');
        text.writeBytes(inside);
        if (text.size() > LONGEST_PATH) {
            throw new IllegalNameException(target, "is longer than a link can say");
        }
        return text.toByteArray();
    }

    /// Where a link leads, as a path inside.
    ///
    /// @throws NoSuchFileException if it leads outside, in circles, or below what is no folder
    VirtualPath leadsTo(VirtualPath link) throws IOException {
        return textOf(withoutLinks(link, names(link), true));
    }

    /// The bytes of each name of `path`.
    private static byte[][] names(VirtualPath path) throws IOException {
        byte[][] names = new byte[path.names().size()][];
        for (int i = 0; i < names.length; i++) {
            String name = path.names().get(i);
            if (name.equals(RESERVED)) {
                throw new IllegalNameException(path, "the name " + RESERVED + " is reserved");
            }
            names[i] =
                    NameText.toBytes(name)
                            .orElseThrow(
                                    () -> new IllegalNameException(path, "is not a possible name"));
            if (names[i].length > LONGEST_NAME) {
                throw new IllegalNameException(
                        path, "a name is longer than " + LONGEST_NAME + " bytes");
            }
            for (byte b : names[i]) {
                if (b == 0 || b == '/') {
                    throw new IllegalNameException(path, "a name holds no NUL and no slash");
                }
            }
        }
        return names;
    }

    private Fd open(VirtualPath asked, List<byte[]> names) throws IOException {
        try {
            return open(names.toArray(byte[][]::new), Posix.O_PATH | Posix.O_DIRECTORY);
        } catch (Errno e) {
            throw e.of(asked.parent());
        }
    }

    /// Opens a path that has no link in it; ELOOP (or ENOTDIR, name by name) where it has.
    private Fd open(byte[][] names, int flags) throws Errno {
        if (names.length == 0) return new Fd(Posix.openHere(root.number(), HERE, flags));
        byte[] joined = joined(names);
        if (!walksByName && joined.length <= LONGEST_PATH) {
            try {
                return openAtOnce(joined, flags);
            } catch (Errno e) {
                // A kernel before 5.6, or a sandbox that does not know the call.
                if (!e.is(Errno.ENOSYS) && !e.is(Errno.EPERM)) throw e;
                walksByName = true;
            }
        }
        Fd at = new Fd(Posix.openHere(root.number(), HERE, Posix.O_PATH | Posix.O_DIRECTORY));
        for (int i = 0; i < names.length; i++) {
            try (Fd previous = at) {
                boolean last = i == names.length - 1;
                int how = last ? flags : Posix.O_PATH | Posix.O_DIRECTORY;
                at = new Fd(Posix.openHere(previous.number(), names[i], how));
            }
        }
        if ((flags & Posix.O_PATH) != 0 && Posix.stat(at.number()).isLink()) {
            at.close();
            throw new Errno(Errno.ELOOP); // O_PATH with O_NOFOLLOW opens the link itself
        }
        return at;
    }

    private Fd openAtOnce(byte[] path, int flags) throws Errno {
        while (true) {
            try {
                return new Fd(Posix.openInside(root.number(), path, flags));
            } catch (Errno e) {
                // A rename somewhere on the way happened at the same time: ask again.
                if (!e.is(Errno.EAGAIN)) throw e;
            }
        }
    }

    private static boolean isLink(Fd folder, byte[] name) throws Errno {
        try {
            return Posix.stat(folder.number(), name).isLink();
        } catch (Errno e) {
            if (e.is(Errno.ENOENT)) return false;
            folder.close();
            throw e;
        }
    }

    /// The same place as names of which none is a link, each link read as text.
    private List<byte[]> withoutLinks(VirtualPath asked, byte[][] names, boolean followLast)
            throws IOException {
        Deque<byte[]> ahead = new ArrayDeque<>(List.of(names));
        List<byte[]> walked = new ArrayList<>();
        int links = 0;
        while (!ahead.isEmpty()) {
            byte[] name = ahead.pop();
            if (isDots(name, 1) || name.length == 0) continue;
            if (isDots(name, 2)) {
                if (walked.isEmpty()) throw new NoSuchFileException(asked.toString());
                walked.removeLast();
                continue;
            }
            byte[] link =
                    ahead.isEmpty() && !followLast ? new byte[0] : linkAt(asked, walked, name);
            if (link.length == 0) {
                if (new String(name, UTF_8).equals(RESERVED)) {
                    throw new NoSuchFileException(asked.toString());
                }
                walked.add(name);
                continue;
            }
            if (++links > MOST_LINKS) throw new NoSuchFileException(asked.toString());
            if (link[0] == '/') {
                link = insideOf(asked, link);
                walked.clear();
            }
            List<byte[]> parts = parts(link);
            for (byte[] part : parts.reversed()) ahead.push(part);
        }
        return walked;
    }

    /// What the link at `name` says; empty where it is none or nothing is there.
    private byte[] linkAt(VirtualPath asked, List<byte[]> folder, byte[] name) throws IOException {
        try (Fd at = open(folder.toArray(byte[][]::new), Posix.O_PATH | Posix.O_DIRECTORY)) {
            return Posix.readLink(at.number(), name).orElse(new byte[0]);
        } catch (Errno e) {
            if (e.is(Errno.ENOENT)) return new byte[0];
            throw e.of(asked);
        }
    }

    /// An absolute link's text from the root on.
    private byte[] insideOf(VirtualPath asked, byte[] link) throws IOException {
        String text = new String(link, ISO_8859_1);
        String root = new String(realRoot.getBytes(UTF_8), ISO_8859_1);
        if (text.equals(root)) return new byte[] {'.'};
        if (!root.equals("/") && !text.startsWith(root + "/")) {
            throw new NoSuchFileException(asked.toString());
        }
        int from = root.equals("/") ? 1 : root.length() + 1;
        return text.substring(from).getBytes(ISO_8859_1);
    }

    private static List<byte[]> parts(byte[] path) {
        var parts = new ArrayList<byte[]>();
        int from = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                parts.add(Arrays.copyOfRange(path, from, i));
                from = i + 1;
            }
        }
        return parts;
    }

    private static boolean isDots(byte[] name, int count) {
        if (name.length != count) return false;
        for (byte b : name) {
            if (b != '.') return false;
        }
        return true;
    }

    private static byte[] joined(byte[][] names) {
        var path = new ByteArrayOutputStream();
        for (byte[] name : names) {
            if (path.size() > 0) path.write('/');
            path.writeBytes(name);
        }
        return path.toByteArray();
    }

    private static VirtualPath textOf(List<byte[]> names) {
        return new VirtualPath(names.stream().map(NameText::of).toList());
    }
}
