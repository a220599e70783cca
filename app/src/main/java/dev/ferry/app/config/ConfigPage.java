package dev.ferry.app.config;

/// Settings written as the file that would set them, each with a comment that says where it came
/// from.
public final class ConfigPage {

    private ConfigPage() {}

    public static String of(Settings asked) {
        // In force is the whole path, wherever the page is read.
        Settings settings = asked.with(Keys.DATA, Config.of(asked).data(), asked.origin(Keys.DATA));
        var page = new StringBuilder();
        String section = "";
        for (Key<?> key : Keys.ALL) {
            if (!key.section().equals(section)) {
                section = key.section();
                page.append(section).append(":\n");
            }
            String indent = section.isEmpty() ? "" : "  ";
            page.append(indent)
                    .append(key.leaf())
                    .append(": ")
                    .append(yaml(settings.text(key)))
                    .append("  # ")
                    .append(settings.origin(key).words())
                    .append('\n');
        }
        return page.toString();
    }

    /// `text` as a plain scalar where YAML reads it as it stands, a flow list as it is, else in
    /// quotes.
    private static String yaml(String text) {
        if (text.matches("[A-Za-z0-9/][A-Za-z0-9/._+-]*") || text.startsWith("[{")) return text;
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
