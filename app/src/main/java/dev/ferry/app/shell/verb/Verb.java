package dev.ferry.app.shell.verb;

import java.io.IOException;

/// What a line can begin with. Made anew for each line and filled in from its words.
public sealed interface Verb {

    /// Does something, here and now.
    non-sealed interface Deed extends Verb {
        /// @return the exit code of a program that did this alone
        int run(Shell shell) throws IOException;
    }

    /// Says what is to be moved, which can also be done in the background or another day.
    non-sealed interface Errand extends Verb {
        Orders orders(Shell shell) throws IOException;
    }
}
