package dev.thermocline.features.join.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Holds what the gateway answered against what the join wrote, and ends the process with it. */
final class AgreementReport {
  private AgreementReport() {}

  static void print(Path folder, int batches, int rows) throws IOException {
    long passed = 0;
    long failed = 0;
    long nulls = 0;
    for (int batch = 0; batch < batches; batch++) {
      List<String> expressions = Files.readAllLines(folder.resolve(batch + ".expressions"));
      List<String> join = Files.readAllLines(folder.resolve(batch + ".join"));
      List<String> gateway = Files.readAllLines(folder.resolve(batch + ".gateway"));
      for (int row = 0; row < rows; row++) {
        String[] here = join.get(row).split("\t", -1);
        String[] there = gateway.get(row).split("\t", -1);
        for (int i = 0; i < expressions.size(); i++) {
          nulls += here[i].equals("null") ? 1 : 0;
          if (here[i].equals(there[i])) {
            passed++;
          } else if (failed++ < 10) {
            System.out.printf(
                "%s: the join says %s and the gateway %s%n", expressions.get(i), here[i], there[i]);
          }
        }
      }
    }
    System.out.printf("%d of them are null on the join's side%n", nulls);
    System.out.printf("%d passed, %d failed%n", passed, failed);
    System.exit(failed == 0 && passed > nulls ? 0 : 1);
  }
}
