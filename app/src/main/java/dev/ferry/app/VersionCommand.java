package dev.ferry.app;

import dev.ferry.app.cli.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ferry version`: what runs on what.
@Command(
        name = "version",
        description = "Say what runs on what: Ferry, Java, the system.",
        footerHeading = "%nExample:%n",
        footer = "  ferry version")
final class VersionCommand implements Callable<Integer>, IVersionProvider {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        for (String line : getVersion()) spec.commandLine().getOut().println(line);
        return 0;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "ferry " + Version.ferry(),
            "java %s (%s, %s)"
                    .formatted(Runtime.version(), property("java.vendor"), property("java.home")),
            "on %s %s %s, %d processors, %d MB heap at most"
                    .formatted(
                            property("os.name"),
                            property("os.version"),
                            property("os.arch"),
                            Runtime.getRuntime().availableProcessors(),
                            Runtime.getRuntime().maxMemory() >> 20)
        };
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
