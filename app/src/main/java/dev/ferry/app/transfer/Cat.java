package dev.ferry.app.transfer;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Incoming;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `ferry cat`.
@Command(
        name = "cat",
        description = "Write files to standard output.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry cat ftp://files.example/readme.txt",
            "  ferry cat 'ftp://anna@files.example/logs/*.gz' | zcat"
        })
public final class Cat implements Callable<Integer> {

    @Mixin private final Urls urls = new Urls();

    @Override
    public Integer call() throws IOException {
        return urls.print();
    }

    /// Writes all that the URLs match to standard output.
    static int print(CommandSpec spec, ConnectOptions options, List<String> urls)
            throws IOException {
        if (options.json) throw new Failure.Usage("--json: standard output is the file itself");
        var nowhere =
                new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Task.run(
                spec,
                options,
                1,
                urls,
                nowhere,
                (places, _) -> {
                    for (String url : urls) {
                        for (Place place : places.matching(url)) print(place, System.out);
                    }
                });
    }

    /// All of a file; a connection that is lost in the middle is not tried again, as what has been
    /// written cannot be taken back.
    public static void print(Place place, OutputStream out) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        try (Incoming in = place.site().read(place.path())) {
            for (int n = in.read(chunk, 0, chunk.length);
                    n >= 0;
                    n = in.read(chunk, 0, chunk.length)) {
                try {
                    out.write(chunk, 0, n);
                } catch (IOException e) {
                    throw Failure.LocalTrouble.of("standard output", e);
                }
            }
            if (!in.isEndSaid()) {
                throw new Failure.ConnectionLost(place.text() + ": was cut off", null, null);
            }
        }
        out.flush();
    }
}
