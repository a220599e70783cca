package dev.ferry.server.net;

/// TCP ports to choose from, both ends included.
///
/// @param from 1-65535, or 0 with `to` 0 for whatever the system gives
public record PortRange(int from, int to) {

    /// Whatever port the system gives.
    public static final PortRange ANY = new PortRange(0, 0);

    public PortRange {
        boolean any = from == 0 && to == 0;
        if (!any && (from < 1 || to > 65_535 || from > to)) {
            throw new IllegalArgumentException(
                    from + "-" + to + " is not a range of ports within 1-65535");
        }
    }

    /// What `50000-50100`, `50000` or `any` says.
    public static PortRange parse(String text) {
        String trimmed = text.strip();
        if (trimmed.equals("any")) return ANY;
        String[] ends = trimmed.split("-", -1);
        try {
            int from = Integer.parseInt(ends[0].strip());
            int to = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
            if (ends.length <= 2 && from > 0) return new PortRange(from, to);
        } catch (NumberFormatException _) {
            // said below, with the text as it was written
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a range of ports such as 50000-50100");
    }

    public boolean isAny() {
        return from == 0;
    }

    /// How many ports there are to choose from.
    public int size() {
        return to - from + 1;
    }

    @Override
    public String toString() {
        return isAny() ? "any" : from == to ? String.valueOf(from) : from + "-" + to;
    }
}
