package dev.ferry.server.ftp;

/// What stood on the control connection up to an end of line.
sealed interface Line {

    record Text(String text) implements Line {}

    /// Bytes that make no line. The connection goes on behind them.
    record Bad(String why) implements Line {}

    /// The client has closed, in good order or not: nothing comes any more.
    record End() implements Line {}
}
