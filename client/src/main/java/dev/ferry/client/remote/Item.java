package dev.ferry.client.remote;

import dev.ferry.files.VirtualPath;
import dev.ferry.wire.ftp.Listed;
import dev.ferry.wire.ftp.Listed.Kind;
import dev.ferry.wire.ftp.Listed.Precision;
import dev.ferry.wire.ftp.Listed.When;
import java.util.Optional;
import java.util.OptionalLong;

/// One file or folder of a site: where it is, and what the site says of it.
public record Item(VirtualPath path, Listed facts) {

    public String name() {
        return path.name();
    }

    public Kind kind() {
        return facts.kind();
    }

    public boolean isFolder() {
        return facts.kind() == Kind.FOLDER;
    }

    public boolean isFile() {
        return facts.kind() == Kind.FILE;
    }

    /// Bytes, where the site says it to the byte.
    public OptionalLong size() {
        return facts.size();
    }

    /// Whether size and time are as precise as the site knows them.
    public boolean isExact() {
        return size().isPresent()
                && modified().filter(when -> when.precision() == Precision.EXACT).isPresent();
    }

    public Optional<When> modified() {
        return facts.modified();
    }
}
