package dev.ferry.server.ftp;

import dev.ferry.core.work.Upload;
import dev.ferry.core.work.UploadMode;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.concurrent.ThreadLocalRandom;

/// STOU: a name that is free, like the one suggested.
final class UniqueName {

    private static final String UNNAMED = "upload";
    private static final int TRIES = 20;

    /// Of a name, in bytes.
    private static final int LONGEST = 255;

    private UniqueName() {}

    /// Begins an upload under a name nobody has.
    ///
    /// @param suggestion a path; empty for none
    static Upload upload(Workspace files, VirtualPath cwd, String suggestion) throws IOException {
        VirtualPath wanted = suggestion.isEmpty() ? cwd.child(UNNAMED) : cwd.resolve(suggestion);
        VirtualPath candidate = suggestion.isEmpty() ? other(wanted) : wanted;
        for (int tries = 1; ; tries++) {
            try {
                return files.upload(candidate, new UploadMode.StoreNew());
            } catch (FileAlreadyExistsException e) {
                if (wanted.isRoot() || tries == TRIES) throw e;
                candidate = other(wanted);
            }
        }
    }

    private static VirtualPath other(VirtualPath wanted) {
        int number = ThreadLocalRandom.current().nextInt(0x1000000);
        String end = ".%06x".formatted(number);
        return wanted.parent().child(shortened(wanted.name(), LONGEST - end.length()) + end);
    }

    /// The beginning of `name` that is at most `most` bytes of UTF-8 long.
    private static String shortened(String name, int most) {
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > most) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }
}
