package dev.ferry.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// Does one command after the other, which no user needs: a line of standard input each, its words
/// separated by blanks. A cache of classes is made of one process, and shall know all commands that
/// move files.
public final class Training {

    private Training() {}

    public static void main(String[] args) throws IOException {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            err.println(line + ": " + Main.run(out, err, line.split(" ")));
        }
    }
}
