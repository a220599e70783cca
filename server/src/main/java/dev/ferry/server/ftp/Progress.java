package dev.ferry.server.ftp;

/// How far a transfer is, in words.
final class Progress {

    private Progress() {}

    /// @param what `Sending /a.txt`
    /// @param moved bytes in this transfer
    /// @param position of the file's bytes, how many are there
    /// @param whole how many there shall be; 0 where nobody knows
    static String of(String what, long moved, long position, long whole) {
        String so = what + ": " + moved + " bytes so far";
        if (whole <= 0) return so;
        long percent = position >= whole ? 100 : (long) (100.0 * position / whole);
        return so + ", at byte " + position + " of " + whole + " (" + percent + "%)";
    }
}
