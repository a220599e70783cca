package dev.ferry.app.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One line of the audit log, read again.
///
/// @param line as it stands in the file, without its end
/// @param facts each by its name, as text, in the order of the line
record AuditEntry(String line, Instant time, Map<String, String> facts) {

    private static final JsonFactory JSON = new JsonFactory();

    /// Empty where the line is none of ours, or not all of one.
    static Optional<AuditEntry> of(String line) {
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) return Optional.empty();
            var facts = new LinkedHashMap<String, String>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (!json.nextToken().isScalarValue()) return Optional.empty();
                facts.put(name, json.getText());
            }
            boolean whole = json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
            String time = facts.get("time");
            if (!whole || time == null || !facts.containsKey("event")) return Optional.empty();
            return Optional.of(new AuditEntry(line, Instant.parse(time), facts));
        } catch (IOException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    String fact(String name) {
        return facts.getOrDefault(name, "");
    }
}
