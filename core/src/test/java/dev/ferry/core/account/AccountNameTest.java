package dev.ferry.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "admin",
                "Bob.Miller",
                "x_1-2",
                "anna@example.org",
                "_",
                "@",
                "7",
                "größe",
                "Ольга",
                "田中",
                "हिन्दी",
                "a.",
                "a..b"
            })
    void namesPeopleHaveAreTaken(String name) throws AccountException {
        AccountName.require(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | account name '': a name has at least one character",
                ".hidden | account name '.hidden': a name does not begin with '.' or '-'",
                ".. | account name '..': a name does not begin with '.' or '-'",
                "-rf | account name '-rf': a name does not begin with '.' or '-'",
                "a/b | account name 'a/b': a name consists of",
                "a\\b | account name 'a\\b': a name consists of",
                "a:b | account name 'a:b': a name consists of",
                "\"a b\" | account name 'a b': a name consists of",
                "a*b | account name 'a*b': a name consists of",
                "a'b | account name 'a'b': a name consists of",
                "a%u | account name 'a%u': a name consists of",
                "\"a\nb\" | account name 'a\\u000Ab': a name consists of",
                "\"a\u0000\" | account name 'a\\u0000': a name consists of",
                "\"a\u007f\" | account name 'a\\u007F': a name consists of",
                "\"a\u202eb\" | account name 'a\\u202Eb': a name consists of",
                "\"a\u200db\" | account name 'a\\u200Db': a name consists of",
                "\"a\ufffd41\" | a name consists of",
                "\u0301a | a name consists of",
                "e\u0301 | accents are to be written in one piece"
            })
    void othersAreRefusedByNameAndRule(String name, String message) {
        assertThatThrownBy(() -> AccountName.require(name))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining(message);
    }

    @Test
    void sixtyFourCharactersAreTakenAndOneMoreIsNot() throws AccountException {
        AccountName.require("x".repeat(64));

        assertThatThrownBy(() -> AccountName.require("x".repeat(65)))
                .hasMessageEndingWith("a name has at most 64 characters");
    }

    @Test
    void aLoneSurrogateIsNoLetter() {
        assertThatThrownBy(() -> AccountName.require("a\ud800"))
                .hasMessageStartingWith("account name 'a\\uD800': a name consists of");
    }

    @Test
    void namesThatDifferInCaseAloneFoldAlike() {
        assertThat(AccountName.folded("GRÖSSE")).isEqualTo(AccountName.folded("größe"));
        assertThat(AccountName.folded("bob")).isNotEqualTo(AccountName.folded("rob"));
    }
}
