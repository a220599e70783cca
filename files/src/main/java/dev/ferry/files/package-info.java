/// Names, entries and the seam to where bytes live: no users, no policy, no third party.
@NullMarked
package dev.ferry.files;

import org.jspecify.annotations.NullMarked;
