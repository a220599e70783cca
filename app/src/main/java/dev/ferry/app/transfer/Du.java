package dev.ferry.app.transfer;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ferry du`.
@Command(
        name = "du",
        description = "Add up the sizes of all files below a folder, in bytes.",
        footerHeading = "%nExamples:%n",
        footer = {"  ferry du --human ftp://anna@files.example/photos"})
public final class Du implements Callable<Integer> {

    @Mixin private final Urls urls = new Urls();

    @Option(
            names = {"-H", "--human"},
            description = "In KB, MB and so on.")
    private boolean human;

    @Override
    public Integer call() throws IOException {
        return urls.each((place, reporter) -> {
            long bytes = place.bytes();
            String shown = Amounts.bytes(bytes, human) + "  " + place.text();
            reporter.value("du", place.text(), "bytes", bytes, shown);
        });
    }
}
