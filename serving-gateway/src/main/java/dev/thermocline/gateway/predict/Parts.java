package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How a request falls apart into pieces that are answered each for itself: its rows, where the
 * deployment says that they do not depend on each other, else the whole.
 */
record Parts(int rows, boolean byRow) {
  int count() {
    return byRow ? rows : 1;
  }

  /** The rows of some parts, in order. */
  int[] rowsOf(int[] parts) {
    if (byRow) {
      return parts;
    }
    int[] all = new int[rows];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /** Runs a batch and gives each part its outputs. */
  List<List<Tensor>> run(int[] parts, Batch batch, Function<Batch, List<Tensor>> model) {
    List<Tensor> outputs = model.apply(batch);
    if (!byRow || parts.length == 1) {
      return List.of(outputs);
    }
    boolean divisible =
        outputs.stream().allMatch(out -> out.rank() > 0 && out.rows() == parts.length);
    List<List<Tensor>> answers = new ArrayList<>(parts.length);
    for (int i = 0; i < parts.length; i++) {
      int row = i;
      answers.add(
          divisible
              ? outputs.stream().map(out -> out.rows(row, row + 1)).toList()
              : model.apply(batch.rows(new int[] {row})));
    }
    return answers;
  }

  /** The outputs of all parts as those of the whole request. */
  List<Tensor> join(List<List<Tensor>> answers) {
    if (answers.size() == 1) {
      return answers.getFirst();
    }
    List<Tensor> whole = new ArrayList<>(answers.getFirst().size());
    for (int i = 0; i < answers.getFirst().size(); i++) {
      int output = i;
      whole.add(Tensor.concat(answers.stream().map(answer -> answer.get(output)).toList()));
    }
    return whole;
  }
}
