package dev.ferry.server.sftp;

import dev.ferry.core.work.Download;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.wire.sftp.Attributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/// A file that is read, in any order: always the version that was there when it was opened.
final class OpenDownload implements OpenHandle {

    private final Download file;
    private final Entry entry;
    private long lowest = Long.MAX_VALUE;
    private long highest;
    private volatile long bytes;

    /// @param entry what stood there at about the time of opening
    OpenDownload(Download file, Entry entry) {
        this.file = file;
        this.entry = entry;
    }

    @Override
    public VirtualPath path() {
        return file.path();
    }

    @Override
    public Attributes attributes() {
        Attributes known = EntryView.attributes(entry);
        return new Attributes(
                OptionalLong.of(file.end()), known.owner(), known.mode(), known.times());
    }

    /// Bytes from `offset` on, as many as `into` takes, or fewer.
    ///
    /// @param offset without a sign
    /// @return how many; -1 at the end
    int read(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || offset >= file.end()) {
            highest = Math.max(highest, file.end()); // asked for, and told that nothing is there
            return -1;
        }
        file.skipTo(offset);
        int count = readSome(into);
        if (count > 0) {
            lowest = Math.min(lowest, offset);
            highest = Math.max(highest, offset + count);
            long more = bytes + count; // volatile for those who watch; written by one thread
            bytes = more;
        }
        return count;
    }

    /// In pieces that are not too long for the native memory that a read takes; what is paced comes
    /// in shorter ones, and the first of those is the answer.
    private int readSome(ByteBuffer into) throws IOException {
        int end = into.limit();
        int count = 0;
        try {
            while (into.position() < end) {
                int most = Math.min(end - into.position(), OpenUpload.AT_ONCE);
                into.limit(into.position() + most);
                int some = file.read(into);
                if (some < 0) return count == 0 ? -1 : count;
                count += some;
                if (some < most) break;
            }
        } finally {
            into.limit(end);
        }
        return count;
    }

    /// Nobody says that he has it all: whoever has read up to the end has.
    private boolean isComplete() {
        long first = Math.min(lowest, file.end());
        return highest >= file.end() && bytes >= file.end() - first;
    }

    @Override
    public void close() throws IOException {
        if (isComplete()) file.complete();
        else file.cut("closed before its end was read");
        file.close();
    }

    @Override
    public void abandon(String why) throws IOException {
        file.cut(why);
        file.close();
    }

    @Override
    public void hurry() {
        file.hurry();
    }

    @Override
    public Optional<Glance> glance() {
        return Optional.of(new Glance("download", file.path(), bytes));
    }
}
