@NullMarked
package dev.ferry.app.audit;

import org.jspecify.annotations.NullMarked;
