package dev.ferry.app.transfer;

import dev.ferry.client.SyncPlan;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `ferry sync`.
@Command(
        name = "sync",
        description = {
            "Make two folders alike, both ways: each gets what it has not, or has older.",
            "Each of the two is a URL or a folder of this machine. Nothing is deleted; where two"
                    + " files differ and none is newer, both are left and named."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry sync notes ftp://anna@files.example/notes",
            "  ferry sync -n ftp://a.example/x ftp://b.example/x"
        })
public final class Sync implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FOLDER", description = "One of the two.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "FOLDER", description = "The other.")
    private String second = "";

    @Mixin private final FolderPair pair = new FolderPair();

    @Override
    public Integer call() throws IOException {
        return pair.run(first, second, false, -1, SyncPlan::both);
    }
}
