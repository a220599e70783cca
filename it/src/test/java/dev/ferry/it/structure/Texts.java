package dev.ferry.it.structure;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.util.ArrayList;
import java.util.List;

/// The texts that stand in a class, as its code wrote them.
final class Texts {

    private Texts() {}

    static List<String> of(JavaClass item) {
        var texts = new ArrayList<String>();
        try (InputStream in = item.getSource().orElseThrow().getUri().toURL().openStream()) {
            for (var entry : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
                if (entry instanceof StringEntry text) texts.add(text.stringValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
