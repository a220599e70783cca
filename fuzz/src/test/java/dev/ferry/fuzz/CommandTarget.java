package dev.ferry.fuzz;

import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.CommandParser;
import dev.ferry.wire.ftp.Reply;
import java.nio.charset.StandardCharsets;

/// Any line is a command, and what is said of a bad one is one reply.
public final class CommandTarget {

    private CommandTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String line = new String(data, StandardCharsets.UTF_8);
        Command command = CommandParser.parse(line);
        String text = command.toString(); // for the log
        Must.hold(!text.isEmpty(), "no text");
        switch (command) {
            case Command.Malformed(String verb, String why) ->
                    Must.beOneReply(Reply.malformed(verb, why));
            case Command.Unknown(String verb) -> Must.beOneReply(Reply.notUnderstood(verb));
            case Command.BadLine(String why) -> Must.beOneReply(Reply.badLine(why));
            case Command.NotImplemented(String verb) -> Must.beOneReply(Reply.notImplemented(verb));
            case Command.Rest(long offset) -> Must.hold(offset >= 0, "before the file: " + offset);
            case Command.Allo(long bytes) -> Must.hold(bytes >= 0, "less than nothing: " + bytes);
            case Command _ -> {}
        }
    }
}
