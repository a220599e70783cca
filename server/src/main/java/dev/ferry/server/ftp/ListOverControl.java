package dev.ferry.server.ftp;

import dev.ferry.files.Entry;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// STAT of a path: a listing in the reply itself (RFC 959 §4.1.3). The reply is made in memory, so
/// it is bounded.
final class ListOverControl implements Transfer {

    private static final int MOST = 1_000;

    private final Lines lines;
    private final boolean folder;
    private final FtpErrors errors;
    private volatile @Nullable String why;

    /// @param folder whether a folder's entries are listed, or one file
    ListOverControl(Lines lines, boolean folder, FtpErrors errors) {
        this.lines = lines;
        this.folder = folder;
        this.errors = errors;
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try (lines) {
            var text = new ArrayList<String>();
            Entry entry = lines.entries().next();
            for (; entry != null && text.size() < MOST; entry = lines.entries().next()) {
                String reason = why;
                if (reason != null) throw new CutException(reason);
                var line = new StringBuilder();
                lines.style().append(line, entry);
                text.add(line.toString());
            }
            String path = lines.path().toString();
            if (!folder && !text.isEmpty()) return Reply.fileStatus(path, text.getFirst());
            if (entry != null) text.add("and more: use LIST or MLSD");
            return Reply.folderStatus(path, text);
        } catch (IOException e) {
            return errors.reply(e, lines.path());
        }
    }

    @Override
    public void cut(String reason) {
        why = reason;
    }

    @Override
    public String progress() {
        return "Listing " + lines.path();
    }
}
