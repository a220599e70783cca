package dev.ferry.app.shell;

import java.io.IOException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;

/// The terminal that the program was started at, by JLine, in a way that no program is started for
/// and nothing is waited for: the first prompt is to come at once.
final class SystemTerminal {

    private SystemTerminal() {}

    /// @return the terminal; one that cannot move its cursor where none is found
    static Terminal open() throws IOException {
        preferKnownCapabilities();
        Terminal terminal = found();
        // Some, such as serial lines, do not say how large they are.
        Size size = terminal.getSize();
        if (size.getColumns() < 1 || size.getRows() < 1) terminal.setSize(Size.of(80, 24));
        return terminal;
    }

    /// Of the usual ones JLine has a description; infocmp(1) is left for the others.
    private static void preferKnownCapabilities() {
        String type = System.getenv("TERM");
        String known = type == null ? null : InfoCmp.getDefaultInfoCmp(type);
        if (known != null) InfoCmp.setLoadedInfoCmp(type, known);
    }

    private static Terminal found() throws IOException {
        try {
            return builder().ffm(true).jni(false).exec(false).dumb(false).build();
        } catch (IllegalStateException _) {
            // Of another kind, such as stty(1): slower, and for systems that this JDK knows less
            // of.
            return builder().dumb(true).build();
        }
    }

    /// A terminal is not asked whether it joins characters: it might not answer, and what is typed
    /// ahead would be taken for its answer.
    private static TerminalBuilder builder() {
        return TerminalBuilder.builder()
                .name("ferry")
                .system(true)
                .nativeSignals(true)
                .graphemeCluster(false);
    }
}
