package dev.thermocline.stack.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Which of our modules a module is made of, read from their pom.xml files. */
final class Modules {
  private static final String OURS = "dev.thermocline";

  private final Path checkout;
  private final Map<String, Set<String>> direct = new HashMap<>();

  Modules(Path checkout) {
    this.checkout = checkout;
  }

  /** The module and everything of ours that it needs at run time. */
  SortedSet<String> behind(String module) throws IOException {
    SortedSet<String> found = new TreeSet<>();
    collect(module, found);
    return found;
  }

  private void collect(String module, Set<String> found) throws IOException {
    if (found.add(module)) {
      for (String needed : direct(module)) {
        collect(needed, found);
      }
    }
  }

  private Set<String> direct(String module) throws IOException {
    Set<String> known = direct.get(module);
    if (known == null) {
      known = read(checkout.resolve(module).resolve("pom.xml"));
      direct.put(module, known);
    }
    return known;
  }

  private static Set<String> read(Path pom) throws IOException {
    Set<String> needed = new HashSet<>();
    try {
      Element project =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(pom.toFile())
              .getDocumentElement();
      NodeList dependencies = project.getElementsByTagName("dependency");
      for (int i = 0; i < dependencies.getLength(); i++) {
        Element dependency = (Element) dependencies.item(i);
        if (text(dependency, "groupId").equals(OURS) && !text(dependency, "scope").equals("test")) {
          needed.add(text(dependency, "artifactId"));
        }
      }
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(pom + " is no readable XML: " + e.getMessage(), e);
    }
    return needed;
  }

  private static String text(Element parent, String name) {
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals(name)) {
        return child.getTextContent().strip();
      }
    }
    return "";
  }
}
