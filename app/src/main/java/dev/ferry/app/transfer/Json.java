package dev.ferry.app.transfer;

/// One JSON object on one line, member by member.
final class Json {

    private final StringBuilder text = new StringBuilder(160).append('{');

    static Json event(String name) {
        return new Json().with("event", name);
    }

    Json with(String name, String value) {
        string(member(name), value);
        return this;
    }

    Json with(String name, long value) {
        member(name).append(value);
        return this;
    }

    Json with(String name, boolean value) {
        member(name).append(value);
        return this;
    }

    Json with(String name, double value) {
        member(name).append(Math.round(value * 1000) / 1000.0);
        return this;
    }

    Json with(String name, Iterable<String> values) {
        member(name).append('[');
        boolean first = true;
        for (String value : values) {
            if (!first) text.append(',');
            string(text, value);
            first = false;
        }
        text.append(']');
        return this;
    }

    Json with(String name, Json value) {
        member(name).append(value);
        return this;
    }

    Json without(String name) {
        member(name).append("null");
        return this;
    }

    static Json object() {
        return new Json();
    }

    private StringBuilder member(String name) {
        if (text.length() > 1) text.append(',');
        string(text, name);
        return text.append(':');
    }

    private static void string(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean alone =
                            Character.isSurrogate(c)
                                    && !(Character.isHighSurrogate(c)
                                            && i + 1 < value.length()
                                            && Character.isLowSurrogate(value.charAt(i + 1)))
                                    && !(Character.isLowSurrogate(c)
                                            && i > 0
                                            && Character.isHighSurrogate(value.charAt(i - 1)));
                    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || alone) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
