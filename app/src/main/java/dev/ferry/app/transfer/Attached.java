package dev.ferry.app.transfer;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// For an option that may have a value: only after `=`. What stands behind a blank is no value, but
/// the next argument, such as a URL.
final class Attached implements IParameterPreprocessor {

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's
    public boolean preprocess(
            Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> how) {
        if (" ".equals(how.get("separator"))) {
            arguments.push(((OptionSpec) option).fallbackValue());
        }
        return false;
    }
}
