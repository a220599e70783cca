package dev.ferry.app.cli;

import java.util.List;

/// Rows of texts as a table, each column as wide as its widest entry.
public final class Columns {

    private Columns() {}

    /// @param rows of one length; at least one
    public static String of(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var page = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            page.append(line.toString().stripTrailing()).append('\n');
        }
        return page.toString();
    }
}
