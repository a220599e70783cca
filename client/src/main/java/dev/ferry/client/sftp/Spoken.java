package dev.ferry.client.sftp;

import dev.ferry.wire.sftp.Attributes;
import dev.ferry.wire.sftp.Request;
import dev.ferry.wire.sftp.Response;
import java.util.List;

/// Packets in a line each, for people who look on. Bytes of files are counted and not shown.
final class Spoken {

    private Spoken() {}

    static String of(Request request) {
        return switch (request) {
            case Request.Init(long version) -> "INIT " + version;
            case Request.Open(int id, String path, var flags, _) ->
                    "OPEN " + id + " " + path + " " + flags;
            case Request.Read(int id, String handle, long offset, long length) ->
                    "READ %d %s %d+%d".formatted(id, shown(handle), offset, length);
            case Request.Write(int id, String handle, long offset, var bytes) ->
                    "WRITE %d %s %d+%d".formatted(id, shown(handle), offset, bytes.remaining());
            case Request.SetStat(int id, String path, Attributes attributes) ->
                    "SETSTAT " + id + " " + path + said(attributes);
            case Request.Rename(int id, String path, String to) ->
                    "RENAME " + id + " " + path + " " + to;
            case Request.PosixRename(int id, String path, String to) ->
                    "POSIX-RENAME " + id + " " + path + " " + to;
            case Request.CheckFile(int id, String path, Request.Sums sums) ->
                    "CHECK-FILE %d %s %s %d+%d"
                            .formatted(
                                    id,
                                    path,
                                    String.join(",", sums.algorithms()),
                                    sums.offset(),
                                    sums.length());
            case Request.OfPath it -> word(it) + " " + it.id() + " " + it.path();
            case Request.OfHandle it -> word(it) + " " + it.id() + " " + shown(it.handle());
            case Request.Numbered it -> word(it) + " " + it.id();
            case Request.Unreadable _ -> "nothing";
        };
    }

    private static String word(Request request) {
        return request.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }

    private static String said(Attributes attributes) {
        var words = new StringBuilder();
        attributes.mode().ifPresent(mode -> words.append(" mode %o".formatted(mode)));
        attributes.times().ifPresent(times -> words.append(" modified ").append(times.modified()));
        attributes.size().ifPresent(size -> words.append(" size ").append(size));
        return words.toString();
    }

    static String of(Response.Numbered answer) {
        return switch (answer) {
            case Response.Status(int id, var code, String words) ->
                    "STATUS " + id + " " + code + " " + words;
            case Response.Handle(int id, String handle) -> "HANDLE " + id + " " + shown(handle);
            case Response.Data(int id, var bytes) -> "DATA " + id + " " + bytes.remaining();
            case Response.Names(int id, List<Response.Name> names) -> "NAMES " + id + list(names);
            case Response.Attrs(int id, Attributes attributes) -> "ATTRS " + id + said(attributes);
            case Response.Extended(int id, var bytes) -> "EXTENDED " + id + " " + bytes.remaining();
            case Response.FileSystem it -> "STATVFS " + it.id();
            case Response.Limits it -> "LIMITS " + it.id();
            case Response.Sums(int id, String algorithm, String hex) ->
                    "SUMS " + id + " " + algorithm + " " + hex;
            case Response.Malformed(int id, String why) -> "MALFORMED " + id + " " + why;
        };
    }

    private static String list(List<Response.Name> names) {
        return names.size() == 1 ? " " + names.getFirst().name() : " " + names.size() + " of them";
    }

    /// Handles are bytes of the server's.
    private static String shown(String handle) {
        boolean plain = handle.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (plain) return handle;
        var hex = new StringBuilder();
        for (int i = 0; i < handle.length(); i++)
            hex.append("%02x".formatted((int) handle.charAt(i)));
        return hex.toString();
    }
}
