package dev.ferry.it;

import java.util.List;

/// A client that we did not write. What it is told it is told as plans; they run in a folder that
/// holds the local files, and is the client's home. A plan that succeeds has done what its name
/// says, whatever its exit code: what counts are the files.
interface Client {

    /// As the table says it.
    String name();

    /// What has to be there to run it.
    List<Stranger> programs();

    /// A file and what it is to be called on the other side.
    record Move(String from, String to) {}

    /// Uploads `from` to `to`.
    Plan put(Call call, Move move);

    /// Downloads `from` to `to`.
    Plan get(Call call, Move move);

    /// Several, in one session where the client can.
    default List<Plan> putAll(Call call, List<Move> moves) {
        return moves.stream().map(move -> put(call, move)).toList();
    }

    /// Several, in one session where the client can.
    default List<Plan> getAll(Call call, List<Move> moves) {
        return moves.stream().map(move -> get(call, move)).toList();
    }

    /// Whether it is a client of 1985: TYPE A is all it has, and PORT.
    default boolean textOnly() {
        return false;
    }

    /// Why the client itself cannot say this name; empty where it can.
    default String cannotSay(String name) {
        return "";
    }

    /// Goes on with an upload.
    ///
    /// @param there how much of it the server has, for clients whose user has to say that
    Plan putOn(Call call, Move move, long there);

    /// Goes on with a download.
    Plan getOn(Call call, Move move);

    /// Uploads a file of text.
    Plan putText(Call call, Move move);

    /// Downloads a file of text.
    Plan getText(Call call, Move move);

    /// Prints the names in the folder, one a line or as a part of one.
    Plan list(Call call);

    /// Uploads a folder and all below it, under its own name.
    Plan putTree(Call call, String folder);

    /// Downloads a folder and all below it, under its own name.
    Plan getTree(Call call, String folder);

    /// Downloads what fits `*.txt`.
    Plan getPattern(Call call);

    /// Uploads the first, is interrupted by Ctrl-C, and uploads the second in the same session.
    default Plan putTwo(Call call, String first, String second) {
        return Plan.cannot("ends when it is interrupted");
    }

    /// The same with downloads.
    default Plan getTwo(Call call, String first, String second) {
        return Plan.cannot("ends when it is interrupted");
    }
}
