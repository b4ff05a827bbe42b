package dev.thermocline.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurefireReportsTest {
  @TempDir private Path checkout;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void addsUpTheReportsOfAllModulesAndSaysWhyTestsFailed() throws IOException {
    report("one", "<testcase classname='A' name='passes'/><testcase classname='A' name='too'/>");
    report(
        "two",
        "<testcase classname='B' name='fails'><failure>expected 1 but was 2</failure></testcase>"
            + "<testcase classname='B' name='breaks'><error>no such table</error></testcase>");

    assertThat(count(0)).isEqualTo(new TestCount(2, 2));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("FAILED B.fails", "expected 1 but was 2", "FAILED B.breaks", "no such table");
  }

  @Test
  void countsASkippedTestAsFailed() throws IOException {
    report("one", "<testcase classname='A' name='x'><skipped message='no Docker'/></testcase>");

    assertThat(count(0)).isEqualTo(new TestCount(0, 1));
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("no Docker");
  }

  @Test
  void leavesOutWhatAnEarlierRunLeftBehind() throws IOException {
    report("one", "<testcase classname='A' name='passes'/>");

    assertThat(count(Long.MAX_VALUE)).isEqualTo(TestCount.NONE);
  }

  @Test
  void countsAReportThatCannotBeReadAsAFailure() throws IOException {
    report("one", "<testcase");

    assertThat(count(0)).isEqualTo(new TestCount(0, 1));
  }

  private TestCount count(long since) throws IOException {
    return SurefireReports.count(
        checkout, since, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private void report(String module, String cases) throws IOException {
    Path folder =
        Files.createDirectories(checkout.resolve(module).resolve("target/surefire-reports"));
    Files.writeString(checkout.resolve(module).resolve("pom.xml"), "<project/>");
    Files.writeString(folder.resolve("TEST-A.xml"), "<testsuite>" + cases + "</testsuite>");
  }
}
