package dev.ferry.server.sftp;

import dev.ferry.server.net.House;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/// What all SFTP sessions of one server share.
///
/// @param house what they share with all others
/// @param crew threads, as many as are wanted at once: one for each conversation, and one for each
///   login under way
/// @param watch what is to be done later, or now and then; never for long
record SftpPremises(
        SftpSettings settings,
        SftpBounds bounds,
        House house,
        Executor crew,
        ScheduledExecutorService watch) {}
