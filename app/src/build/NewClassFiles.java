import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Writes a jar anew whose classes are in a format of before Java 6, which no cache of classes takes:
/// the same code, with the stack maps that it takes. Each class is loaded and verified before anybody
/// gets to see the new jar.
///
///     java NewClassFiles.java OLD.jar NEW.jar
public final class NewClassFiles {

    private static final int WITH_STACK_MAPS = 50;

    private NewClassFiles() {}

    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[1]);
        List<String> names;
        try (var from = new ZipFile(args[0]);
                var to = new ZipOutputStream(Files.newOutputStream(target))) {
            names = written(from, to);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(target);
            throw e;
        }
        try (var loader =
                new URLClassLoader(
                        new URL[] {target.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            for (String name : names) Class.forName(name, true, loader);
        } catch (Exception | LinkageError e) {
            Files.deleteIfExists(target);
            throw e;
        }
        System.out.println(target.getFileName() + ": " + names.size() + " classes written anew");
    }

    /// @return the names of the classes that were changed
    private static List<String> written(ZipFile from, ZipOutputStream to) throws IOException {
        var names = new ArrayList<String>();
        ClassFile format = format(from);
        for (ZipEntry entry : Collections.list(from.entries())) {
            byte[] bytes = from.getInputStream(entry).readAllBytes();
            if (entry.getName().endsWith(".class")) {
                ClassModel model = format.parse(bytes);
                if (model.majorVersion() < WITH_STACK_MAPS) {
                    bytes = format.transformClass(model, newer());
                    names.add(model.thisClass().asInternalName().replace('/', '.'));
                }
            }
            to.putNextEntry(new ZipEntry(entry.getName()));
            to.write(bytes);
            to.closeEntry();
        }
        return names;
    }

    /// Classes of the jar and of the JDK are known to it, which stack maps need.
    private static ClassFile format(ZipFile jar) {
        ClassHierarchyResolver ofJar =
                ClassHierarchyResolver.ofResourceParsing(
                        description -> {
                            String text = description.descriptorString();
                            ZipEntry entry =
                                    jar.getEntry(text.substring(1, text.length() - 1) + ".class");
                            try {
                                InputStream none = null;
                                return entry == null ? none : jar.getInputStream(entry);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        return ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ConstantPoolSharingOption.NEW_POOL,
                ClassFile.ClassHierarchyResolverOption.of(
                        ofJar.orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private static ClassTransform newer() {
        return ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                .andThen(
                        (type, element) -> {
                            if (element instanceof ClassFileVersion) {
                                type.withVersion(ClassFile.JAVA_8_VERSION, 0);
                            } else {
                                type.with(element);
                            }
                        });
    }
}
