package dev.ferry.files.storage;

import static dev.ferry.files.storage.ContractTools.at;
import static dev.ferry.files.storage.ContractTools.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.files.Capability;
import dev.ferry.files.Entry;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A listing names what is there, each once, and nothing of ours.
interface ListingContract extends ContractTools {

    @Test
    default void ofManyEntriesEachIsListedOnce() throws Exception {
        folder("/d");
        var made = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            String name = "entry-" + i;
            if (i % 50 == 0) put("/d/" + name, "x");
            else folder("/d/" + name);
            made.add(name);
        }
        List<Entry> listed = list("/d");
        assertThat(listed).extracting(Entry::name).containsExactlyInAnyOrderElementsOf(made);
        assertThat(listed).filteredOn(Entry::isFile).hasSize(100);
    }

    @Test
    default void aListingSurvivesDeletionsDuringIt() throws Exception {
        for (int i = 0; i < 300; i++) put("/entry-" + i, "x");
        var listed = new ArrayList<String>();
        var deleted = new HashSet<String>();
        try (Listing listing = files().list(at("/"))) {
            for (int i = 0; i < 10; i++) {
                Entry next = listing.next();
                assertThat(next).isNotNull();
                if (next != null) listed.add(next.name());
            }
            for (int i = 0; i < 300; i += 2) {
                files().delete(at("/entry-" + i));
                deleted.add("entry-" + i);
            }
            for (Entry next = listing.next(); next != null; next = listing.next()) {
                listed.add(next.name());
            }
        }
        assertThat(listed).doesNotHaveDuplicates();
        for (int i = 1; i < 300; i += 2) assertThat(listed).contains("entry-" + i);
        assertThat(names("/")).hasSize(300 - deleted.size());
    }

    @Test
    default void aListingEndsOnce() throws Exception {
        put("/a", "x");
        try (Listing listing = files().list(at("/"))) {
            assertThat(listing.next()).isNotNull();
            assertThat(listing.next()).isNull();
            assertThat(listing.next()).isNull();
        }
    }

    @Test
    default void twoListingsOfOneFolderDoNotDisturbEachOther() throws Exception {
        for (int i = 0; i < 20; i++) put("/entry-" + i, "x");
        try (Listing first = files().list(at("/"));
                Listing second = files().list(at("/"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(first.next()).isNotNull();
                assertThat(second.next()).isNotNull();
            }
            assertThat(first.next()).isNull();
            assertThat(second.next()).isNull();
        }
    }

    @Test
    default void onlyAFolderIsListed() throws Exception {
        put("/file", "x");
        assertThatThrownBy(() -> files().list(at("/none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files().list(at("/file")))
                .isInstanceOf(NotDirectoryException.class);
    }

    @Test
    default void nothingOfOursIsListed() throws Exception {
        folder("/d");
        put("/d/old", "x");
        cut("/d/cut", ANN, "part");
        cut("/top", ANN, "part");
        try (Sink running = begin("/d/new", STORE);
                Sink over = begin("/d/old", STORE);
                Sink top = begin("/top2", STORE)) {
            send(running, "x");
            send(over, "x");
            send(top, "x");
            assertThat(names("/")).containsExactly("d");
            assertThat(names("/d")).containsExactly("old");
            if (files().capabilities().contains(Capability.APPEND)) {
                try (Sink more = begin("/d/old", APPEND)) {
                    send(more, "y");
                    assertThat(names("/d")).containsExactly("old");
                }
            }
        }
        assertThat(names("/")).containsExactly("d");
        assertThat(names("/d")).containsExactly("old");
    }

    @Test
    default void differentFilesAreUniqueAndOneFileStaysTheSame() throws Exception {
        put("/a", "same");
        put("/b", "same");
        folder("/d");
        var unique = list("/").stream().map(Entry::unique).toList();
        assertThat(unique).doesNotHaveDuplicates().allMatch(word -> word.matches("[!-:<-~]+"));
        String before = files().stat(at("/a")).unique();
        assertThat(unique).contains(before);
        files().rename(at("/a"), at("/d/c"), false);
        assertThat(files().stat(at("/d/c")).unique()).isEqualTo(before);
    }
}
