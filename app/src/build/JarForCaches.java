import java.io.ByteArrayOutputStream;
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
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.crypto.Cipher;

/// Writes a jar anew so that a cache of classes takes what is in it: the same code, but
///
/// - classes in a format of before Java 6 get the stack maps that a cache wants;
/// - signatures are left out. No cache takes a signed class; worse, each start of a program whose
///   cache knows of one opens the jar and verifies it, a tenth of a second for Bouncy Castle.
///
/// Whoever gets to see the new jar can rely on it: each changed class was loaded and verified, and
/// ciphers of the jar's providers were found, which some JDKs give out of signed jars alone. Ends with
/// an error, and without a new jar, where one of these fails. A jar that needs none of this is left.
///
///     java JarForCaches.java OLD.jar NEW.jar
public final class JarForCaches {

    private static final int WITH_STACK_MAPS = 50;
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private JarForCaches() {}

    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[1]);
        try {
            List<String> changed;
            try (var from = new ZipFile(args[0]);
                    var to = new ZipOutputStream(Files.newOutputStream(target))) {
                changed = written(from, to);
            }
            if (changed.isEmpty()) {
                Files.delete(target);
                return;
            }
            tryOut(target, changed);
            System.out.println(target.getFileName() + ": " + changed.size() + " entries changed");
        } catch (Exception | LinkageError e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private static void tryOut(Path jar, List<String> changed) throws Exception {
        URL[] urls = {jar.toUri().toURL()};
        try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            for (String entry : changed) {
                if (!entry.endsWith(".class")) continue;
                String name = entry.substring(0, entry.length() - ".class".length());
                Class.forName(name.replace('/', '.'), true, loader);
            }
            for (Provider provider : ServiceLoader.load(Provider.class, loader)) {
                if (provider.getClass().getClassLoader() == loader) findCiphers(provider);
            }
        }
    }

    private static void findCiphers(Provider provider) throws GeneralSecurityException {
        for (Provider.Service service : provider.getServices()) {
            if (service.getType().equals("Cipher")) {
                Cipher.getInstance(service.getAlgorithm(), provider);
                return;
            }
        }
    }

    /// @return the entries that were changed or left out
    private static List<String> written(ZipFile from, ZipOutputStream to) throws IOException {
        var changed = new ArrayList<String>();
        boolean signed =
                from.stream().anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches());
        ClassFile format = format(from);
        for (ZipEntry entry : Collections.list(from.entries())) {
            String name = entry.getName();
            byte[] bytes = from.getInputStream(entry).readAllBytes();
            if (SIGNATURE.matcher(name).matches()) {
                changed.add(name);
                continue;
            }
            if (signed && name.equals(MANIFEST)) bytes = withoutDigests(from.getInputStream(entry));
            if (name.endsWith(".class")) {
                ClassModel model = format.parse(bytes);
                if (model.majorVersion() < WITH_STACK_MAPS) {
                    bytes = format.transformClass(model, newer());
                    changed.add(name);
                }
            }
            to.putNextEntry(new ZipEntry(name));
            to.write(bytes);
            to.closeEntry();
        }
        return changed;
    }

    private static byte[] withoutDigests(InputStream old) throws IOException {
        var manifest = new Manifest(old);
        manifest.getEntries().clear();
        var bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
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
