package dev.thermocline.stack.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Adds up what Surefire and Failsafe wrote, and says why tests failed. */
final class SurefireReports {
  private static final int LINES_OF_REASON = 12;

  private SurefireReports() {}

  /** Counts the reports of all modules that were written since the given moment. */
  static TestCount count(Path checkout, long sinceMillis, PrintStream out) throws IOException {
    TestCount count = TestCount.NONE;
    for (Path report : reports(checkout)) {
      if (Files.getLastModifiedTime(report).toMillis() >= sinceMillis) {
        count = count.plus(count(report, out));
      }
    }
    return count;
  }

  private static List<Path> reports(Path checkout) throws IOException {
    List<Path> reports = new ArrayList<>();
    try (Stream<Path> modules = Files.list(checkout)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        for (String kind : List.of("surefire-reports", "failsafe-reports")) {
          Path folder = module.resolve("target").resolve(kind);
          if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
              files
                  .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                  .forEach(reports::add);
            }
          }
        }
      }
    }
    return reports;
  }

  private static TestCount count(Path report, PrintStream out) throws IOException {
    int passed = 0;
    int failed = 0;
    try {
      NodeList cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        String name = test.getAttribute("classname") + "." + test.getAttribute("name");
        Node trouble = first(test, "failure", "error", "skipped");
        if (trouble == null) {
          passed++;
        } else {
          failed++;
          out.println("FAILED " + name + "\n" + reason((Element) trouble));
        }
      }
    } catch (ParserConfigurationException | SAXException e) {
      out.println("FAILED " + report + " cannot be read: " + e.getMessage());
      failed++;
    }
    return new TestCount(passed, failed);
  }

  private static @Nullable Node first(Element test, String... names) {
    for (String name : names) {
      NodeList found = test.getElementsByTagName(name);
      if (found.getLength() > 0) {
        return found.item(0);
      }
    }
    return null;
  }

  private static String reason(Element trouble) {
    if (trouble.getNodeName().equals("skipped")) {
      return "    it was skipped, and a check that did not run shows nothing: "
          + trouble.getAttribute("message");
    }
    StringBuilder text = new StringBuilder();
    trouble
        .getTextContent()
        .lines()
        .limit(LINES_OF_REASON)
        .forEach(line -> text.append("    ").append(line).append('\n'));
    return text.toString();
  }
}
