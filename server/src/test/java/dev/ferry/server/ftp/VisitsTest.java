package dev.ferry.server.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.core.work.Event;
import dev.ferry.server.net.LiveSession;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is told of sessions, and how they are seen and ended from outside.
class VisitsTest {

    private static List<Event> ended(TestServer server) {
        Await.until(() -> server.visits.stream().anyMatch(it -> it instanceof Event.SessionClosed));
        return server.visits;
    }

    private static Event.SessionClosed closed(TestServer server) {
        return (Event.SessionClosed) ended(server).getLast();
    }

    @Test
    void aSessionIsToldFromItsOpeningToItsEndWithWhatItMoved() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    Dialogue.LOGIN
                            + """
                            > EPSV
                            < 229 *
                            > STOR a
                            < 150 *
                            >>12345
                            < 226 *
                            > EPSV
                            < 229 *
                            > REST 2
                            < 350 *
                            > RETR a
                            < 150 *
                            <<345
                            < 226 *
                            > QUIT
                            < 221 *
                            <EOF
                            """);
            assertThat(ended(talk.server))
                    .hasExactlyElementsOfTypes(
                            Event.SessionOpened.class,
                            Event.LoggedIn.class,
                            Event.LoggedOut.class,
                            Event.SessionClosed.class);
            Event.SessionClosed closed = closed(talk.server);
            assertThat(closed.counts()).isEqualTo(new Event.Counts(1, 1, 0, 5, 3));
            assertThat(closed.why()).isEqualTo("QUIT");
            assertThat(closed.who().account()).isEqualTo("admin");
            assertThat(talk.server.events.getLast())
                    .isInstanceOfSatisfying(
                            Event.Downloaded.class,
                            down -> {
                                assertThat(down.moved().offset()).isEqualTo(2);
                                assertThat(down.moved().firstByte()).isPresent();
                                assertThat(down.version()).isPresent();
                            });
        }
    }

    @Test
    void aWrongPasswordIsToldWithTheNameThatWasSaid() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(
                    """
                    < 220 *
                    > USER o'neil"*)(%u
                    < 331 *
                    > PASS hush
                    < 530 *
                    > QUIT
                    < 221 *
                    <EOF
                    """);
            ended(talk.server);
            assertThat(talk.server.visits.get(1))
                    .isInstanceOfSatisfying(
                            Event.LoginRefused.class,
                            refused -> {
                                assertThat(refused.who().account()).isEqualTo("o'neil\"*)(%u");
                                assertThat(refused.why()).isEqualTo("no such account");
                                assertThat(refused.method()).isEqualTo("password");
                            });
            assertThat(talk.server.visits).noneMatch(it -> it.toString().contains("hush"));
        }
    }

    @Test
    void reinIsALogout() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(Dialogue.LOGIN + "> REIN\n< 220 *\n> QUIT\n< 221 *\n<EOF");
            assertThat(ended(talk.server))
                    .hasExactlyElementsOfTypes(
                            Event.SessionOpened.class,
                            Event.LoggedIn.class,
                            Event.LoggedOut.class,
                            Event.SessionClosed.class);
        }
    }

    @Test
    void anEndWithoutQuitIsToldForWhatItWas() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(Dialogue.LOGIN);
            talk.client().close();
            assertThat(closed(talk.server).why()).isEqualTo("the client hung up");
        }
    }

    @Test
    void whoIsThereIsSeenAndCanBeSentAway() throws Exception {
        try (var talk = new Dialogue()) {
            talk.play(Dialogue.LOGIN);
            List<LiveSession> live = talk.server.server.sessions().live();
            assertThat(live).hasSize(1);
            LiveSession one = live.getFirst();
            assertThat(one.account()).contains("admin");
            assertThat(one.address()).isEqualTo("127.0.0.1");
            assertThat(one.doing()).isEmpty();
            assertThat(talk.server.server.sessions().kick(it -> it.id().equals("ftp-99"), "me"))
                    .isEmpty();
            assertThat(talk.server.server.sessions().kick(it -> it.id().equals(one.id()), "me"))
                    .hasSize(1);
            talk.play("< 421 An operator *\n<EOF");
            assertThat(closed(talk.server).why()).isEqualTo("ended by me");
            Await.until(() -> talk.server.server.sessions().live().isEmpty());
        }
    }
}
