package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.experiment.Entry;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tags of an input, kept in their order as one JSON array of pairs. */
final class TagJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private TagJson() {}

  static String write(List<Entry> tags) {
    List<List<String>> pairs = new ArrayList<>(tags.size());
    for (Entry tag : tags) {
      pairs.add(List.of(tag.key(), tag.value()));
    }
    return JSON.writeValueAsString(pairs);
  }

  static List<Entry> read(String json) {
    List<Entry> tags = new ArrayList<>();
    for (JsonNode pair : JSON.readTree(json)) {
      tags.add(new Entry(pair.get(0).stringValue(), pair.get(1).stringValue()));
    }
    return tags;
  }

  /** The list in a tag with one more item; a text that is no list starts a new one. */
  static String append(String list, String item) {
    List<JsonNode> items = new ArrayList<>();
    JsonNode before = JSON.readTree(list);
    if (before.isArray()) {
      before.forEach(items::add);
    }
    items.add(JSON.readTree(item));
    return JSON.writeValueAsString(items);
  }
}
