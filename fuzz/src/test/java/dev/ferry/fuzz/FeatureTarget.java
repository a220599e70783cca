package dev.ferry.fuzz;

import dev.ferry.wire.ftp.FeatureSet;
import dev.ferry.wire.ftp.Reply;
import dev.ferry.wire.ftp.ReplyParser.Outcome;
import java.nio.ByteBuffer;

/// The answer to FEAT as the client reads it: any reply has features, and they can be asked for.
public final class FeatureTarget {

    private FeatureTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (!(Must.parser().take(ByteBuffer.wrap(data)) instanceof Outcome.Complete(Reply reply))) {
            return;
        }
        FeatureSet features = FeatureSet.of(reply);
        for (String name : features.names()) {
            Must.hold(features.has(name), "a feature that is not there: " + name);
            for (String word : features.words(name)) features.has(name, word);
        }
        features.hasFact("size");
        features.bestHash();
        features.bestSum();
    }
}
