package dev.ferry.client;

import dev.ferry.client.failure.Failure;
import dev.ferry.client.local.LocalRemote;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What would have to be done to make one tree like another, and why. A value: it can be shown,
/// counted and thrown away; [SyncRun] does it.
///
/// @param steps in an order in which they can be done: folders before what goes into them,
///   deletions last and from the inside out
public record SyncPlan(List<Step> steps) {

    /// Of one tree, where nobody says otherwise.
    public static final int MAX_ENTRIES = 5_000_000;

    public SyncPlan {
        steps = List.copyOf(steps);
    }

    /// Something that is done, or left.
    public sealed interface Step {
        /// From the roots of the two trees, which are both `/`.
        VirtualPath path();

        Side to();

        String why();

        /// @param item of the source
        record Copy(VirtualPath path, Side to, Item item, String why) implements Step {}

        record MakeFolder(VirtualPath path, Side to, String why) implements Step {}

        record Delete(VirtualPath path, Side to, boolean folder, String why) implements Step {}

        /// Nothing is done.
        ///
        /// @param conflict whether that is not as it should be
        record Leave(VirtualPath path, Side to, boolean conflict, String why) implements Step {}
    }

    /// Which of the two trees is changed.
    public enum Side {
        FIRST,
        SECOND
    }

    /// What takes part.
    ///
    /// @param wanted by path from the root of the tree; of what is not wanted nothing is looked at
    /// @param onlyNewer whether a file is copied only where it is newer, and not where only its
    ///   size differs
    /// @param delete whether what the source has not is deleted
    /// @param maxEntries of each tree
    public record Rules(
            Predicate<VirtualPath> wanted, boolean onlyNewer, boolean delete, int maxEntries) {}

    /// Makes `target` like `source`.
    public static SyncPlan mirror(
            Site source, VirtualPath from, Site target, VirtualPath to, Rules rules)
            throws IOException {
        Map<VirtualPath, Item> here = tree(source, from, rules, true);
        Map<VirtualPath, Item> there = tree(target, to, rules, false);
        var steps = new ArrayList<Step>();
        here.forEach((path, item) -> mirror(path, item, there.get(path), rules, steps));
        if (rules.delete()) delete(here, there, steps);
        return new SyncPlan(steps);
    }

    private static void mirror(
            VirtualPath path, Item item, @Nullable Item there, Rules rules, List<Step> steps) {
        Side to = Side.SECOND;
        if (item.isFolder()) {
            if (there == null) steps.add(new Step.MakeFolder(path, to, "missing"));
            else if (!there.isFolder()) {
                steps.add(new Step.Leave(path, to, true, "a folder here and a file there"));
            }
            return;
        }
        if (!item.isFile()) {
            steps.add(new Step.Leave(path, to, false, "no file: " + item.kind()));
        } else if (there == null) {
            steps.add(new Step.Copy(path, to, item, "missing"));
        } else if (there.isFolder()) {
            steps.add(new Step.Leave(path, to, true, "a file here and a folder there"));
        } else if (Versions.isNewer(item, there)) {
            steps.add(new Step.Copy(path, to, item, "newer"));
        } else if (Versions.hasOtherSize(item, there) && !rules.onlyNewer()) {
            steps.add(new Step.Copy(path, to, item, "another size"));
        } else {
            steps.add(new Step.Leave(path, to, false, "the same"));
        }
    }

    private static void delete(
            Map<VirtualPath, Item> here, Map<VirtualPath, Item> there, List<Step> steps) {
        there.entrySet().stream()
                .filter(entry -> !here.containsKey(entry.getKey()))
                .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
                .forEach(entry ->
                        steps.add(
                                new Step.Delete(
                                        entry.getKey(),
                                        Side.SECOND,
                                        entry.getValue().isFolder(),
                                        "not in the source")));
    }

    /// Copies to each side what it has not, or has older. Deletes nothing; two files that differ
    /// and of which none is newer are left.
    public static SyncPlan both(
            Site first, VirtualPath one, Site second, VirtualPath two, Rules rules)
            throws IOException {
        Map<VirtualPath, Item> here = tree(first, one, rules, false);
        Map<VirtualPath, Item> there = tree(second, two, rules, false);
        if (here.isEmpty() && there.isEmpty() && !first.exists(one) && !second.exists(two)) {
            String none = "no such folder, and no " + shown(second, two) + " either";
            throw missing(first, one, none, null);
        }
        var steps = new ArrayList<Step>();
        var all = new TreeMap<VirtualPath, Item>(there);
        all.putAll(here);
        for (VirtualPath path : all.keySet()) {
            Item left = here.get(path);
            Item right = there.get(path);
            if (left == null && right != null) missing(path, right, Side.FIRST, steps);
            else if (right == null && left != null) missing(path, left, Side.SECOND, steps);
            else if (left != null && right != null) both(path, left, right, steps);
        }
        return new SyncPlan(steps);
    }

    private static void missing(VirtualPath path, Item item, Side to, List<Step> steps) {
        if (item.isFolder()) steps.add(new Step.MakeFolder(path, to, "missing"));
        else if (item.isFile()) steps.add(new Step.Copy(path, to, item, "missing"));
        else steps.add(new Step.Leave(path, to, false, "no file: " + item.kind()));
    }

    private static void both(VirtualPath path, Item left, Item right, List<Step> steps) {
        if (left.isFolder() && right.isFolder()) return;
        if (!left.isFile() || !right.isFile()) {
            steps.add(
                    new Step.Leave(
                            path,
                            Side.SECOND,
                            left.kind() != right.kind(),
                            left.kind() + " and " + right.kind()));
        } else if (Versions.isNewer(left, right)) {
            steps.add(new Step.Copy(path, Side.SECOND, left, "newer"));
        } else if (Versions.isNewer(right, left)) {
            steps.add(new Step.Copy(path, Side.FIRST, right, "newer"));
        } else {
            boolean differs = Versions.hasOtherSize(left, right);
            steps.add(
                    new Step.Leave(
                            path,
                            Side.SECOND,
                            differs,
                            differs ? "another size, and none is newer" : "the same"));
        }
    }

    private static Failure missing(
            Site site, VirtualPath root, String why, @Nullable Throwable cause) {
        String message = shown(site, root) + ": " + why;
        return site.remote() instanceof LocalRemote
                ? new Failure.LocalTrouble(message, cause)
                : new Failure.NotFound(message, null);
    }

    private static String shown(Site site, VirtualPath path) {
        return site.remote() instanceof LocalRemote ? path.toString() : site.name() + path;
    }

    /// @param required whether the root must be there
    private static Map<VirtualPath, Item> tree(
            Site site, VirtualPath root, Rules rules, boolean required) throws IOException {
        var found = new TreeMap<VirtualPath, Item>();
        try (Stream<Item> items = site.tree(root)) {
            var each = items.iterator();
            while (each.hasNext()) {
                Item item = each.next();
                VirtualPath path = item.path().moved(root, VirtualPath.ROOT);
                if (path.name().endsWith(".ferry-part")
                        || path.name().endsWith(".ferry-part.info")) {
                    continue;
                }
                if (!rules.wanted().test(path)) continue;
                if (found.size() >= rules.maxEntries()) {
                    throw new Failure.LimitReached(
                            site.name() + root + ": more than " + rules.maxEntries() + " entries");
                }
                found.put(path, item);
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof Failure.NotFound gone)) throw e.getCause();
            if (!required) return found;
            boolean here = site.remote() instanceof LocalRemote;
            throw here && found.isEmpty() ? missing(site, root, "no such folder here", gone) : gone;
        }
        return found;
    }

    public List<Step.Delete> deletions() {
        return steps.stream()
                .filter(Step.Delete.class::isInstance)
                .map(Step.Delete.class::cast)
                .toList();
    }

    /// @param most negative for any number
    /// @throws Failure.LimitReached where more would be deleted
    public void requireDeletions(long most) throws Failure {
        int planned = deletions().size();
        if (most >= 0 && planned > most) {
            throw new Failure.LimitReached(
                    planned + " deletions are planned, and --max-delete allows " + most);
        }
    }

    /// Whether nothing would be done.
    public boolean isDone() {
        return steps.stream().allMatch(Step.Leave.class::isInstance);
    }
}
