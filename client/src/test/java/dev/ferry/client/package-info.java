@NullMarked
package dev.ferry.client;

import org.jspecify.annotations.NullMarked;
