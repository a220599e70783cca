package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import dev.ferry.wire.ftp.HashFunction;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ferry hash`.
@Command(
        name = "hash",
        description = {
            "Print checksums of files, as sha256sum does.",
            "The server computes them where it can; else the file is read and summed up here."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry hash ftp://files.example/a.iso",
            "  ferry hash --function md5 'ftp://files.example/*.iso'"
        })
public final class Hash implements Callable<Integer> {

    @Mixin private final Urls urls = new Urls();

    @Option(
            names = "--function",
            paramLabel = "NAME",
            description = "sha-256 (default), sha-512, sha-1, md5 or crc32.")
    private @Nullable String function;

    @Override
    public Integer call() throws IOException {
        HashFunction wanted = named(function);
        return urls.each((place, reporter) -> {
            if (place.site().stat(place.path()).isFolder()) {
                throw new Failure.Other(place.text() + ": is a folder");
            }
            String hex = place.site().sum(place.path(), Optional.of(wanted)).hex();
            reporter.value("hash", place.text(), "hash", hex, hex + "  " + place.text());
        });
    }

    /// The function of that name, with a dash or without; SHA-256 where there is no name.
    public static HashFunction named(@Nullable String function) throws Failure {
        if (function == null) return HashFunction.SHA_256;
        String bare = function.toUpperCase(Locale.ROOT).replace("-", "");
        for (HashFunction one : HashFunction.values()) {
            if (one.text().replace("-", "").equals(bare)) return one;
        }
        throw new Failure.Usage(
                "--function: '"
                        + function
                        + "' is none of "
                        + Arrays.stream(HashFunction.values())
                                .map(it -> it.text().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
    }
}
