/// The one door between any protocol and any storage, and what passes through it.
@NullMarked
package dev.ferry.core.work;

import org.jspecify.annotations.NullMarked;
