package dev.ferry.server.ftp;

import dev.ferry.core.access.Action;
import dev.ferry.core.work.Workspace;
import dev.ferry.files.Entry;
import dev.ferry.files.VirtualPath;
import dev.ferry.files.storage.Listing;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A folder and those below it, one after the other, as `ls -R` lists them: each under a line with
/// its name and a colon, a blank line between two. Links lead nowhere here. What a limit cuts off
/// is said where it would have come, and in the reply; so is a folder that may not be listed.
final class TreeLines implements Lines {

    /// A folder to be listed.
    ///
    /// @param before what stands before a name to make it a path, as the client wrote it: `sub/`
    record Folder(VirtualPath path, String before, int depth) {

        Folder child(String name) {
            return new Folder(path.child(name), before + name + "/", depth + 1);
        }

        /// As its header says it.
        String header() {
            return before.length() > 1 ? before.substring(0, before.length() - 1) : before;
        }
    }

    private final Workspace files;
    private final Function<Folder, FolderLines.Choice> choices;
    private final ListLimits limits;
    private final boolean headers;
    private final VirtualPath path;
    private final Deque<Folder> waiting = new ArrayDeque<>();
    private final List<Folder> found = new ArrayList<>();
    private FolderLines now;
    private Folder at;
    private boolean anySaid;
    private long count;
    private long passedOver;
    private boolean unsorted;
    private String cut = "";
    private boolean over;

    /// @param first its entries, already refused if they are to be
    /// @param choices how the entries of a folder are said; of the first, which ones
    /// @param headers whether there are lines besides those of entries
    TreeLines(
            Workspace files,
            Folder first,
            Listing entries,
            Function<Folder, FolderLines.Choice> choices,
            boolean headers,
            ListLimits limits) {
        this.files = files;
        this.choices = choices;
        this.headers = headers;
        this.limits = limits;
        this.path = first.path();
        this.at = first;
        this.now = lines(first, entries);
    }

    private FolderLines lines(Folder folder, Listing entries) {
        FolderLines.Choice choice = choices.apply(folder);
        boolean header = headers && choice.glob().isEmpty();
        String head = header ? folder.header() + ":" : "";
        return new FolderLines(folder.path(), head, entries, choice, this::note);
    }

    private void note(Entry entry) {
        count++;
        if (!entry.isFolder()) return;
        if (found.size() + waiting.size() < limits.waiting()) found.add(at.child(entry.name()));
        else cut = "more than " + limits.waiting() + " folders waited to be listed";
    }

    @Override
    public VirtualPath path() {
        return path;
    }

    @Override
    public boolean step(StringBuilder out) throws IOException {
        if (over) return false;
        int length = out.length();
        boolean more = now.step(out);
        anySaid |= out.length() > length;
        if (more) {
            if (count < limits.entries()) return true;
            cut = "LIST -R shows at most " + limits.entries() + " entries";
            return end(out);
        }
        unsorted |= now.unsorted();
        now.close();
        for (Folder folder : found.reversed()) waiting.push(folder);
        found.clear();
        return begin(out) || end(out);
    }

    /// Begins the next folder that can be listed; false where there is none.
    private boolean begin(StringBuilder out) throws IOException {
        for (Folder next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.depth() > limits.depth()) {
                cut = "LIST -R goes " + limits.depth() + " folders deep";
                say(out, next, cut);
                continue;
            }
            Listing entries = open(out, next);
            if (entries == null) continue;
            at = next;
            now = lines(next, entries);
            if (headers && anySaid) out.append("\r\n");
            anySaid = true;
            return true;
        }
        return false;
    }

    /// The entries of `folder`; null where it may not be listed, or is gone by now.
    private @Nullable Listing open(StringBuilder out, Folder folder) throws IOException {
        try {
            if (files.allows(Action.LIST, folder.path())) return files.list(folder.path());
        } catch (NoSuchFileException | NotDirectoryException _) {
            return null;
        } catch (AccessDeniedException _) {
            // said below, as if a rule had
        }
        passedOver++;
        say(out, folder, "permission denied");
        return null;
    }

    private void say(StringBuilder out, Folder folder, String why) {
        if (headers)
            out.append("ls: ").append(folder.header()).append(": ").append(why).append("\r\n");
    }

    private boolean end(StringBuilder out) {
        over = true;
        if (headers && !cut.isEmpty()) {
            out.append("\r\nls: the rest is left out: ").append(cut).append("\r\n");
        }
        return false;
    }

    @Override
    public long entries() {
        return count;
    }

    @Override
    public String remark() {
        var remarks = new ArrayList<String>();
        if (unsorted) remarks.add(Sorting.GIVEN_UP);
        if (passedOver > 0) {
            remarks.add(
                    (passedOver == 1 ? "1 folder" : passedOver + " folders")
                            + " passed over: permission denied");
        }
        if (!cut.isEmpty()) remarks.add("the rest is left out: " + cut);
        if (remarks.isEmpty() && count == 0) return now.remark();
        return String.join("; ", remarks);
    }

    @Override
    public void close() throws IOException {
        now.close();
    }
}
