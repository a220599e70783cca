package dev.ferry.server.ftp;

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
            var text = new StringBuilder();
            boolean more = true;
            while (more && lines.entries() <= MOST) {
                String reason = why;
                if (reason != null) throw new CutException(reason);
                more = lines.step(text);
            }
            var all = new ArrayList<>(text.toString().lines().toList());
            String path = lines.path().toString();
            if (!folder && all.size() == 1) return Reply.fileStatus(path, all.getFirst());
            if (lines.entries() > MOST) all.set(MOST, "and more: use LIST or MLSD");
            else if (!lines.remark().isEmpty()) all.add(lines.remark());
            return Reply.folderStatus(path, all);
        } catch (IOException e) {
            return errors.reply(e, lines.path());
        }
    }

    @Override
    public void cut(String reason) {
        why = reason;
    }

    @Override
    public Glance glance() {
        return new Glance("list", lines.path(), 0);
    }

    @Override
    public String progress() {
        return "Listing " + lines.path();
    }
}
