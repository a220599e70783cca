package dev.ferry.server.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Threads that stand back: whoever moves bulk lets those go first that answer somebody, where
/// there is not processor enough for all. By the kernel's niceness, which Linux keeps for each
/// thread and which nobody may lower again without a privilege: a thread that stood back once does
/// so to its end. Elsewhere nothing happens.
public final class Courtesy {

    private static final int NICER_BY = 10;
    private static final int NICEST = 19;
    private static final int PRIO_PROCESS = 0;

    private static final Optional<MethodHandle> GETTID = call("gettid");
    private static final Optional<MethodHandle> SETPRIORITY =
            call("setpriority", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final Optional<MethodHandle> GETPRIORITY =
            call("getpriority", JAVA_INT, JAVA_INT);

    /// How nice all are to begin with.
    private static final int USUAL = niceness();

    private Courtesy() {}

    /// The calling thread, as the kernel numbers it; 0 where it does not.
    public static int self() {
        if (GETTID.isEmpty()) return 0;
        try {
            return (int) GETTID.get().invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Has the thread of that number, which still runs, stand back from now on.
    public static void standBack(int thread) {
        if (thread == 0 || SETPRIORITY.isEmpty()) return;
        int nicer = Math.min(NICEST, USUAL + NICER_BY);
        try {
            int _ = (int) SETPRIORITY.get().invokeExact(PRIO_PROCESS, thread, nicer);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static int niceness() {
        if (GETPRIORITY.isEmpty()) return 0;
        try {
            return (int) GETPRIORITY.get().invokeExact(PRIO_PROCESS, 0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<MethodHandle> call(
            String name, java.lang.foreign.MemoryLayout... arguments) {
        if (!System.getProperty("os.name").equals("Linux")) return Optional.empty();
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(at -> linker.downcallHandle(at, FunctionDescriptor.of(JAVA_INT, arguments)));
    }
}
