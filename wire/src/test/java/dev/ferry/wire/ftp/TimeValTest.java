package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeValTest {

    private static final long FIRST = Instant.parse("1000-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    @ParameterizedTest
    @CsvSource({
        "20020717210715, 2002-07-17T21:07:15Z",
        "19700101000000, 1970-01-01T00:00:00Z",
        "19991231235959.999, 1999-12-31T23:59:59.999Z",
        "20240229120000, 2024-02-29T12:00:00Z",
        "10000101000000, 1000-01-01T00:00:00Z",
        "99991231235959, 9999-12-31T23:59:59Z",
        "20200101000000.5, 2020-01-01T00:00:00.5Z",
        "20200101000000.000, 2020-01-01T00:00:00Z",
        "20200101000000.1234567891, 2020-01-01T00:00:00.123456789Z",
        "20161231235960, 2016-12-31T23:59:59Z",
        "20161231235960.25, 2016-12-31T23:59:59.25Z",
    })
    void aTimeIsReadInUtc(String text, Instant time) {
        assertThat(TimeVal.parse(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2020",
                "2020010100000",
                "202001010000000",
                "20200101000000.",
                "20200101000000.x",
                "20200101000000,5",
                "20200101000000.5.5",
                "20200101000000.-5",
                "2020010100000x",
                "+2020010100000",
                "-2020010100000",
                " 20200101000000",
                "20200101000000 ",
                "20200001000000",
                "20201301000000",
                "20200100000000",
                "20200132000000",
                "20200431000000",
                "20210229000000",
                "19000229000000",
                "20200230000000",
                "20200101240000",
                "20200101006000",
                "20200101000060",
                "20200101120060",
                "20200101000061",
                "20200101235961",
                "09991231235959",
                "00000101000000",
                "２０２００１０１００００００"
            })
    void whatTheCalendarHasNotIsNoTime(String text) {
        assertThat(TimeVal.parse(text)).isEmpty();
    }

    @Test
    void millisecondsAreWrittenWhereThereAreAny() {
        assertThat(TimeVal.of(Instant.parse("2002-07-17T21:07:15Z"))).isEqualTo("20020717210715");
        assertThat(TimeVal.of(Instant.parse("2002-07-17T21:07:15.007Z")))
                .isEqualTo("20020717210715.007");
        assertThat(TimeVal.of(Instant.parse("2002-07-17T21:07:15.000999999Z")))
                .isEqualTo("20020717210715");
    }

    @Test
    void aTimeBeyondFourDigitsOfAYearBecomesTheNearestWithin() {
        assertThat(TimeVal.of(Instant.MIN)).isEqualTo("10000101000000");
        assertThat(TimeVal.of(Instant.MAX)).isEqualTo("99991231235959.999");
    }

    @Test
    void everyTimeToTheMillisecondIsReadBackAsItWas() {
        qt().withExamples(5_000)
                .forAll(longs().between(FIRST, LAST))
                .checkAssert(millis -> {
                    Instant time = Instant.ofEpochMilli(millis);
                    assertThat(TimeVal.parse(TimeVal.of(time))).contains(time);
                });
    }

    @Test
    void theCalendarIsThatOfTheJdk() {
        var jdk = DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);
        qt().forAll(longs().between(FIRST / 1000, LAST / 1000))
                .checkAssert(second -> {
                    Instant time = Instant.ofEpochSecond(second);
                    assertThat(TimeVal.of(time)).isEqualTo(jdk.format(time));
                });
    }

    @Test
    void noTextMakesItThrow() {
        qt().forAll(strings().allPossible().ofLengthBetween(0, 20))
                .checkAssert(text -> assertThat(TimeVal.parse(text)).isNotNull());
        qt().forAll(strings().betweenCodePoints('.', '9').ofLengthBetween(12, 20))
                .checkAssert(text -> assertThat(TimeVal.parse(text)).isNotNull());
    }
}
