package dev.ferry.app;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command came to, run in this process.
public record Ran(int code, String out, String err) {

    public static Ran ferry(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
        return new Ran(code, out.toString(), err.toString());
    }
}
