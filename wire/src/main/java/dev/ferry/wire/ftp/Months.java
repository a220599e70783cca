package dev.ferry.wire.ftp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Names of months as listings shorten them, in the languages in which servers were seen to.
final class Months {

    private static final String[] NAMES = {
        "jan january januar janv janvier ene enero gen gennaio ian oca sty led tammi tam janeiro янв січ",
        "feb february februar fév févr fevr fevrier février febrero febbraio fev fevereiro helmi hel"
                + " lut úno uno şub sub febr фев лют",
        "mar march mär mrz maerz märz maer mars marzo março mrt maa maalis már márc bře bre mart мар"
                + " бер",
        "apr april avr avril abr abril aprile huhti huh ápr kwi dub nis апр кві",
        "may mai mayo mag maggio maio mei maj touko tou máj kvě kve mayıs май мая тра",
        "jun june juni juin junio giu giugno junho kesä kes jún cze čer cer haz iun июн чер juny",
        "jul july juli juil juillet julio lug luglio julho heinä hei júl lip čvc cvc tem iul июл лип",
        "aug august ago agosto août aou aoû elo sie srp ağu agu авг сер",
        "sep sept september septembre septiembre set settembre setembro syys syy sze szept wrz zář zar"
                + " eyl сен сент вер",
        "oct october okt oktober octobre octubre ott ottobre out outubro loka lok paź paz říj rij eki"
                + " окт жов",
        "nov november novembre noviembre novembro marras marr lis kas noi ноя нояб лис",
        "dec december dez dezember déc decembre décembre dic diciembre dicembre dezembro joulu jou"
                + " des gru pro ara дек гру"
    };

    private static final Map<String, Integer> NUMBERS = numbers();

    private static final int LONGEST = 12;

    private Months() {}

    private static Map<String, Integer> numbers() {
        var numbers = new HashMap<String, Integer>();
        for (int i = 0; i < NAMES.length; i++) {
            for (String name : NAMES[i].split(" ", -1)) numbers.putIfAbsent(name, i + 1);
        }
        return Map.copyOf(numbers);
    }

    /// 1 to 12; 0 where `word` names no month. Upper and lower case and a dot behind do not matter;
    /// `1月` and `1월` are January.
    static int number(String word) {
        if (word.isEmpty() || word.length() > LONGEST) return 0;
        char last = word.charAt(word.length() - 1);
        if (last == '月' || last == '월') {
            long number = Digits.value(word, 0, word.length() - 1);
            return number >= 1 && number <= 12 ? (int) number : 0;
        }
        String bare = last == '.' || last == ',' ? word.substring(0, word.length() - 1) : word;
        return NUMBERS.getOrDefault(bare.toLowerCase(Locale.ROOT), 0);
    }
}
