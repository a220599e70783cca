package dev.ferry.app.transfer;

import dev.ferry.app.cli.Questions;
import dev.ferry.client.TransferOptions;
import dev.ferry.client.failure.Failure;
import java.io.IOException;
import java.util.List;

/// The files that `get` or `put` moves, and how that is told.
final class Carried {

    private final String action;
    private final Place to;
    private final boolean into;
    private final Reporter reporter;
    private final Batch batch;

    /// @param action `get` or `put`
    /// @param recursive whether folders are taken too
    /// @param files how many are named
    /// @throws Failure.Usage where several are to go to what is no folder
    Carried(String action, boolean recursive, int files, Place to, Reporter reporter)
            throws IOException {
        this.action = action;
        this.to = to;
        this.reporter = reporter;
        batch = new Batch(recursive, reporter);
        into = to.folder() || to.isFolderThere();
        if (files > 1 && !into) {
            throw new Failure.Usage(
                    to.text() + ": is no folder, and several files are to go there");
        }
    }

    /// Takes what there is; where one of several is not there, the others are still moved.
    void add(List<Place> all) throws IOException {
        for (Place from : all) {
            try {
                add(from);
            } catch (Failure.Usage e) {
                throw e;
            } catch (Failure e) {
                reporter.attempted();
                reporter.failed(from.text(), e);
            }
        }
        if (into && !batch.moves().isEmpty()) to.site().makeFolders(to.path());
    }

    private void add(Place from) throws IOException {
        batch.add(from, into && !from.path().isRoot() ? to.child(from.path().name()) : to);
    }

    /// Moves them all, several at a time.
    void move(MoveOptions move, TransferOptions how) throws Failure {
        TransferOptions asked = how.on(TransferOptions.Conflict.OVERWRITE);
        Task.each(
                batch.moves(),
                move.parallel(),
                reporter,
                each -> each.from().text(),
                each -> {
                    if (move.isAsked() && !isReplaced(each.to())) return;
                    move(each, move.isAsked() ? asked : how);
                });
    }

    private boolean isReplaced(Place place) throws IOException {
        if (!place.site().exists(place.path())) return true;
        boolean said = MoveOptions.isReplaced(Questions.console(), place.text());
        if (!said) reporter.note(place.text() + ": left as it is");
        return said;
    }

    private void move(Batch.Move each, TransferOptions how) throws IOException {
        Place from = each.from();
        Place target = each.to();
        reporter.transferred(
                action,
                from.text(),
                from.site()
                        .copy(
                                each.seen(),
                                target.site(),
                                target.path(),
                                how,
                                reporter.progress(from.text()))
                        .run());
    }
}
