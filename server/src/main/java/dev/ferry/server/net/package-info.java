/// What every listener needs, whatever it speaks: ports, networks, threads for transfers.
@NullMarked
package dev.ferry.server.net;

import org.jspecify.annotations.NullMarked;
