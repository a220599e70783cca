package dev.ferry.it.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The house stands as planned; and each rule is seen to find what breaks it, in classes planted
/// for that.
final class StructureTest {

    private static final String PLANTED = StructureTest.class.getPackageName() + ".planted";

    /// What each rule must find; a place in a class where it has several to find there.
    private static final Map<String, List<String>> FOUND_BY =
            Map.ofEntries(
                    Map.entry("wire", List.of("wire.net.Resolves", "wire.disk.Opens")),
                    Map.entry("core", List.of("core.work.Listens", "core.net.Dials")),
                    Map.entry("files", List.of("server.disk.Reads", "wire.disk.Opens")),
                    Map.entry(
                            "rooms",
                            List.of(
                                    "files.up.Upward",
                                    "wire.aside.Sideways",
                                    "client.across.Across",
                                    "ssh.across.Across",
                                    "cellar.Nowhere")),
                    Map.entry("bare", List.of("wire.third.Borrows")),
                    Map.entry("cycles", List.of("app.one.One", "app.two.Two")),
                    Map.entry(
                            "machine",
                            List.of(
                                    "core.clock.Asks.now",
                                    "core.clock.Asks.millis",
                                    "core.clock.Asks.clock",
                                    "core.clock.Asks.property",
                                    "core.clock.Asks.environment")),
                    Map.entry("replies", List.of("server.ftp.Numbers", "server.raw.Lines")),
                    Map.entry("door", List.of("server.door.Around")),
                    Map.entry("ssh", List.of("server.ssh.Knows")),
                    Map.entry("nulls", List.of("app.nulls")));

    private static final HouseRules HOUSE = new HouseRules("dev.ferry");
    private static final HouseRules CELLAR = new HouseRules(PLANTED);

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    // Tests that another room lends come as a jar.
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("dev.ferry");
    private static final JavaClasses PLANTS = new ClassFileImporter().importPackages(PLANTED);

    @Test
    void everyRoomOfTheHouseIsLookedAt() {
        Set<String> rooms =
                OURS.stream()
                        .map(JavaClass::getPackageName)
                        .map(name -> name.split("\\.")[2])
                        .collect(Collectors.toSet());
        assertThat(rooms)
                .containsExactlyInAnyOrder(
                        "files", "wire", "ssh", "core", "client", "server", "app");
    }

    /// A rule that nobody has seen to find something may find nothing at all.
    @Test
    void everyRuleHasSomethingPlantedForIt() {
        assertThat(FOUND_BY.keySet()).isEqualTo(HOUSE.all().keySet());
        assertThat(FOUND_BY.values()).noneMatch(List::isEmpty);
    }

    @Test
    void wordsTouchNoNetworkAndNoFiles() {
        holds("wire");
    }

    @Test
    void rulesOpenNoSocket() {
        holds("core");
    }

    @Test
    void realFilesStayWhereTheyAreTheBusiness() {
        holds("files");
    }

    @Test
    void roomsImportOnlyWhatThePlanAllows() {
        holds("rooms");
    }

    @Test
    void filesAndWireNeedNothingButTheJdk() {
        holds("bare");
    }

    @Test
    void packagesHaveNoCycles() {
        holds("cycles");
    }

    @Test
    void logicAsksNoClockAndNoMachine() {
        holds("machine");
    }

    @Test
    void replyCodesStandInReplyAlone() {
        holds("replies");
    }

    @Test
    void onlyTheWorkspaceTouchesStorage() {
        holds("door");
        assertThat(violations("door")).noneMatch(line -> line.contains("server.tidy.Closes"));
    }

    @Test
    void theSshLibraryIsSeenInTwoClassesOfEachSideAndOneOfBoth() {
        holds("ssh");
    }

    @Test
    void everyPackageSaysThatNothingIsNull() {
        holds("nulls");
    }

    /// The rule finds what was planted for it, and nothing in the house.
    private static void holds(String name) {
        List<String> found = violations(name);
        for (String plant : Objects.requireNonNull(FOUND_BY.get(name))) {
            assertThat(found).anyMatch(line -> line.contains(PLANTED + '.' + plant));
        }
        rule(HOUSE, name).check(OURS);
    }

    private static List<String> violations(String name) {
        return rule(CELLAR, name).evaluate(PLANTS).getFailureReport().getDetails();
    }

    private static ArchRule rule(HouseRules rules, String name) {
        return Objects.requireNonNull(rules.all().get(name), name);
    }
}
