package dev.ferry.wire.sftp;

import java.nio.ByteBuffer;
import java.util.List;

/// What a client asks: one packet. Paths are texts as [NameBytes] makes them, handles the words we
/// gave out.
public sealed interface Request {

    /// SSH_FXP_INIT: the first packet, and the only one without an id.
    ///
    /// @param version the highest the client speaks
    record Init(long version) implements Request {}

    /// A packet that cannot be answered, since it names no request: the conversation is over.
    record Unreadable(String why) implements Request {}

    /// Everything that is answered under its id.
    sealed interface Numbered extends Request {
        int id();
    }

    /// What names something by its path.
    sealed interface OfPath extends Numbered {
        String path();
    }

    /// What goes by a handle.
    sealed interface OfHandle extends Numbered {
        String handle();
    }

    record Open(int id, String path, OpenFlags flags, Attributes attributes) implements OfPath {}

    record Close(int id, String handle) implements OfHandle {}

    /// @param offset without a sign
    /// @param length without a sign
    record Read(int id, String handle, long offset, long length) implements OfHandle {}

    /// @param offset without a sign
    /// @param bytes a view of the packet: to be used up or copied before the next is read
    record Write(int id, String handle, long offset, ByteBuffer bytes) implements OfHandle {}

    record LinkStat(int id, String path) implements OfPath {}

    record HandleStat(int id, String handle) implements OfHandle {}

    record SetStat(int id, String path, Attributes attributes) implements OfPath {}

    record HandleSetStat(int id, String handle, Attributes attributes) implements OfHandle {}

    record OpenFolder(int id, String path) implements OfPath {}

    record ReadFolder(int id, String handle) implements OfHandle {}

    record Remove(int id, String path) implements OfPath {}

    record MakeFolder(int id, String path, Attributes attributes) implements OfPath {}

    record RemoveFolder(int id, String path) implements OfPath {}

    record RealPath(int id, String path) implements OfPath {}

    record Stat(int id, String path) implements OfPath {}

    /// The new name must be free (draft §6.5).
    record Rename(int id, String path, String to) implements OfPath {}

    record ReadLink(int id, String path) implements OfPath {}

    /// As every client sends it, which is the other way round than the draft has it.
    ///
    /// @param target where it is to lead
    /// @param path the link
    record SymLink(int id, String target, String path) implements OfPath {}

    // ---- extensions

    record PosixRename(int id, String path, String to) implements OfPath {}

    record HardLink(int id, String path, String to) implements OfPath {}

    record StatVfs(int id, String path) implements OfPath {}

    record HandleStatVfs(int id, String handle) implements OfHandle {}

    record Fsync(int id, String handle) implements OfHandle {}

    record LinkSetStat(int id, String path, Attributes attributes) implements OfPath {}

    record Limits(int id) implements Numbered {}

    record ExpandPath(int id, String path) implements OfPath {}

    /// @param handle what is read
    /// @param length bytes, without a sign; 0 to the end
    /// @param to what is written
    record CopyData(int id, String handle, long offset, long length, String to, long at)
            implements OfHandle {}

    /// What is to be summed up (draft-ietf-secsh-filexfer-extensions).
    ///
    /// @param algorithms by their names there; the first that is known counts
    /// @param length bytes, without a sign; 0 to the end
    /// @param block bytes of which each gets a sum of its own, without a sign; 0 for one over all
    record Sums(List<String> algorithms, long offset, long length, long block) {
        public Sums {
            algorithms = List.copyOf(algorithms);
        }
    }

    record CheckFile(int id, String path, Sums sums) implements OfPath {}

    record CheckHandle(int id, String handle, Sums sums) implements OfHandle {}

    record UsersGroups(int id, List<Integer> users, List<Integer> groups) implements Numbered {
        public UsersGroups {
            users = List.copyOf(users);
            groups = List.copyOf(groups);
        }
    }

    // ---- what is none of these

    /// An extension nobody here knows.
    record Unsupported(int id, String extension) implements Numbered {}

    /// A packet of a type that version 3 does not have, or not in this direction.
    record Unknown(int id, int type) implements Numbered {}

    /// A packet that does not hold what its type promises.
    record Malformed(int id, String why) implements Numbered {}
}
