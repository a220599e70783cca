package dev.ferry.server.ftp;

import dev.ferry.wire.ftp.Reply;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// How many replies of each code were given. For any thread; costs next to nothing.
final class ReplyCounts {

    private static final int CODES = 600;

    private final LongAdder[] counts = new LongAdder[CODES];

    ReplyCounts() {
        for (int code = 0; code < CODES; code++) counts[code] = new LongAdder();
    }

    void count(Reply reply) {
        counts[reply.code()].increment();
    }

    /// Those that were given at all, by code.
    Map<Integer, Long> all() {
        var all = new TreeMap<Integer, Long>();
        for (int code = 0; code < CODES; code++) {
            long count = counts[code].sum();
            if (count > 0) all.put(code, count);
        }
        return all;
    }
}
