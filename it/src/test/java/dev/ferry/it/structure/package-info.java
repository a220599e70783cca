/// The plan of the house, held by rules over the compiled classes.
@NullMarked
package dev.ferry.it.structure;

import org.jspecify.annotations.NullMarked;
