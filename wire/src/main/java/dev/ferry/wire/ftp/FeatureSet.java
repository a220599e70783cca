package dev.ferry.wire.ftp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a server says it can do, from its answer to FEAT (RFC 2389 §3.2). A server that does not
/// know FEAT has none.
///
/// @param parameters by the feature's name in upper case: what stands behind the name, in the order
///   in which it came
public record FeatureSet(Map<String, List<String>> parameters) {

    public static final FeatureSet NONE = new FeatureSet(Map.of());

    public FeatureSet {
        parameters = Map.copyOf(parameters);
    }

    /// The features of a reply to FEAT: each line between the first and the last is one. Servers
    /// that repeat the code on each of these lines, or leave the blank in front out, are
    /// understood.
    public static FeatureSet of(Reply reply) {
        if (reply.code() / 100 != 2 || reply.lines().size() < 3) return NONE;
        var found = new HashMap<String, List<String>>();
        for (String line : reply.lines().subList(1, reply.lines().size() - 1)) {
            String said = line.strip();
            int blank = said.indexOf(' ');
            String name = (blank < 0 ? said : said.substring(0, blank)).toUpperCase(Locale.ROOT);
            if (name.isEmpty()) continue;
            String behind = blank < 0 ? "" : said.substring(blank + 1).strip();
            found.computeIfAbsent(name, _ -> new ArrayList<>()).add(behind);
        }
        return new FeatureSet(found);
    }

    /// @param name in upper case
    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /// Whether `name` is there with that word behind it, as `REST STREAM` and `AUTH TLS`.
    ///
    /// @param name in upper case
    public boolean has(String name, String word) {
        return words(name).stream().anyMatch(word::equalsIgnoreCase);
    }

    /// The words behind `name`, parted at blanks and `;`, without the star of what is selected.
    public List<String> words(String name) {
        var words = new ArrayList<String>();
        for (String line : parameters.getOrDefault(name, List.of())) {
            for (String word : line.split("[ ;]+", -1)) {
                String bare = word.endsWith("*") ? word.substring(0, word.length() - 1) : word;
                if (!bare.isEmpty()) words.add(bare);
            }
        }
        return List.copyOf(words);
    }

    /// Whether MLST and MLSD work, and with them `fact`.
    ///
    /// @param fact in lower case
    public boolean hasFact(String fact) {
        return words("MLST").stream().anyMatch(fact::equalsIgnoreCase);
    }

    /// The strongest sum that HASH offers; empty where there is no HASH.
    public Optional<HashFunction> bestHash() {
        List<String> offered = words("HASH");
        for (HashFunction function : HashFunction.values()) {
            if (offered.stream().anyMatch(function.text()::equalsIgnoreCase)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    /// The strongest sum that one of the older commands offers, by its verb (`XSHA256`); empty
    /// where there is none.
    public Optional<Sum> bestSum() {
        for (Sum sum : Sum.values()) {
            if (has(sum.name())) return Optional.of(sum);
        }
        return Optional.empty();
    }

    /// The names of all features, in upper case.
    public Set<String> names() {
        return parameters.keySet();
    }

    /// A checksum command that came before HASH, by its verb.
    public enum Sum {
        XSHA512(HashFunction.SHA_512),
        XSHA256(HashFunction.SHA_256),
        XSHA1(HashFunction.SHA_1),
        XSHA(HashFunction.SHA_1),
        XMD5(HashFunction.MD5),
        MD5(HashFunction.MD5),
        XCRC(HashFunction.CRC32);

        private final HashFunction function;

        Sum(HashFunction function) {
            this.function = function;
        }

        public HashFunction function() {
            return function;
        }
    }
}
