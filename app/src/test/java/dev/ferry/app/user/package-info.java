@NullMarked
package dev.ferry.app.user;

import org.jspecify.annotations.NullMarked;
