package dev.ferry.app.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads the audit log from its oldest file to its newest, line by line, while the server may be
/// writing it, beginning another file, compressing and dropping old ones.
final class AuditReader {

    private static final int LONGEST_LINE = 256 * 1024;
    private static final int PIECE = 64 * 1024;

    private final Path folder;
    private final Consumer<AuditEntry> wanted;
    private final Consumer<String> complaint;
    private int number; // of the file that was read last
    private Optional<Tail> tail = Optional.empty();

    /// The file that may still grow, read as far as it goes.
    private record Tail(AuditFile file, Lines lines) {}

    /// @param data the data folder
    /// @param wanted told each line that is whole
    /// @param complaint told each line that is not, and where it stands
    AuditReader(Path data, Consumer<AuditEntry> wanted, Consumer<String> complaint) {
        this.folder = data.resolve(AuditFile.FOLDER);
        this.wanted = wanted;
        this.complaint = complaint;
    }

    /// Reads what is there; called again, what has come since.
    ///
    /// @param since files that hold nothing from this moment on may be passed over
    void read(Instant since) throws IOException {
        while (true) {
            if (tail.isPresent()) tail.get().lines().read();
            List<AuditFile> files =
                    AuditFile.in(folder).stream().filter(it -> it.number() > number).toList();
            if (files.isEmpty()) return;
            if (tail.isPresent()) endTail();
            LocalDate first = LocalDate.ofInstant(since, ZoneOffset.UTC);
            for (int i = 0; i < files.size(); i++) {
                boolean last = i == files.size() - 1;
                boolean old = !last && files.get(i + 1).day().isBefore(first);
                number = files.get(i).number();
                if (!old) read(files.get(i), last);
            }
            if (tail.isEmpty()) return;
        }
    }

    /// Another file was begun, so this one grows no more.
    private void endTail() throws IOException {
        Tail now = tail.orElseThrow();
        tail = Optional.empty();
        try (var lines = now.lines()) {
            lines.read();
            lines.end();
        }
    }

    private void read(AuditFile file, boolean last) throws IOException {
        Lines lines;
        try {
            lines = open(file);
        } catch (NoSuchFileException _) {
            return; // dropped just now
        }
        if (last && !file.compressed()) {
            lines.read();
            tail = Optional.of(new Tail(file, lines));
            return;
        }
        try (lines) {
            lines.read();
            lines.end();
        }
    }

    private Lines open(AuditFile file) throws IOException {
        try {
            InputStream in = Files.newInputStream(file.path());
            return new Lines(file.path(), file.compressed() ? unpacked(in) : in);
        } catch (NoSuchFileException _) {
            Path compressed = file.compressedPath(); // it was compressed just now
            return new Lines(compressed, unpacked(Files.newInputStream(compressed)));
        }
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        try {
            return new GZIPInputStream(in, PIECE);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// Ends the reading: what is left of a line that has no end was cut, or is just being written.
    void end() throws IOException {
        if (tail.isPresent()) endTail();
    }

    /// The lines of one file.
    private final class Lines implements AutoCloseable {

        private final Path path;
        private final InputStream in;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        private final byte[] piece = new byte[PIECE];
        private long count = 1;
        private boolean tooLong;

        Lines(Path path, InputStream in) {
            this.path = path;
            this.in = in instanceof GZIPInputStream ? new BufferedInputStream(in, PIECE) : in;
        }

        /// Reads to where the file ends now.
        void read() throws IOException {
            try {
                for (int got = in.read(piece); got > 0; got = in.read(piece)) take(got);
            } catch (ZipException | EOFException e) {
                complaint.accept(
                        "%s: damaged from about line %d on (%s)"
                                .formatted(path, count, e.getMessage()));
                line.reset();
            }
        }

        private void take(int got) {
            int begin = 0;
            for (int at = 0; at < got; at++) {
                if (piece[at] != '\n') continue;
                add(begin, at);
                finish();
                begin = at + 1;
            }
            add(begin, got);
        }

        private void add(int begin, int end) {
            if (line.size() + end - begin > LONGEST_LINE) tooLong = true;
            else line.write(piece, begin, end - begin);
        }

        private void finish() {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            Optional<AuditEntry> entry = tooLong ? Optional.empty() : AuditEntry.of(text);
            if (entry.isPresent()) wanted.accept(entry.get());
            else complaint.accept("%s:%d: not a whole line, passed over".formatted(path, count));
            tooLong = false;
            count++;
        }

        void end() {
            if (line.size() == 0 && !tooLong) return;
            complaint.accept("%s:%d: the last line is cut, passed over".formatted(path, count));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
