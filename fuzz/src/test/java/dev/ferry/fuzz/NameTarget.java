package dev.ferry.fuzz;

import dev.ferry.app.cli.OneLine;
import dev.ferry.files.NameText;
import dev.ferry.files.VirtualPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Names: any bytes have a text that leads back to them, stays on one line, and leads nowhere else.
public final class NameTarget {

    private NameTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = NameText.of(data);
        Must.hold(text.chars().noneMatch(Character::isISOControl), "a control character: " + text);
        Must.hold(
                NameText.toBytes(text).filter(it -> Arrays.equals(it, data)).isPresent(),
                "another name: " + text);
        String raw = new String(data, StandardCharsets.UTF_8);
        String line = OneLine.of(raw);
        Must.hold(line.chars().noneMatch(OneLine::isUnsafe), "not one safe line: " + line);
        VirtualPath path = VirtualPath.of(raw);
        Must.hold(VirtualPath.of(path.toString()).equals(path), "another path: " + path);
        for (String name : path.names()) {
            NameText.toBytes(name)
                    .ifPresent(bytes -> {
                        String said = new String(bytes, StandardCharsets.ISO_8859_1);
                        Must.hold(
                                said.indexOf('/') < 0 && !said.equals("..") && !said.equals("."),
                                "leads elsewhere: " + name);
                    });
        }
    }
}
