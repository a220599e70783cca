package dev.ferry.server.ftp;

import dev.ferry.core.checksum.Checksum;
import dev.ferry.core.work.Hashing;
import dev.ferry.wire.ftp.Reply;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The work behind HASH and its relatives.
final class HashFile implements Transfer {

    private final Hashing work;
    private final Function<Checksum, Reply> answer;
    private final FtpErrors errors;
    private volatile @Nullable String why;

    HashFile(Hashing work, Function<Checksum, Reply> answer, FtpErrors errors) {
        this.work = work;
        this.answer = answer;
        this.errors = errors;
    }

    @Override
    public Reply run(Preliminary preliminary) {
        try (work) {
            return answer.apply(work.compute(this::requireUncut));
        } catch (IOException e) {
            return errors.reply(e, work.path());
        }
    }

    private void requireUncut() throws CutException {
        String reason = why;
        if (reason != null) throw new CutException(reason);
    }

    @Override
    public void cut(String reason) {
        if (why == null) why = reason;
    }

    @Override
    public Glance glance() {
        return new Glance("checksum", work.path(), work.done());
    }

    @Override
    public String progress() {
        long done = work.done();
        long first = work.range().first();
        return done == 0
                ? "Hashing " + work.path() + ": waiting for its turn"
                : Progress.of("Hashing " + work.path(), done, first + done, work.range().end());
    }
}
