package dev.ferry.app.transfer;

import dev.ferry.app.cli.Questions;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.failure.Failure;
import dev.ferry.client.remote.Item;
import dev.ferry.files.VirtualPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files that `get` or `put` moves, and how that is told.
final class Carried {

    /// A file to move.
    private record Job(Place from, Place to) {}

    private final String action;
    private final boolean recursive;
    private final Reporter reporter;
    private final List<Job> jobs = new ArrayList<>();

    /// @param action `get` or `put`
    /// @param recursive whether folders are taken too
    Carried(String action, boolean recursive, Reporter reporter) {
        this.action = action;
        this.recursive = recursive;
        this.reporter = reporter;
    }

    /// Whether something goes into a place, and not under its name.
    ///
    /// @throws Failure.Usage where it could not, and several files are to go there
    static boolean isInto(Place to, int files) throws IOException {
        boolean into = to.folder() || isFolder(to);
        if (files > 1 && !into) {
            throw new Failure.Usage(
                    to.text() + ": is no folder, and several files are to go there");
        }
        return into;
    }

    /// Into a drop box nobody may look.
    static boolean isFolder(Place place) throws IOException {
        try {
            return place.site().stat(place.path()).isFolder();
        } catch (Failure.NotFound | Failure.NotAllowed _) {
            return false;
        }
    }

    /// Takes a file, or a folder with all that is in it; the folders that they go into are made.
    void add(Place from, Place to, boolean into) throws IOException {
        Item item = from.site().stat(from.path());
        Place target = into && !from.path().isRoot() ? to.child(from.path().name()) : to;
        if (!item.isFolder()) {
            if (into) to.site().makeFolders(to.path());
            jobs.add(new Job(from, target));
            return;
        }
        if (!recursive) {
            throw new Failure.Usage(from.text() + ": is a folder; -r takes folders too");
        }
        target.site().makeFolders(target.path());
        try (Stream<Item> items = from.site().tree(from.path())) {
            var each = items.iterator();
            while (each.hasNext()) {
                Item below = each.next();
                VirtualPath there = below.path().moved(from.path(), target.path());
                if (below.isFolder()) {
                    target.site().makeFolders(there);
                } else if (below.isFile()) {
                    jobs.add(new Job(at(from, below.path()), at(target, there)));
                } else {
                    reporter.note(from.shown(below.path()) + ": left out, as it is no file");
                }
            }
        }
    }

    private static Place at(Place above, VirtualPath path) {
        return new Place(above.site(), path, above.shown(path), false);
    }

    /// Moves them all, several at a time.
    void move(MoveOptions move, TransferOptions how) throws Failure {
        TransferOptions asked = how.on(TransferOptions.Conflict.OVERWRITE);
        Task.each(
                jobs,
                move.parallel(),
                reporter,
                job -> job.from().text(),
                job -> {
                    if (move.isAsked() && !isReplaced(job)) return;
                    move(job, move.isAsked() ? asked : how);
                });
    }

    private boolean isReplaced(Job job) throws IOException {
        if (!job.to().site().exists(job.to().path())) return true;
        boolean said = MoveOptions.isReplaced(Questions.console(), job.to().text());
        if (!said) reporter.note(job.to().text() + ": left as it is");
        return said;
    }

    private void move(Job job, TransferOptions how) throws IOException {
        String name = job.from().text();
        reporter.transferred(
                action,
                name,
                job.from()
                        .site()
                        .copy(
                                job.from().path(),
                                job.to().site(),
                                job.to().path(),
                                how,
                                reporter.progress(name))
                        .run());
    }
}
