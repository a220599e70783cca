@NullMarked
package dev.ferry.client.local;

import org.jspecify.annotations.NullMarked;
