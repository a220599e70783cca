package dev.ferry.server.ftp;

import dev.ferry.server.net.House;
import dev.ferry.server.net.Lounge;
import dev.ferry.server.net.Selectors;
import dev.ferry.server.net.Tls;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/// What all FTP sessions of one server share.
///
/// @param house what they share with all others
/// @param crew who carries conversations and transfers on
/// @param watch what is to be done later, or now and then; never for long
/// @param lounge where sessions wait whose clients are silent
/// @param tls empty where there is none
record Premises(
        FtpSettings settings,
        House house,
        Selectors selectors,
        ReplyCounts replies,
        Crew crew,
        ScheduledExecutorService watch,
        Lounge lounge,
        Optional<Tls> tls) {}
