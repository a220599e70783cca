package dev.ferry.wire.sftp;

import java.util.ArrayList;
import java.util.List;

/// How SSH_FXP_OPEN wants a file (draft §6.3).
///
/// @param bits as they came; unknown ones are passed over, as OpenSSH does
public record OpenFlags(int bits) {

    public static final int READ = 0x01;
    public static final int WRITE = 0x02;
    public static final int APPEND = 0x04;
    public static final int CREATE = 0x08;
    public static final int TRUNCATE = 0x10;
    public static final int EXCLUSIVE = 0x20;

    public boolean read() {
        return has(READ);
    }

    public boolean write() {
        return has(WRITE);
    }

    /// Writes go to the end of the file, wherever they say.
    public boolean append() {
        return has(APPEND);
    }

    public boolean create() {
        return has(CREATE);
    }

    public boolean truncate() {
        return has(TRUNCATE);
    }

    /// Only with [#create]: the name must be free.
    public boolean exclusive() {
        return has(EXCLUSIVE);
    }

    private boolean has(int bit) {
        return (bits & bit) != 0;
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (read()) words.add("read");
        if (write()) words.add("write");
        if (append()) words.add("append");
        if (create()) words.add("create");
        if (truncate()) words.add("truncate");
        if (exclusive()) words.add("exclusive");
        return words.isEmpty() ? "nothing" : String.join("+", words);
    }
}
