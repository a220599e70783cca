package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.wire.ftp.ListOptions.Form;
import dev.ferry.wire.ftp.ListOptions.Option;
import dev.ferry.wire.ftp.ListOptions.Order;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ListOptionsTest {

    private static ListOptions of(String letters) {
        return ListOptions.of(letters, "-" + letters);
    }

    @Test
    void eachLetterThatMeansSomethingIsObeyed() {
        assertThat(of("a").options()).containsExactly(Option.ALL);
        assertThat(of("A").options()).containsExactly(Option.ALL);
        assertThat(of("RdFL").options())
                .containsExactlyInAnyOrder(
                        Option.RECURSIVE, Option.ITSELF, Option.MARKED, Option.FOLLOWED);
        assertThat(of("t").order()).isEqualTo(Order.TIME);
        assertThat(of("S").order()).isEqualTo(Order.SIZE);
        assertThat(of("l").form()).isEqualTo(Form.LONG);
        assertThat(of("1").form()).isEqualTo(Form.NAMES);
    }

    @Test
    void ofThoseThatExcludeOneAnotherLsDecides() {
        assertThat(of("tS").order()).isEqualTo(Order.SIZE);
        assertThat(of("St").order()).isEqualTo(Order.TIME);
        assertThat(of("tU").order()).isEqualTo(Order.NONE);
        assertThat(of("l1").form()).isEqualTo(Form.LONG);
        assertThat(of("1l").form()).isEqualTo(Form.LONG);
    }

    @Test
    void reversedAloneIsByName() {
        assertThat(of("r").order()).isEqualTo(Order.NAME);
        assertThat(of("tr").order()).isEqualTo(Order.TIME);
        assertThat(of("r").options()).containsExactly(Option.REVERSED);
    }

    @Test
    void whatMeansNothingHereIsPassedOver() {
        assertThat(of("hCT")).isEqualTo(ListOptions.NONE);
        assertThat(of("xyz").options()).isEqualTo(Set.of());
    }

    @Test
    void aWordThatNoClientSendsMayBeAName() {
        assertThat(of("la").perhapsName()).isEmpty();
        assertThat(of("backup").perhapsName()).isEqualTo("-backup");
        assertThat(CommandParser.parse("LIST -backup -x"))
                .isInstanceOfSatisfying(
                        Command.List.class,
                        list -> assertThat(list.options().perhapsName()).isEqualTo("-backup -x"));
        assertThat(CommandParser.parse("LIST -backup --"))
                .isInstanceOfSatisfying(
                        Command.List.class,
                        list -> assertThat(list.options().perhapsName()).isEmpty());
    }
}
