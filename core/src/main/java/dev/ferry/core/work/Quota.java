package dev.ferry.core.work;

import dev.ferry.core.account.AccountLimits;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Sink;
import dev.ferry.files.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// One upload's part of its account's quota: taken before bytes are stored, given back when they
/// are dropped. What it replaces counts for it, until that is to be kept beside it.
///
/// For the upload's thread, but for [#release].
final class Quota {

    /// What an upload means for what is there.
    ///
    /// @param joins whether it makes a file longer that is there
    /// @param replaces bytes of the file whose place it takes
    /// @param fresh whether its name is new
    /// @param continued bytes of it that are kept already
    record Shape(boolean joins, long replaces, boolean fresh, long continued) {}

    private final VirtualPath path;
    private final Ledger ledger;
    private final Storage storage;
    private final Supplier<AccountLimits> limits;
    private final OptionalLong largestByDefault;
    private final Shape shape;
    private final Ledger.Hold hold;
    private long credit;

    /// @param limits of the account now
    Quota(
            VirtualPath path,
            Ledger ledger,
            Storage storage,
            Supplier<AccountLimits> limits,
            OptionalLong largestByDefault,
            Shape shape) {
        this.path = path;
        this.ledger = ledger;
        this.storage = storage;
        this.limits = limits;
        this.largestByDefault = largestByDefault;
        this.shape = shape;
        this.hold = ledger.hold(path);
        this.credit = shape.replaces();
    }

    static Ledger.Bounds bounds(AccountLimits limits) {
        return new Ledger.Bounds(
                limits.quotaBytes().orElse(Long.MAX_VALUE),
                limits.quotaFiles().orElse(Long.MAX_VALUE));
    }

    private Ledger.Bounds bounds() throws IOException {
        AccountLimits now = limits.get();
        if (now.hasQuota()) ledger.requireKnown();
        return bounds(now);
    }

    /// Refuses what is hopeless already: a new name where there is no place for one more, and
    /// anything where all room is taken. Takes the place.
    void enter() throws IOException {
        Ledger.Bounds bounds = bounds();
        boolean another = shape.fresh() && shape.continued() == 0;
        if (!bounds.areNone() && shape.replaces() == 0 && shape.continued() == 0) {
            Ledger.Stock stock = ledger.stock();
            if (stock.bytes() >= bounds.bytes()) throw tooMuch(bounds);
        }
        if (another) take(0, 1, bounds);
    }

    /// Refuses what was announced to be too much.
    ///
    /// @param start of the file that will result, before the first byte of this transfer
    /// @param size of that file
    void expect(long start, long size) throws IOException {
        requireSize(size);
        Ledger.Bounds bounds = bounds();
        if (bounds.areNone()) return;
        long more = shape.joins() ? size - start : Math.max(size - credit, 0) - shape.continued();
        Ledger.Stock stock = ledger.stock();
        if (more > 0 && more > bounds.bytes() - stock.bytes()) throw tooMuch(bounds);
    }

    /// What is kept of it already is held by this upload from now on.
    void begin() throws IOException {
        if (shape.continued() == 0) return;
        boolean _ = hold.take(shape.continued(), 1, Ledger.Bounds.NONE);
    }

    /// Before bytes are stored.
    ///
    /// @param received with them, in this transfer
    /// @param size of the file with them
    void take(long received, long size) throws IOException {
        requireSize(size);
        long wanted = shape.joins() ? received : Math.max(size - credit, 0);
        long held = hold.bytes();
        if (wanted > held) take(wanted - held, 0, bounds());
    }

    /// It is to be kept beside what it would replace.
    void keepBeside(long size) throws IOException {
        if (credit == 0) return;
        credit = 0;
        take(size, size);
    }

    private void take(long bytes, long files, Ledger.Bounds bounds) throws IOException {
        if (hold.take(bytes, files, bounds)) return;
        Ledger.Stock stock = ledger.stock();
        throw files > 0 && stock.files() + files > bounds.files()
                ? tooMany(bounds)
                : tooMuch(bounds);
    }

    private void requireSize(long size) throws QuotaExceededException {
        OptionalLong own = limits.get().largestFile();
        OptionalLong largest = own.isPresent() ? own : largestByDefault;
        if (largest.isPresent() && size > largest.getAsLong()) {
            throw new QuotaExceededException(
                    path, "files of at most %d bytes are taken".formatted(largest.getAsLong()));
        }
    }

    private QuotaExceededException tooMuch(Ledger.Bounds bounds) {
        ledger.doubt();
        return new QuotaExceededException(
                path,
                "your quota of %d bytes leaves no room for it; delete something first"
                        .formatted(bounds.bytes()));
    }

    private QuotaExceededException tooMany(Ledger.Bounds bounds) {
        ledger.doubt();
        return new QuotaExceededException(
                path,
                "your quota of %d files is used up; delete something first"
                        .formatted(bounds.files()));
    }

    /// Publishes, and counts what has changed by it: measured against what stands under the name at
    /// that moment.
    void commit(Sink sink, Sink.LastCheck check, long received) throws IOException {
        Ledger.Bounds bounds = bounds();
        try (Ledger.Change change = ledger.changeFor(sink)) {
            if (!change.counts()) {
                sink.commit(check);
                return;
            }
            VirtualPath target = sink.target();
            Optional<Entry> before = at(target);
            long old = size(before);
            long bytes = shape.joins() ? received : sink.size() - old;
            long files = before.isPresent() ? 0 : 1;
            long more = Math.max(bytes - hold.bytes(), 0);
            long another = Math.max(files - hold.files(), 0);
            if (more > 0 || another > 0) take(more, another, bounds);
            try {
                sink.commit(check);
            } catch (IOException | RuntimeException e) {
                settleAnyway(change, target, before, e);
                throw e;
            }
            change.settle(0, bytes, files);
            release();
        }
    }

    /// Something went wrong, and the file may have got its name all the same.
    private void settleAnyway(
            Ledger.Change change, VirtualPath target, Optional<Entry> before, Exception e) {
        try {
            Optional<Entry> now = at(target);
            change.settle(0, size(now) - size(before), count(now) - count(before));
        } catch (IOException again) {
            e.addSuppressed(again);
        }
    }

    private static long size(Optional<Entry> file) {
        return file.map(Entry::size).orElse(0L);
    }

    private static int count(Optional<Entry> file) {
        return file.isPresent() ? 1 : 0;
    }

    private Optional<Entry> at(VirtualPath target) throws IOException {
        try {
            return Optional.of(storage.stat(target)).filter(Entry::isFile);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Gives everything back: it is dropped, or counts elsewhere from now on. From any thread;
    /// again does nothing.
    void release() {
        hold.release();
    }
}
