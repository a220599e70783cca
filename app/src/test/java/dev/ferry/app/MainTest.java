package dev.ferry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

    @Test
    void aloneItPrintsHelp() {
        var ran = Ran.ferry();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("Usage: ferry").contains("serve", "Exit codes:");
    }

    @Test
    void theVersionSaysWhatRunsOnWhat() {
        assertThat(Ran.ferry("version").out())
                .contains("ferry 0.", "java " + Runtime.version(), System.getProperty("os.name"));
        assertThat(Ran.ferry("--version").out()).isEqualTo(Ran.ferry("version").out());
    }

    @Test
    void everyCommandHasHelpWithAnExampleThatBeginsWithItsName() {
        for (CommandLine command : all(Main.commands())) {
            var spec = command.getCommandSpec();
            String usage = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
            if (command.getSubcommands().isEmpty()) {
                assertThat(usage).contains("Example").contains("  " + spec.qualifiedName());
            }
            String[] words = spec.qualifiedName().split(" ");
            String[] asked = new String[words.length];
            System.arraycopy(words, 1, asked, 0, words.length - 1);
            asked[words.length - 1] = "--help";
            assertThat(Ran.ferry(asked)).isEqualTo(new Ran(0, usage, ""));
            asked[words.length - 1] = "--hepl";
            assertThat(Ran.ferry(asked).err()).contains("did you mean --help?");
        }
    }

    @Test
    void aCommandThatIsNamedIsReadAlone() {
        for (var each : Main.commands().getSubcommands().entrySet()) {
            assertThat(each.getValue().getCommandName()).isEqualTo(each.getKey());
            if (each.getKey().equals("help")) continue;
            assertThat(Main.commands(each.getKey(), "x").getSubcommands())
                    .containsOnlyKeys(each.getKey());
        }
    }

    @Test
    void helpGoesAsDeepAsCommandsDo() {
        assertThat(Ran.ferry("help", "user", "add")).isEqualTo(Ran.ferry("user", "add", "--help"));
        assertThat(Ran.ferry("help", "usr").err())
                .isEqualTo("ferry: there is no command 'usr', did you mean user?\n");
    }

    @Test
    void aSlipIsAnsweredInOneLineWithTheNearestWord() {
        refused(
                "unknown option '--ftp-prot', did you mean --ftp-port?",
                "serve",
                "--ftp-prot",
                "1");
        refused("unknown option '--ftp-prot', did you mean --ftp-port?", "serve", "--ftp-prot=1");
        refused("unknown command 'sevre', did you mean serve?", "sevre");
        refused("unknown command 'lst', did you mean list?", "user", "lst");
        refused("one word too many: 'now'", "serve", "now");
        refused("missing required parameter: 'NAME'", "user", "add");
        refused("missing required parameter", "user", "allow", "anna", "/");
        refused("it takes one of", "user");
        refused("it takes one of", "config");
        refused("--ftp-port: 'x\\ny' is not a port", "serve", "--ftp-port", "x\ny");
        refused("--bind: 'no such host' is not an address", "serve", "--bind", "no such host");
        refused("every port is off", "serve", "--ftp-port", "off", "--sftp-port", "off");
        refused("--read-only", "user", "add", "anna", "--read-only", "--write-only");
    }

    private static void refused(String why, String... args) {
        var ran = Ran.ferry(args);
        assertThat(ran.err()).startsWith("ferry: ").contains(why).hasLineCount(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(2);
    }

    private static List<CommandLine> all(CommandLine from) {
        var all = new ArrayList<CommandLine>();
        all.add(from);
        from.getSubcommands().values().forEach(command -> all.addAll(all(command)));
        return all;
    }
}
