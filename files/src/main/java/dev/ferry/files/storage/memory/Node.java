package dev.ferry.files.storage.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// What stands under a name. Guarded by the [Tree]'s lock.
sealed interface Node {

    Facts facts();

    /// What files and folders have in common.
    final class Facts {
        final long id;
        Instant created;
        Instant modified;
        int mode;

        Facts(long id, Instant created, int mode) {
            this.id = id;
            this.created = created;
            this.modified = created;
            this.mode = mode;
        }
    }

    final class File implements Node {
        private final Facts facts;
        Content content;

        /// Another for each content.
        long version;

        File(Facts facts, Content content, long version) {
            this.facts = facts;
            this.content = content;
            this.version = version;
        }

        @Override
        public Facts facts() {
            return facts;
        }
    }

    /// A folder knows the uploads into it, so they move and vanish with it.
    final class Folder implements Node {
        private final Facts facts;

        /// Listings walk it without the lock.
        final NavigableMap<String, Node> children = new ConcurrentSkipListMap<>();

        /// In the order they began.
        final List<Stage> stages = new ArrayList<>();

        boolean gone;

        Folder(Facts facts) {
            this.facts = facts;
        }

        @Override
        public Facts facts() {
            return facts;
        }
    }
}
