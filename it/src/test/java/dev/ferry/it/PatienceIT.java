package dev.ferry.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.it.RawFtp.Data;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// How long the server waits for what: each time is a setting of its own, short here while all
/// others are long. And how long it takes to say no.
@ExtendWith(Harbour.Pilot.class)
final class PatienceIT {

    private static final List<String> TIMES =
            List.of("idle-timeout", "login-timeout", "data-timeout", "stall-timeout");

    private final Harbour harbour;
    private final Path here;

    PatienceIT(Harbour harbour, @TempDir Path here) {
        this.harbour = harbour;
        this.here = here;
    }

    private FerryProcess serve(String config) throws IOException {
        Path file = Files.writeString(here.resolve("ferry.yaml"), config);
        FerryProcess ferry = FerryProcess.serve("--config", file.toString());
        ferry.addUser(Harbour.USER, Harbour.PASSWORD);
        return ferry;
    }

    private FerryProcess impatient(String which) throws IOException {
        return impatient(which, "3s");
    }

    /// @param which of the times is short
    private FerryProcess impatient(String which, String patience) throws IOException {
        var config = new StringBuilder("ftp:\n");
        for (String time : TIMES) {
            String value = time.equals(which) ? patience : "1h";
            config.append("  ").append(time).append(": ").append(value).append('\n');
        }
        return serve(config.toString());
    }

    private static RawFtp login(FerryProcess ferry) throws IOException {
        return RawFtp.to(ferry.address(), Harbour.USER, Harbour.PASSWORD);
    }

    @Test
    void whoIsSilentIsSentAway() throws Exception {
        try (var ferry = impatient("idle-timeout");
                RawFtp client = login(ferry)) {
            client.reply(421);
            assertThat(client.isOver()).isTrue();
        }
        harbour.did("bad peer", "silent after login (ended)");
    }

    @Test
    void whoDoesNotLogInIsSentAwayHoweverMuchHeTalks() throws Exception {
        // The first login at a server takes its time, and has to be quicker.
        try (var ferry = impatient("login-timeout", "10s");
                RawFtp in = login(ferry);
                RawFtp out = RawFtp.to(ferry.address())) {
            int code = 200;
            while (code == 200) code = out.say("NOOP").code();
            assertThat(code).isEqualTo(421);
            in.say(200, "NOOP");
        }
        harbour.did("bad peer", "no login (ended)");
    }

    @Test
    void whoAsksForDataAndDoesNotFetchItIsToldSo() throws Exception {
        try (var ferry = impatient("data-timeout");
                RawFtp client = login(ferry)) {
            client.say(229, "EPSV");
            client.send("LIST");
            RawFtp.Reply reply = client.reply();
            if (reply.code() == 150) reply = client.reply();
            assertThat(reply.code()).as(reply.text()).isEqualTo(425);
            client.say(200, "NOOP");
        }
        harbour.did("bad peer", "no data connection (425)");
    }

    @Test
    void aTransferThatStandsStillIsEnded() throws Exception {
        try (var ferry = impatient("stall-timeout");
                RawFtp client = login(ferry)) {
            try (Data data = client.extended()) {
                client.say(150, "STOR /a");
                data.write(new byte[10]);
                client.reply(426);
            }
            client.say(200, "NOOP");
            assertThat(ferry.home(Harbour.USER).resolve("a")).doesNotExist();
        }
        harbour.did("bad peer", "upload that stands still (426)");
    }

    /// A wrong password and a name that nobody has: the same words, and about the same time. The
    /// hash alone takes some tens of milliseconds, so an answer without it would be told from one
    /// with it by far more than what is allowed here.
    @Test
    @DisplayName("user enumeration: time")
    void aNameThatNobodyHasIsNotToldFromAWrongPassword() throws Exception {
        int tries = Settings.sized(15, 60);
        String config =
                """
                ftp: {refusal-pause: 0s}
                limits: {wrong-passwords: 1000, ban-after: off}
                """;
        try (var ferry = serve(config)) {
            ferry.addUser("gone", Harbour.PASSWORD);
            ferry.run("user", "disable", "gone");
            login(ferry).close();
            String[] names = {Harbour.USER, "nobody", "gone"};
            double ratio = Double.MAX_VALUE;
            for (int attempt = 0; attempt < 8 && ratio > 1.5; attempt++) {
                ratio = ratio(ferry, names, tries);
            }
            assertThat(ratio).isLessThan(1.5);
        }
        harbour.did("bad peer", "guesses at names", tries * 3);
    }

    /// How much longer the median of one name is than that of another, at most.
    private static double ratio(FerryProcess ferry, String[] names, int tries) throws IOException {
        long[][] took = new long[names.length][tries];
        String said = null;
        try (RawFtp client = RawFtp.to(ferry.address())) {
            for (int i = 0; i < tries; i++) {
                for (int n = 0; n < names.length; n++) {
                    String asked = client.say(331, "USER " + names[n]).sentence();
                    long from = System.nanoTime();
                    String reply = client.say(530, "PASS wrong").sentence();
                    took[n][i] = System.nanoTime() - from;
                    String both = asked.replace(names[n], "*") + reply;
                    if (said == null) said = both;
                    assertThat(both).isEqualTo(said);
                }
            }
        }
        long[] medians = Arrays.stream(took).mapToLong(PatienceIT::median).sorted().toArray();
        return (double) medians[medians.length - 1] / medians[0];
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
