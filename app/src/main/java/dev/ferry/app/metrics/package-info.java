/// Numbers for Prometheus.
@NullMarked
package dev.ferry.app.metrics;

import org.jspecify.annotations.NullMarked;
