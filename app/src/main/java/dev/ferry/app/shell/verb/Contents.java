package dev.ferry.app.shell.verb;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.client.remote.Sum;
import dev.ferry.wire.ftp.HashFunction;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is in files.
final class Contents {

    private Contents() {}

    /// `cat`.
    @Command(
            name = "cat",
            description = "Show files.",
            footerHeading = "%nExample:%n",
            footer = {"  cat readme.txt"})
    static final class Cat implements Verb.Deed {
        @Mixin private final Names names = new Names();

        @Override
        public int run(Shell shell) throws IOException {
            return names.each(
                    shell,
                    place -> {
                        if (place.site().stat(place.path()).isFolder()) {
                            throw new Failure.Usage(place.text() + ": is a folder");
                        }
                        dev.ferry.app.transfer.Cat.print(place, shell.screen().bytes());
                    });
        }
    }

    /// `size`.
    @Command(
            name = "size",
            description = "Say how many bytes a file has.",
            footerHeading = "%nExample:%n",
            footer = {"  size a.zip"})
    static final class Size implements Verb.Deed {
        @Mixin private final Names names = new Names();

        @Override
        public int run(Shell shell) throws IOException {
            return names.each(
                    shell,
                    place -> {
                        Item item = place.site().stat(place.path());
                        if (item.isFolder()) {
                            throw new Failure.Usage(
                                    place.text() + ": is a folder; 'du' says what is in it");
                        }
                        long size =
                                item.size()
                                        .orElseThrow(() ->
                                                new Failure.Unsupported(
                                                        place.text()
                                                                + ": the server says no size"));
                        shell.screen().line(size + "  " + place.text());
                    });
        }
    }

    /// `hash`.
    @Command(
            name = "hash",
            description = "Say the checksum of a file: the server's, else computed here.",
            footerHeading = "%nExamples:%n",
            footer = {"  hash a.zip", "  hash --function md5 a.zip"})
    static final class Hash implements Verb.Deed {
        @Option(
                names = "--function",
                paramLabel = "NAME",
                description = "sha-256 (default), sha-512, sha-1, md5 or crc32.")
        private @Nullable String function;

        @Mixin private final Names names = new Names();

        @Override
        public int run(Shell shell) throws IOException {
            HashFunction wanted = dev.ferry.app.transfer.Hash.named(function);
            return names.each(
                    shell,
                    place -> {
                        Sum sum = place.site().sum(place.path(), Optional.of(wanted));
                        shell.screen().line(sum.hex() + "  " + place.text());
                    });
        }
    }
}
