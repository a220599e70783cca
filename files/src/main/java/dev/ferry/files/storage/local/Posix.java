package dev.ferry.files.storage.local;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.ferry.files.Room;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The kernel calls the JDK lacks: on names relative to an open folder, with names as bytes. Linux
/// on x86-64 and AArch64; docs/decisions/0001 says why, and what else there is.
///
/// Descriptors are plain numbers here; [Fd] owns them. Every failure is an [Errno]. Calls block and
/// pin the carrier of a virtual thread for as long as the disk takes.
final class Posix {

    static final int O_RDONLY = 0;
    static final int O_PATH = 0x200000;
    static final int O_CLOEXEC = 0x80000;
    static final int O_DIRECTORY = isArm() ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x20000;

    /// Leads nowhere above the folder it starts at, and over no link.
    static final long RESOLVE_INSIDE_WITHOUT_LINKS = 0x02 | 0x04 | 0x08;

    static final int RENAME_NOREPLACE = 1;

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_BIRTH_MOUNT = 0x7ff | 0x800 | 0x1000;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    private static final long SYS_OPENAT2 = 437;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPENAT2 =
            variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle OPENAT =
            variadic("openat", 3, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle MKDIRAT =
            call("mkdirat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SYMLINKAT =
            call("symlinkat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle UNLINKAT =
            call("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RENAMEAT2 =
            call("renameat2", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle READLINKAT =
            call("readlinkat", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle STATX =
            call("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle GETDENTS =
            call("getdents64", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle FSYNC = call("fsync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FCHMODAT =
            call("fchmodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle FCHOWNAT =
            call("fchownat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle UTIMENSAT =
            call("utimensat", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle FSTATVFS = call("fstatvfs", JAVA_INT, JAVA_INT, ADDRESS);

    /// `struct statvfs` of 64-bit Linux: the size of a block, and how many an unprivileged user may
    /// still take; all of it is shorter than this.
    private static final long STATVFS_SIZE = 256;

    private static final long F_FRSIZE = 8;
    private static final long F_BLOCKS = 16;
    private static final long F_BAVAIL = 32;

    private Posix() {}

    /// Opens `path`, names joined by `/`, below the folder `at` in one step of the kernel
    /// (openat2).
    static int openInside(int at, byte[] path, int flags) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocate(24, 8);
            how.set(JAVA_LONG, 0, flags | O_CLOEXEC);
            how.set(JAVA_LONG, 16, RESOLVE_INSIDE_WITHOUT_LINKS);
            MemorySegment state = arena.allocate(STATE);
            return (int)
                    check(
                            (long)
                                    OPENAT2.invokeExact(
                                            state, SYS_OPENAT2, at, text(arena, path), how, 24L),
                            state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Opens the one name `name` in the folder `at`, never over a link.
    static int openHere(int at, byte[] name, int flags) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int all = flags | O_CLOEXEC | O_NOFOLLOW;
            return (int)
                    check((int) OPENAT.invokeExact(state, at, text(arena, name), all, 0), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Opens a folder by its real path; the one call here that follows links.
    static int openRoot(byte[] path) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
            return (int)
                    check(
                            (int) OPENAT.invokeExact(state, AT_FDCWD, text(arena, path), flags, 0),
                            state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            // What close reports, the kernel has closed all the same.
            int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void makeFolder(int at, byte[] name, int mode) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            check((int) MKDIRAT.invokeExact(state, at, text(arena, name), mode), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Makes the link `name` in the folder `at`, with `target` as its text.
    static void makeLink(byte[] target, int at, byte[] name) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment text = text(arena, target);
            check((int) SYMLINKAT.invokeExact(state, text, at, text(arena, name)), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void unlink(int at, byte[] name) throws Errno {
        unlink(at, name, 0);
    }

    static void removeFolder(int at, byte[] name) throws Errno {
        unlink(at, name, AT_REMOVEDIR);
    }

    private static void unlink(int at, byte[] name, int flags) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            check((int) UNLINKAT.invokeExact(state, at, text(arena, name), flags), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// @param flags 0, or [#RENAME_NOREPLACE], which not every file system knows (EINVAL)
    static void rename(int from, byte[] name, int to, byte[] newName, int flags) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment oldText = text(arena, name);
            MemorySegment newText = text(arena, newName);
            check((int) RENAMEAT2.invokeExact(state, from, oldText, to, newText, flags), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Where the link `name` leads; empty where it is no link.
    static Optional<byte[]> readLink(int at, byte[] name) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment target = arena.allocate(4096);
            long length =
                    check(
                            (long)
                                    READLINKAT.invokeExact(
                                            state, at, text(arena, name), target, 4096L),
                            state);
            return Optional.of(target.asSlice(0, length).toArray(JAVA_BYTE));
        } catch (Errno e) {
            if (e.is(Errno.EINVAL)) return Optional.empty();
            throw e;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// What is at `name` in the folder `at`, links not followed.
    static Stat stat(int at, byte[] name) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(Stat.BYTES, 8);
            stat(at, text(arena, name), AT_SYMLINK_NOFOLLOW, into, arena.allocate(STATE));
            return Stat.of(into);
        }
    }

    /// What the open descriptor `fd` is.
    static Stat stat(int fd) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(Stat.BYTES, 8);
            stat(fd, text(arena, new byte[0]), AT_EMPTY_PATH, into, arena.allocate(STATE));
            return Stat.of(into);
        }
    }

    private static void stat(
            int at, MemorySegment name, int flags, MemorySegment into, MemorySegment state)
            throws Errno {
        try {
            int mask = STATX_BASIC_BIRTH_MOUNT;
            check((int) STATX.invokeExact(state, at, name, flags, mask, into), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Forces the open file or folder `fd` to disk.
    static void force(int fd) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            check((int) FSYNC.invokeExact(state, fd), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Sets the mode of what `fd` holds open, even by O_PATH.
    static void setMode(int fd, int mode) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment held = text(arena, held(fd));
            check((int) FCHMODAT.invokeExact(state, AT_FDCWD, held, mode, 0), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Sets owner and group of the one name `name`, not over a link.
    static void setOwner(int at, byte[] name, int owner, int group) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment text = text(arena, name);
            int flags = AT_SYMLINK_NOFOLLOW;
            check((int) FCHOWNAT.invokeExact(state, at, text, owner, group, flags), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Sets when what `fd` holds open was modified; when it was read stays.
    static void setModified(int fd, Instant time) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = arena.allocate(32, 8);
            times.set(JAVA_LONG, 8, UTIME_OMIT);
            times.set(JAVA_LONG, 16, time.getEpochSecond());
            times.set(JAVA_LONG, 24, time.getNano());
            MemorySegment state = arena.allocate(STATE);
            MemorySegment held = text(arena, held(fd));
            check((int) UTIMENSAT.invokeExact(state, AT_FDCWD, held, times, 0), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// How much an unprivileged user may still write where `fd` is.
    static Room room(int fd) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment facts = arena.allocate(STATVFS_SIZE, 8);
            MemorySegment state = arena.allocate(STATE);
            check((int) FSTATVFS.invokeExact(state, fd, facts), state);
            return Room.of(
                    facts.get(JAVA_LONG, F_FRSIZE),
                    facts.get(JAVA_LONG, F_BAVAIL),
                    facts.get(JAVA_LONG, F_BLOCKS));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// The path under which the JDK opens anew what `fd` holds open.
    static byte[] held(int fd) {
        return Fd.path(fd).getBytes(US_ASCII);
    }

    /// The names in an open folder, a buffer at a time, each with its facts. For one thread at a
    /// time.
    static final class Reader implements AutoCloseable {

        private final int fd;
        private @Nullable Slab slab = Slab.taken();
        private long filled;
        private long next;
        private MemorySegment name = MemorySegment.NULL;

        Reader(int fd) {
            this.fd = fd;
        }

        private Slab slab() {
            return requireNonNull(slab, "closed");
        }

        /// Steps to the next name, `.` and `..` among them.
        ///
        /// @return false after the last
        boolean advance() throws Errno {
            Slab slab = slab();
            if (next >= filled) {
                try {
                    filled =
                            check(
                                    (long)
                                            GETDENTS.invokeExact(
                                                    slab.state, fd, slab.names, Slab.NAMES),
                                    slab.state);
                } catch (Throwable e) {
                    throw rethrown(e);
                }
                next = 0;
                if (filled == 0) return false;
            }
            int length = Short.toUnsignedInt(slab.names.get(JAVA_SHORT, next + 16));
            name = slab.names.asSlice(next + 19, length - 19);
            next += length;
            return true;
        }

        /// The bytes of the name stepped to.
        byte[] name() {
            int length = 0;
            while (name.get(JAVA_BYTE, length) != 0) length++;
            return name.asSlice(0, length).toArray(JAVA_BYTE);
        }

        /// The facts of what has the name stepped to, links not followed.
        Stat stat() throws Errno {
            Slab slab = slab();
            Posix.stat(fd, name, AT_SYMLINK_NOFOLLOW, slab.facts, slab.state);
            return Stat.of(slab.facts);
        }

        @Override
        public void close() {
            if (slab != null) Slab.FREE.add(slab);
            slab = null;
        }
    }

    /// Native memory for one running listing. Never given back, but used again: there are as many
    /// as listings ever ran at once.
    private static final class Slab {

        static final long NAMES = 64 * 1024;
        static final ConcurrentLinkedQueue<Slab> FREE = new ConcurrentLinkedQueue<>();

        final MemorySegment names = Arena.global().allocate(NAMES, 8);
        final MemorySegment facts = Arena.global().allocate(Stat.BYTES, 8);
        final MemorySegment state = Arena.global().allocate(STATE);

        static Slab taken() {
            Slab free = FREE.poll();
            return free == null ? new Slab() : free;
        }
    }

    private static MemorySegment text(Arena arena, byte[] bytes) {
        MemorySegment text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
        return text;
    }

    private static long check(long result, MemorySegment state) throws Errno {
        if (result < 0) throw new Errno((int) ERRNO.get(state, 0L));
        return result;
    }

    private static Errno rethrown(Throwable e) {
        if (e instanceof Errno errno) return errno;
        if (e instanceof Error error) throw error;
        if (e instanceof RuntimeException bug) throw bug;
        throw new AssertionError(e);
    }

    private static MethodHandle call(String name, ValueLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(
            String name, int fixed, ValueLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.firstVariadicArg(fixed),
                Linker.Option.captureCallState("errno"));
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }
}
