/// Ferry as others see it: started processes, clients that are not ours, and faults.
@NullMarked
package dev.ferry.it;

import org.jspecify.annotations.NullMarked;
