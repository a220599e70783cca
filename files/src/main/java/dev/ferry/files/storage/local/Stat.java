package dev.ferry.files.storage.local;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/// The kernel's facts about one file (statx(2)).
///
/// @param changed when anything about it was (ctime), which nobody can put back
/// @param created null where the file system does not say
/// @param mount tells mounts apart, bind mounts too; 0 before Linux 5.8
record Stat(
        Key key,
        int type,
        int mode,
        long size,
        int links,
        int owner,
        int group,
        Instant modified,
        Instant changed,
        Optional<Instant> created,
        long mount) {

    /// Size of the kernel's structure, in bytes.
    static final long BYTES = 256;

    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;
    private static final int BIRTH_KNOWN = 0x800;

    /// Which file it is.
    record Key(long device, long inode) {
        String unique() {
            return Long.toHexString(device) + "g" + Long.toHexString(inode);
        }
    }

    static Stat of(MemorySegment s) {
        int mode = Short.toUnsignedInt(s.get(JAVA_SHORT, 28));
        long device =
                ((long) s.get(JAVA_INT, 136) << 32) | Integer.toUnsignedLong(s.get(JAVA_INT, 140));
        return new Stat(
                new Key(device, s.get(JAVA_LONG, 32)),
                mode & 0170000,
                mode & 07777,
                s.get(JAVA_LONG, 40),
                s.get(JAVA_INT, 16),
                s.get(JAVA_INT, 20),
                s.get(JAVA_INT, 24),
                time(s, 112),
                time(s, 96),
                (s.get(JAVA_INT, 0) & BIRTH_KNOWN) == 0
                        ? Optional.empty()
                        : Optional.of(time(s, 80)),
                s.get(JAVA_LONG, 144));
    }

    private static Instant time(MemorySegment s, long at) {
        return Instant.ofEpochSecond(s.get(JAVA_LONG, at), s.get(JAVA_INT, at + 8));
    }

    boolean isFile() {
        return type == FILE;
    }

    boolean isFolder() {
        return type == FOLDER;
    }

    boolean isLink() {
        return type == LINK;
    }

    /// Whether a rename between the two cannot cross a border of file systems.
    boolean isOnMountOf(Stat other) {
        return mount == other.mount && key.device() == other.key.device();
    }

    /// These facts as a line of a listing.
    ///
    /// @param linkTarget where a link leads, if it is one and that is inside
    /// @param length bytes to be shown
    Entry entry(String name, Optional<VirtualPath> linkTarget, long length) {
        Entry.Kind kind =
                switch (type) {
                    case FILE -> new Entry.Kind.File();
                    case FOLDER -> new Entry.Kind.Folder();
                    case LINK -> new Entry.Kind.Link(linkTarget);
                    default -> new Entry.Kind.Other();
                };
        return new Entry(
                name,
                kind,
                length,
                modified,
                created,
                mode,
                Integer.toUnsignedLong(owner),
                Integer.toUnsignedLong(group),
                links,
                key.unique(),
                false);
    }
}
