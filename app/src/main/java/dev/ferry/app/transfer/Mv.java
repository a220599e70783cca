package dev.ferry.app.transfer;

import dev.ferry.client.SiteAddress;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ferry mv`.
@Command(
        name = "mv",
        description = "Rename a file or folder on its server, or move it to another folder there.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ferry mv ftp://anna@files.example/a.txt ftp://anna@files.example/b.txt",
            "  ferry mv ftp://anna@files.example/a.txt ftp://anna@files.example/old/"
        })
public final class Mv implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "URL", description = "What to rename.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "URL", description = "Its new name, or a folder.")
    private String to = "";

    @Mixin private final ConnectOptions options = new ConnectOptions();

    @Override
    public Integer call() throws IOException {
        if (!SiteAddress.isUrl(from) || !SiteAddress.isUrl(to)) {
            throw new Failure.Usage("mv: both names are URLs");
        }
        return Task.run(
                spec,
                options,
                1,
                List.of(from, to),
                (places, reporter) -> {
                    Place source = places.of(from);
                    Place target = places.of(to);
                    if (source.site() != target.site()) {
                        throw new Failure.Usage(
                                "mv: works on one server; 'ferry get URL URL' copies between two");
                    }
                    boolean into = target.folder() || target.isFolderThere();
                    Place named = into ? target.child(source.path().name()) : target;
                    source.site().rename(source.path(), named.path());
                    reporter.done("rename", source.text(), source.text() + " -> " + named.text());
                });
    }
}
