package dev.ferry.app.transfer;

import dev.ferry.client.SyncPlan;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ferry mirror`.
@Command(
        name = "mirror",
        description = {
            "Make one folder like another: copy what is missing, newer or of another size.",
            "Each of the two is a URL or a folder of this machine. A second run copies nothing."
                    + " Copies get the time of the original where the other side can set it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry mirror ftp://anna@files.example/photos photos",
            "  ferry mirror --delete --max-delete 20 site ftp://anna@files.example/www",
            "  ferry mirror -n --exclude '*.tmp' ftp://a.example/x ftp://b.example/x"
        })
public final class Mirror implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "SOURCE", description = "What the other becomes like.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "What is changed.")
    private String target = "";

    @Option(names = "--delete", description = "Delete what is not in the source.")
    private boolean delete;

    @Option(
            names = "--max-delete",
            paramLabel = "N",
            description = "Do nothing at all where more would be deleted; ends with 13.")
    private long maxDelete = -1;

    @Mixin private final FolderPair pair = new FolderPair();

    @Override
    public Integer call() throws IOException {
        return pair.run(source, target, delete, maxDelete, SyncPlan::mirror);
    }
}
