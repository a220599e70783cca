package dev.ferry.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.lists;

import dev.ferry.core.access.Permissions.Rule;
import dev.ferry.files.VirtualPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

class PermissionsTest {

    private static final Permissions READ_BUT_INBOX =
            new Permissions(
                    List.of(
                            rule("/", Action.readOnly()),
                            rule("/in", Action.writeOnly()),
                            rule("/in/closed", Set.of())));

    @Test
    void whatARuleGrantsIsAllowedBelowItsPathAndNothingElseIs() {
        var permissions = Permissions.everywhere(Action.readOnly());

        for (Action action : Action.values()) {
            for (String path : List.of("/", "/a", "/a/b/c")) {
                assertThat(permissions.allows(action, at(path)))
                        .as("%s %s", action, path)
                        .isEqualTo(action == Action.LIST || action == Action.READ);
            }
        }
    }

    @Test
    void theDeepestRuleDecidesAlone() {
        assertThat(READ_BUT_INBOX.allows(Action.READ, at("/out/x"))).isTrue();
        assertThat(READ_BUT_INBOX.allows(Action.READ, at("/in/x"))).isFalse();
        assertThat(READ_BUT_INBOX.allows(Action.CREATE, at("/in/x"))).isTrue();
        assertThat(READ_BUT_INBOX.allows(Action.CREATE, at("/in/closed/x"))).isFalse();
        assertThat(READ_BUT_INBOX.allows(Action.CREATE, at("/out/x"))).isFalse();
    }

    @Test
    void aRuleHoldsAtItsOwnPath() {
        assertThat(READ_BUT_INBOX.allows(Action.LIST, at("/in"))).isFalse();
        assertThat(READ_BUT_INBOX.allows(Action.LIST, at("/"))).isTrue();
    }

    @Test
    @DisplayName("prefix without boundary")
    void aRuleEndsAtTheBoundaryOfAName() {
        var permissions = new Permissions(List.of(rule("/a/doc", Action.all())));

        assertThat(permissions.allows(Action.READ, at("/a/doc/x"))).isTrue();
        assertThat(permissions.allows(Action.READ, at("/a/doc-secret/x"))).isFalse();
        assertThat(permissions.allows(Action.READ, at("/a/do"))).isFalse();
        assertThat(permissions.allows(Action.READ, at("/a/DOC/x"))).isFalse();
    }

    @Test
    void withoutARuleNothingIsAllowed() {
        var permissions = new Permissions(List.of());

        for (Action action : Action.values()) {
            assertThat(permissions.decide(action, at("/x")))
                    .isEqualTo(new Decision.Denied("no rule covers /x"));
        }
        assertThat(permissions.allowsAnythingAround(VirtualPath.ROOT)).isFalse();
    }

    @Test
    void aRefusalNamesTheActionAndTheRule() {
        assertThat(READ_BUT_INBOX.decide(Action.MAKE_FOLDER, at("/out/x")))
                .isEqualTo(new Decision.Denied("make-folder is not granted under /"));
        assertThat(READ_BUT_INBOX.decide(Action.READ, at("/in/x")))
                .isEqualTo(new Decision.Denied("read is not granted under /in"));
    }

    @Test
    void aDropBoxTakesFilesAndFoldersAndShowsNothing() {
        var box = Permissions.everywhere(Action.writeOnly());

        var allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (box.allows(action, at("/x"))) allowed.add(action);
        }
        assertThat(allowed).containsExactly(Action.CREATE, Action.MAKE_FOLDER);
    }

    @Test
    void foldersAboveSomethingAllowedCanBeWalkedThrough() {
        var permissions =
                new Permissions(
                        List.of(
                                rule("/", Set.of()),
                                rule("/a/b", Action.readOnly()),
                                rule("/c/d", Set.of())));

        assertThat(permissions.allowsAnythingAround(at("/"))).isTrue();
        assertThat(permissions.allowsAnythingAround(at("/a"))).isTrue();
        assertThat(permissions.allowsAnythingAround(at("/a/b/x"))).isTrue();
        assertThat(permissions.allowsAnythingAround(at("/a/c"))).isFalse();
        assertThat(permissions.allowsAnythingAround(at("/c"))).isFalse();
        assertThat(permissions.allowsAnythingAround(at("/c/d"))).isFalse();
    }

    @Test
    void rulesBelowAFolderAreFoundAndItsOwnIsNotAmongThem() {
        assertThat(READ_BUT_INBOX.anyBelow(at("/in")).map(Rule::under)).contains(at("/in/closed"));
        assertThat(READ_BUT_INBOX.anyBelow(at("/in/closed"))).isEmpty();
        assertThat(READ_BUT_INBOX.anyBelow(at("/i"))).isEmpty();
    }

    @Test
    void grantingBelowARuleBeginsWithWhatItGranted() {
        var permissions =
                Permissions.everywhere(Action.readOnly())
                        .granting(at("/in"), List.of(Action.CREATE));

        assertThat(permissions.rules())
                .containsExactly(
                        rule("/", Action.readOnly()),
                        rule("/in", Set.of(Action.LIST, Action.READ, Action.CREATE)));
    }

    @Test
    void denyingBelowARuleTakesFromWhatItGranted() {
        var permissions =
                Permissions.everywhere(Action.readOnly()).denying(at("/in"), List.of(Action.READ));

        assertThat(permissions.rules())
                .containsExactly(rule("/", Action.readOnly()), rule("/in", Set.of(Action.LIST)));
    }

    @Test
    void grantingTwiceAtOnePathKeepsOneRule() {
        var permissions =
                new Permissions(List.of())
                        .granting(at("/in"), List.of(Action.CREATE))
                        .granting(at("/in"), List.of(Action.LIST))
                        .denying(at("/in"), List.of(Action.CREATE));

        assertThat(permissions.rules()).containsExactly(rule("/in", Set.of(Action.LIST)));
    }

    @Test
    void aRuleThatGrantsNothingStandsAndDenies() {
        var permissions = Permissions.everywhere(Action.all()).denying(at("/secret"), Action.all());

        assertThat(permissions.allows(Action.LIST, at("/secret/x"))).isFalse();
        assertThat(permissions.allows(Action.LIST, at("/x"))).isTrue();
    }

    @Test
    void twoRulesForOnePathAreRefused() {
        var twice = List.of(rule("/a", Set.of()), rule("/a/", Action.all()));

        assertThatThrownBy(() -> new Permissions(twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two rules for one path");
    }

    @Test
    void theOrderInWhichRulesAreWrittenMeansNothing() {
        qt().forAll(RULES, Generate.longRange(0, Long.MAX_VALUE - 1))
                .checkAssert((rules, seed) -> {
                    var shuffled = new ArrayList<>(rules);
                    Collections.shuffle(shuffled, new Random(seed));
                    assertThat(new Permissions(shuffled)).isEqualTo(new Permissions(rules));
                });
    }

    @Test
    void theRuleOfTheNearestFolderThatHasOneDecides() {
        qt().forAll(RULES, PATHS)
                .checkAssert((rules, path) -> {
                    var permissions = new Permissions(rules);
                    Set<Action> expected = walkingUp(rules, path);
                    for (Action action : Action.values()) {
                        assertThat(permissions.allows(action, path))
                                .as("%s at %s under %s", action, path, rules)
                                .isEqualTo(expected.contains(action));
                    }
                });
    }

    private static Set<Action> walkingUp(List<Rule> rules, VirtualPath path) {
        for (VirtualPath folder = path; ; folder = folder.parent()) {
            for (Rule rule : rules) {
                if (rule.under().equals(folder)) return rule.allowed();
            }
            if (folder.isRoot()) return Set.of();
        }
    }

    private static final Gen<VirtualPath> PATHS =
            lists().of(Generate.pick(List.of("a", "b", "ab")))
                    .ofSizeBetween(0, 4)
                    .map(VirtualPath::new);

    private static final Gen<List<Rule>> RULES =
            lists().of(PATHS.zip(actions(), Rule::new))
                    .ofSizeBetween(0, 6)
                    .map(PermissionsTest::onePerPath);

    private static Gen<Set<Action>> actions() {
        return lists().of(Generate.enumValues(Action.class)).ofSizeBetween(0, 10).map(Set::copyOf);
    }

    private static List<Rule> onePerPath(List<Rule> rules) {
        var seen = new HashSet<VirtualPath>();
        return rules.stream().filter(rule -> seen.add(rule.under())).toList();
    }

    private static Rule rule(String under, Set<Action> allowed) {
        return new Rule(at(under), allowed);
    }

    private static VirtualPath at(String path) {
        return VirtualPath.of(path);
    }
}
