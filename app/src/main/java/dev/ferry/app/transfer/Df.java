package dev.ferry.app.transfer;

import dev.ferry.client.remote.Space;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ferry df`.
@Command(
        name = "df",
        description = {
            "Say how many bytes may still be written to a folder, of how many.",
            "The account's quota counts where it has one. Asks by statvfs@openssh.com or, of folders, AVBL."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ferry df --human sftp://anna@files.example/photos/"})
public final class Df implements Callable<Integer> {

    @Mixin private final Urls urls = new Urls();

    @Option(
            names = {"-H", "--human"},
            description = "In KB, MB and so on.")
    private boolean human;

    @Override
    public Integer call() throws IOException {
        return urls.each((place, reporter) -> {
            Space space = place.site().space(place.path());
            reporter.space(place.text(), space, shown(space, human) + "  " + place.text());
        });
    }

    /// `1.5 GB of 20.0 GB`, or the bytes.
    public static String shown(Space space, boolean human) {
        String free = Amounts.bytes(space.free(), human);
        return space.total().isEmpty()
                ? free
                : free + " of " + Amounts.bytes(space.total().getAsLong(), human);
    }
}
