/// A server's files as its user sees them, whatever the protocol.
@NullMarked
package dev.ferry.client.remote;

import org.jspecify.annotations.NullMarked;
