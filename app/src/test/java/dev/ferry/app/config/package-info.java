@NullMarked
package dev.ferry.app.config;

import org.jspecify.annotations.NullMarked;
