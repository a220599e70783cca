package dev.ferry.it;

import java.util.ArrayList;
import java.util.List;

/// One square of the fault matrix.
///
/// @param longName whether the name has 255 bytes
record Cell(Way way, Before before, boolean longName, Fault fault) {

    /// How the upload is asked for.
    enum Way {
        STOR,
        STOU,
        APPE,
        /// REST with the size of what is there, then STOR.
        REST_AT_END,
        /// REST with less than that, then STOR.
        REST_INSIDE,
        /// STOR in TYPE A.
        ASCII,
        /// STOR in MODE B.
        BLOCKS,
        /// STOR in MODE Z.
        DEFLATE,
        /// STOR in STRU R.
        RECORDS;

        /// Whether what is sent is not, byte by byte, what is stored.
        boolean isConverted() {
            return this == ASCII || saysItsEnd();
        }

        /// Whether what is sent says itself where it ends.
        boolean saysItsEnd() {
            return this == BLOCKS || this == DEFLATE || this == RECORDS;
        }
    }

    /// What stands under the name.
    enum Before {
        NOTHING,
        WHOLE,
        /// An interrupted upload of the account's own.
        PARTIAL
    }

    /// What happens to the upload.
    enum Fault {
        ABOR,
        /// Behind Telnet's Interrupt Process and Synch.
        ABOR_AND_SYNCH,
        DATA_RESET,
        BOTH_RESET,
        BOTH_CLOSED_DATA_FIRST,
        BOTH_CLOSED_CONTROL_FIRST,
        CLIENT_KILLED,
        ALLO_NOT_REACHED,
        SERVER_KILLED,
        /// When all the data has come, and the server is about to publish.
        SERVER_KILLED_AT_THE_END,
        /// None: the data ends in good order, the control connection stands.
        NONE,
        /// None: QUIT is sent ahead, then the data ends.
        QUIT_AHEAD;

        boolean completes() {
            return this == NONE || this == QUIT_AHEAD;
        }

        boolean killsServer() {
            return this == SERVER_KILLED || this == SERVER_KILLED_AT_THE_END;
        }

        /// Whether the data ends where it should, which alone may not be enough.
        boolean sendsAll() {
            return completes() || this == ALLO_NOT_REACHED || this == SERVER_KILLED_AT_THE_END;
        }

        /// Whether the client goes without waiting for the server to have what was sent.
        boolean leavesUnasked() {
            return this == CLIENT_KILLED || this == BOTH_CLOSED_DATA_FIRST;
        }
    }

    /// What may come of `way` onto `before`: every square there is, of one fault.
    static List<Cell> of(Fault fault) {
        var cells = new ArrayList<Cell>();
        for (Way way : Way.values()) {
            if (way.isConverted() && fault == Fault.ALLO_NOT_REACHED) continue; // counts bytes
            for (Before before : Before.values()) {
                boolean makesSense =
                        switch (way) {
                            case STOR, APPE -> true;
                            case STOU -> before == Before.NOTHING;
                            case REST_AT_END, REST_INSIDE -> before != Before.NOTHING;
                            case ASCII, BLOCKS, DEFLATE, RECORDS -> before != Before.PARTIAL;
                        };
                if (!makesSense) continue;
                cells.add(new Cell(way, before, false, fault));
                cells.add(new Cell(way, before, true, fault));
            }
        }
        return cells;
    }

    /// Whether the new bytes are added to the old file, instead of taking its place.
    boolean grows() {
        return before == Before.WHOLE && (way == Way.APPE || way == Way.REST_AT_END);
    }

    @Override
    public String toString() {
        return way + " onto " + before + (longName ? ", 255 bytes" : "") + ": " + fault;
    }
}
