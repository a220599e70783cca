package dev.ferry.app.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One file of the audit log: `audit-000042-20261127.jsonl`, and with `.gz` behind it when it is
/// finished and compressed. The number grows by one with each file, and the highest is the one that
/// is written.
///
/// @param number from 1
/// @param day of its first line (UTC)
record AuditFile(Path path, int number, LocalDate day, boolean compressed) {

    static final String FOLDER = "audit";
    static final String COMPRESSED = ".gz";

    private static final Pattern NAME =
            Pattern.compile("audit-(\\d{6,9})-(\\d{8})\\.jsonl(\\.gz)?");

    /// One that is to be begun.
    static AuditFile named(Path folder, int number, LocalDate day) {
        String name =
                "audit-%06d-%s.jsonl"
                        .formatted(number, DateTimeFormatter.BASIC_ISO_DATE.format(day));
        return new AuditFile(folder.resolve(name), number, day, false);
    }

    private static Optional<AuditFile> of(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) return Optional.empty();
        try {
            var day = LocalDate.parse(name.group(2), DateTimeFormatter.BASIC_ISO_DATE);
            int number = Integer.parseInt(name.group(1));
            return Optional.of(new AuditFile(path, number, day, name.group(3) != null));
        } catch (DateTimeParseException _) {
            return Optional.empty(); // not one of ours
        }
    }

    /// All of a folder, in order; of one that is there twice, because it was just being compressed,
    /// the compressed one, which is whole.
    static List<AuditFile> in(Path folder) throws IOException {
        var byNumber = new TreeMap<Integer, AuditFile>();
        for (AuditFile file : everyOne(folder)) {
            byNumber.merge(file.number(), file, (a, b) -> a.compressed() ? a : b);
        }
        return List.copyOf(byNumber.values());
    }

    /// All of a folder, in order, both of one that is there twice.
    static List<AuditFile> everyOne(Path folder) throws IOException {
        var files = new ArrayList<AuditFile>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) of(path).ifPresent(files::add);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        }
        files.sort(Comparator.comparingInt(AuditFile::number));
        return files;
    }

    Path compressedPath() {
        return compressed ? path : path.resolveSibling(path.getFileName() + COMPRESSED);
    }
}
