package dev.ferry.it.structure;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules of the house, for classes whose packages begin with `root`: that is `dev.ferry`, or
/// the package of planted classes that break them.
///
/// @param root name of the package that holds the rooms
record HouseRules(String root) {

    /// Each room, and the rooms whose classes it may use besides its own.
    private static final Map<String, Set<String>> ROOMS =
            Map.of(
                    "files", Set.of(),
                    "wire", Set.of(),
                    "core", Set.of("files"),
                    "ssh", Set.of(),
                    "client", Set.of("files", "wire", "ssh"),
                    "server", Set.of("core", "files", "wire", "ssh"),
                    "app", Set.of("server", "client", "core", "files", "wire"));

    /// Who may ask the machine itself what time it is or how it is set up, and why.
    private static final Map<String, String> MAY_ASK_THE_MACHINE =
            Map.of(
                    "files.storage.local.Posix",
                    "kernel call numbers and flags differ by processor, which only the JVM knows",
                    "files.storage.memory.MemoryStorage",
                    "its short constructor serves tests and demonstrations",
                    "server.net.Courtesy",
                    "niceness of a single thread is Linux's alone");

    private static final Pattern REPLY_LINE = Pattern.compile("[1-6][0-9][0-9][ -]");

    /// Everything, by the name it has in a report.
    Map<String, ArchRule> all() {
        return Map.ofEntries(
                Map.entry("wire", wireTouchesNoNetworkAndNoFiles()),
                Map.entry("core", coreOpensNoSocket()),
                Map.entry("files", realFilesStayWhereTheyAreTheBusiness()),
                Map.entry("rooms", roomsImportAsPlanned()),
                Map.entry("bare", filesAndWireNeedNothingButTheJdk()),
                Map.entry("cycles", packagesHaveNoCycles()),
                Map.entry("machine", logicAsksNoClockAndNoMachine()),
                Map.entry("replies", replyCodesStandInReplyAlone()),
                Map.entry("door", onlyTheWorkspaceTouchesStorage()),
                Map.entry("ssh", sshIsSeenInFewClasses()),
                Map.entry("nulls", everyPackageIsNullMarked()));
    }

    ArchRule wireTouchesNoNetworkAndNoFiles() {
        return noClasses()
                .that()
                .resideInAPackage(room("wire"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..", "javax.net..", "java.nio.file..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat(openFiles());
    }

    ArchRule coreOpensNoSocket() {
        return noClasses()
                .that()
                .resideInAnyPackage(room("core"), room("files"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "javax.net..")
                .orShould()
                .dependOnClassesThat(
                        describe(
                                "are channels of sockets",
                                it ->
                                        it.getPackageName().startsWith("java.nio.channels")
                                                && (it.getSimpleName().contains("Socket")
                                                        || it.getSimpleName().contains("Datagram")
                                                        || it.getSimpleName()
                                                                .contains("Selector"))));
    }

    ArchRule realFilesStayWhereTheyAreTheBusiness() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(
                        room("files.storage.local"),
                        room("core.account"),
                        room("core.checksum"),
                        root + ".client",
                        room("client.local"),
                        room("app"),
                        room("it"))
                .should()
                .dependOnClassesThat(openFiles());
    }

    ArchRule roomsImportAsPlanned() {
        var rules = new ArrayList<ArchRule>();
        ROOMS.forEach((room, mayUse) -> {
            String[] forbidden =
                    ROOMS.keySet().stream()
                            .filter(other -> !other.equals(room) && !mayUse.contains(other))
                            .map(this::room)
                            .toArray(String[]::new);
            if (forbidden.length > 0) {
                rules.add(
                        noClasses()
                                .that()
                                .resideInAPackage(room(room))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(forbidden));
            }
        });
        rules.add(
                classes()
                        .that()
                        .resideInAPackage(root + "..")
                        .and()
                        .resideOutsideOfPackage(room("it"))
                        .should()
                        .resideInAnyPackage(
                                ROOMS.keySet().stream().map(this::room).toArray(String[]::new))
                        .as("every class should stand in a room of the plan"));
        return CompositeArchRule.of(rules);
    }

    ArchRule filesAndWireNeedNothingButTheJdk() {
        return classes()
                .that()
                .resideInAnyPackage(room("files"), room("wire"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", room("files"), room("wire"));
    }

    ArchRule packagesHaveNoCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    ArchRule logicAsksNoClockAndNoMachine() {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        room("files"),
                        room("wire"),
                        room("ssh"),
                        room("core"),
                        room("client"),
                        room("server"))
                .and(
                        describe(
                                "are none of "
                                        + MAY_ASK_THE_MACHINE.entrySet().stream()
                                                .map(it -> it.getKey() + " (" + it.getValue() + ")")
                                                .collect(joining(", ")),
                                it -> !mayAskTheMachine(it)))
                .should()
                .callMethodWhere(asks("System", "getProperty", "getProperties", "getenv"))
                .orShould()
                .callMethodWhere(asks("System", "currentTimeMillis"))
                .orShould()
                .callMethodWhere(
                        describe(
                                "java.time asks the clock of the machine",
                                (JavaCall<?> call) ->
                                        call.getTargetOwner().getPackageName().equals("java.time")
                                                && isNow(call.getTarget())))
                .orShould()
                .callConstructor(java.util.Date.class);
    }

    ArchRule replyCodesStandInReplyAlone() {
        String reply = root + ".wire.ftp.Reply";
        return CompositeArchRule.of(
                        noClasses()
                                .that(outside(reply, root + ".wire.ftp.ReplyParser"))
                                .should()
                                .callConstructorWhere(
                                        describe(
                                                "a reply is made of a code",
                                                (JavaCall<?> call) ->
                                                        call.getTargetOwner()
                                                                .getName()
                                                                .equals(reply))))
                .and(
                        noClasses()
                                .that(outside(reply))
                                .and()
                                .resideInAnyPackage(room("wire"), room("core"), room("server"))
                                .should(holdAReplyLine()));
    }

    /// A protocol calls the workspace, which alone knows the rules; who opens a storage may close
    /// it.
    ArchRule onlyTheWorkspaceTouchesStorage() {
        Set<String> seam =
                Set.of(root + ".files.storage.Storage", root + ".files.storage.Partials");
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(room("core.work"), room("files"), room("it"))
                .should()
                .accessTargetWhere(
                        describe(
                                "a storage is used, other than to close it",
                                (JavaAccess<?> access) ->
                                        seam.contains(access.getTargetOwner().getName())
                                                && !access.getTarget().getName().equals("close")));
    }

    /// The library is one that could be changed for another.
    ArchRule sshIsSeenInFewClasses() {
        return noClasses()
                .that(
                        outside(
                                root + ".server.sftp.SshTransport",
                                root + ".server.sftp.SshSockets",
                                root + ".server.sftp.SshWire",
                                root + ".server.sftp.SshKeys",
                                root + ".client.sftp.SshLayer",
                                root + ".client.sftp.SshKeyring",
                                root + ".ssh.AesGcm",
                                root + ".ssh.WireBase"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.sshd..");
    }

    ArchRule everyPackageIsNullMarked() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(
                        new ArchCondition<>("be in a package that is @NullMarked") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                boolean marked =
                                        item.getPackage()
                                                .isAnnotatedWith(
                                                        org.jspecify.annotations.NullMarked.class);
                                events.add(
                                        new SimpleConditionEvent(
                                                item,
                                                marked,
                                                item.getPackageName() + " is not @NullMarked"));
                            }
                        });
    }

    private String room(String name) {
        return root + "." + name + "..";
    }

    private boolean mayAskTheMachine(JavaClass item) {
        return MAY_ASK_THE_MACHINE.keySet().stream()
                .map(name -> root + "." + name)
                .anyMatch(name ->
                        item.getName().equals(name) || item.getName().startsWith(name + "$"));
    }

    private static DescribedPredicate<JavaCall<?>> asks(String owner, String... methods) {
        Set<String> names = Set.of(methods);
        return describe(
                owner + "." + String.join("/", methods) + " is called",
                call ->
                        call.getTargetOwner().getName().equals("java.lang." + owner)
                                && names.contains(call.getName()));
    }

    private static boolean isNow(CodeUnitCallTarget target) {
        return target.getName().equals("now")
                || target.getName().equals("systemDefault")
                || target.getName().startsWith("system")
                || target.getName().startsWith("tick");
    }

    /// What opens, names or walks files of the machine; not the exceptions, which only tell of
    /// files and are the words of the seam.
    private static DescribedPredicate<JavaClass> openFiles() {
        Set<String> byName =
                Set.of(
                        "java.io.File",
                        "java.io.FileInputStream",
                        "java.io.FileOutputStream",
                        "java.io.FileReader",
                        "java.io.FileWriter",
                        "java.io.RandomAccessFile",
                        "java.nio.channels.FileChannel",
                        "java.nio.channels.AsynchronousFileChannel");
        return describe(
                "are files of the machine",
                it ->
                        byName.contains(it.getName())
                                || (it.getPackageName().startsWith("java.nio.file")
                                        && !it.isAssignableTo(Throwable.class)));
    }

    private static DescribedPredicate<JavaClass> outside(String... names) {
        List<String> all = List.of(names);
        return describe(
                "are not " + all,
                it ->
                        all.stream()
                                .noneMatch(name ->
                                        it.getName().equals(name)
                                                || it.getName().startsWith(name + "$")));
    }

    private static ArchCondition<JavaClass> holdAReplyLine() {
        return new ArchCondition<>("hold a text that begins as a reply does") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (String text : Texts.of(item)) {
                    if (REPLY_LINE.matcher(text).lookingAt()) {
                        events.add(
                                SimpleConditionEvent.satisfied(
                                        item, item.getName() + " holds \"" + text + '"'));
                    }
                }
            }
        };
    }
}
