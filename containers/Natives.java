import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Leaves in the jars of a folder no native library but those for Linux on this processor. */
class Natives {
  private static final Set<String> ENDINGS_ELSEWHERE =
      Set.of("dll", "dylib", "jnilib", "lib", "pdb");

  private static final List<String> ELSEWHERE =
      List.of("win", "osx", "darwin", "mac", "bsd", "aix", "sunos", "solaris");

  static void main(String[] folders) throws IOException {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    List<String> here =
        arm ? List.of("aarch64", "arm64", "aarch_64") : List.of("amd64", "x86_64", "x86-64", "x64");
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
          strip(jar, here);
        }
      }
    }
  }

  private static void strip(Path jar, List<String> here) throws IOException {
    try (ZipFile all = new ZipFile(jar.toFile())) {
      Set<String> foreign =
          Set.copyOf(
              all.stream().map(ZipEntry::getName).filter(name -> isForeign(name, here)).toList());
      if (foreign.isEmpty()) {
        return;
      }
      Path lean = jar.resolveSibling(jar.getFileName() + ".lean");
      try (OutputStream file = Files.newOutputStream(lean);
          ZipOutputStream out = new ZipOutputStream(file)) {
        for (ZipEntry entry : all.stream().filter(one -> !foreign.contains(one.getName())).toList()) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          all.getInputStream(entry).transferTo(out);
          out.closeEntry();
        }
      }
      long before = Files.size(jar);
      Files.move(lean, jar, StandardCopyOption.REPLACE_EXISTING);
      System.out.printf("%s: %d to %d MB%n", jar.getFileName(), before >> 20, Files.size(jar) >> 20);
    }
  }

  private static boolean isForeign(String name, List<String> processor) {
    String path = name.toLowerCase(Locale.ROOT);
    String ending = path.substring(path.lastIndexOf('.') + 1);
    if (ENDINGS_ELSEWHERE.contains(ending) || path.contains(".dsym/")) {
      return true;
    }
    boolean library = ending.equals("so") || ending.equals("a") || path.contains(".so_");
    boolean linux = path.contains("linux") || ELSEWHERE.stream().noneMatch(path::contains);
    boolean here = linux && !path.contains("android") && processor.stream().anyMatch(path::contains);
    return library && !here;
  }
}
