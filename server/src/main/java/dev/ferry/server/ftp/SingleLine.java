package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;

/// The listing of one thing that is no folder, or of a folder itself.
final class SingleLine implements Lines {

    private final VirtualPath path;
    private final Entry entry;
    private final Style style;
    private boolean said;

    SingleLine(VirtualPath path, Entry entry, Style style) {
        this.path = path;
        this.entry = entry;
        this.style = style;
    }

    @Override
    public VirtualPath path() {
        return path;
    }

    @Override
    public boolean step(StringBuilder out) {
        if (said) return false;
        style.append(out, entry);
        out.append("\r\n");
        said = true;
        return true;
    }

    @Override
    public long entries() {
        return said ? 1 : 0;
    }

    @Override
    public String remark() {
        return "";
    }

    @Override
    public void close() {}
}
