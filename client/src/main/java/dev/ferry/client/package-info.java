/// Files on other servers: sites, transfers, plans.
@NullMarked
package dev.ferry.client;

import org.jspecify.annotations.NullMarked;
