package dev.ferry.it.structure.planted.files.storage;

/// Stands for the seam.
public interface Storage {
    void delete(String name);

    void close();
}
