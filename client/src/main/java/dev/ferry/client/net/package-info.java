/// Connections: dialling, proxies, TLS and whom to trust.
@NullMarked
package dev.ferry.client.net;

import org.jspecify.annotations.NullMarked;
