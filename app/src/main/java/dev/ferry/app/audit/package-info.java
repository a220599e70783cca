/// The audit log: who did what, in files of one JSON line each; written by the server, read by
/// `ferry audit`.
@NullMarked
package dev.ferry.app.audit;

import org.jspecify.annotations.NullMarked;
