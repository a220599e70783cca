package dev.ferry.app.shell;

import dev.ferry.app.cli.OneLine;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Bytes of a file on their way to a terminal: line by line, with control characters made visible,
/// because a file may hold what steers a terminal. What is no UTF-8 is shown as such.
final class VisibleBytes extends OutputStream {

    private static final int LONGEST = 64 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    VisibleBytes(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(int b) {
        if (b == '\n' || begun.size() >= LONGEST) show();
        if (b != '\n') begun.write(b);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        for (int i = offset; i < offset + length; i++) write(from[i]);
    }

    /// A last line need not have an end.
    @Override
    public void flush() {
        if (begun.size() > 0) show();
    }

    private void show() {
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        if (line.endsWith("\r")) line = line.substring(0, line.length() - 1);
        String[] cells = line.split("\t", -1);
        for (int i = 0; i < cells.length; i++) cells[i] = OneLine.of(cells[i]);
        lines.accept(String.join("\t", cells));
    }
}
