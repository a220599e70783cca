/// Planted, to be found.
@org.jspecify.annotations.NullMarked
package dev.ferry.it.structure.planted.ssh.across;
