package dev.thermocline.gateway.runtime.http;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.InferredSignature;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Tensor;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** MLflow's scoring routes: named columns go as a table, one tensor without a name as it is. */
record Scoring(URI url, Signature signature, List<Signature.Spec> outputs)
    implements RemoteProtocol {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final InferredSignature INFERRED = new InferredSignature();
  private static final String NAMELESS = "input";

  static Scoring at(URI url) {
    return new Scoring(url, INFERRED, List.of());
  }

  @Override
  public byte[] question(Batch batch) {
    List<Batch.Block> blocks = batch.blocks();
    if (blocks.size() == 1 && blocks.getFirst().columns().equals(List.of(NAMELESS))) {
      Object tensor = blocks.getFirst().tensor().nested();
      Map<String, @Nullable Object> body = new LinkedHashMap<>();
      body.put("inputs", tensor);
      return JSON.writeValueAsBytes(body);
    }
    List<String> columns = blocks.stream().flatMap(block -> block.columns().stream()).toList();
    List<List<@Nullable Object>> data = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      List<@Nullable Object> cells = new ArrayList<>(columns.size());
      for (Batch.Block block : blocks) {
        Object cell = block.tensor().nestedRow(row);
        if (block.columns().size() > 1 && cell instanceof List<?> many) {
          cells.addAll(many);
        } else {
          cells.add(cell instanceof List<?> one && one.size() == 1 ? one.getFirst() : cell);
        }
      }
      data.add(cells);
    }
    return JSON.writeValueAsBytes(
        Map.of("dataframe_split", Map.of("columns", columns, "data", data)));
  }

  @Override
  public List<Tensor> answer(byte[] body, int rows) throws IOException {
    Object predictions = JSON.readValue(body, Map.class).get("predictions");
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    if (predictions instanceof List<?> list
        && !list.isEmpty()
        && list.getFirst() instanceof Map<?, ?> first) {
      first.keySet().forEach(column -> named.put(column.toString(), column(list, column)));
    } else if (predictions instanceof Map<?, ?> columns) {
      columns.forEach((name, values) -> named.put(name.toString(), values));
    } else if (predictions != null) {
      named.put("predictions", predictions);
    } else {
      throw new IOException("it has no 'predictions'");
    }
    return INFERRED.enforce(new RawInputs.Named(named)).blocks().stream()
        .map(Batch.Block::tensor)
        .toList();
  }

  private static List<@Nullable Object> column(List<?> records, Object name) {
    List<@Nullable Object> values = new ArrayList<>(records.size());
    for (Object record : records) {
      values.add(record instanceof Map<?, ?> cells ? cells.get(name) : null);
    }
    return values;
  }
}
