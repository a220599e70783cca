/// What every verb says and answers alike.
@NullMarked
package dev.ferry.app.cli;

import org.jspecify.annotations.NullMarked;
