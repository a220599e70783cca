@NullMarked
package dev.ferry.app.bans;

import org.jspecify.annotations.NullMarked;
