package dev.ferry.client;

import dev.ferry.client.SyncPlan.Step;
import dev.ferry.files.Glob;
import dev.ferry.files.VirtualPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;

/// Which files and folders a plan is about, by their names.
///
/// @param include globs of which a file matches one; empty for all files
/// @param exclude globs of which no file and no folder matches one
public record SyncFilter(List<String> include, List<String> exclude) {

    public static final SyncFilter ALL = new SyncFilter(List.of(), List.of());

    public SyncFilter {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /// What is looked at, for [SyncPlan.Rules].
    public Predicate<VirtualPath> wanted() {
        List<Glob> out = exclude.stream().map(Glob::of).toList();
        return path ->
                path.names().stream()
                        .noneMatch(name -> out.stream().anyMatch(glob -> glob.matches(name, true)));
    }

    /// The plan without the files that are not among those asked for, and without the folders that
    /// would stay empty for it.
    public SyncPlan of(SyncPlan plan) {
        if (include.isEmpty()) return plan;
        List<Glob> in = include.stream().map(Glob::of).toList();
        var above = new HashSet<VirtualPath>();
        var files = new ArrayList<Step>();
        for (Step step : plan.steps()) {
            boolean file =
                    switch (step) {
                        case Step.Copy _, Step.Leave _ -> true;
                        case Step.Delete deletion -> !deletion.folder();
                        case Step.MakeFolder _ -> false;
                    };
            if (!file || in.stream().noneMatch(glob -> glob.matches(step.path().name(), true))) {
                continue;
            }
            files.add(step);
            if (!(step instanceof Step.Copy)) continue;
            for (VirtualPath at = step.path().parent(); !at.isRoot(); at = at.parent()) {
                above.add(at);
            }
        }
        var steps = new ArrayList<Step>();
        for (Step step : plan.steps()) {
            if (step instanceof Step.MakeFolder && above.contains(step.path())) steps.add(step);
        }
        steps.addAll(files);
        return new SyncPlan(steps);
    }
}
