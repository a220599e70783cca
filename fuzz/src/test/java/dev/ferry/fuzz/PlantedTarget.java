package dev.ferry.fuzz;

/// A bug behind five bytes, which nobody finds by chance, and whoever sees how far he gets finds at
/// once: a fuzzer that finds nothing here finds nothing elsewhere.
public final class PlantedTarget {

    private PlantedTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 5) return;
        if (data[0] != 'f') return;
        if (data[1] != 'e') return;
        if (data[2] != 'r') return;
        if (data[3] != 'r') return;
        if (data[4] == 'y') throw new IllegalStateException("the planted bug");
    }
}
