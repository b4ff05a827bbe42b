package dev.thermocline.gateway.openinference;

import java.util.List;

/** What the protocol tells about a model. */
public record ModelPage(
    String name,
    List<String> versions,
    String platform,
    List<TensorPage> inputs,
    List<TensorPage> outputs) {

  /**
   * One input or output.
   *
   * @param shape -1 where any size goes
   */
  public record TensorPage(String name, String datatype, List<Long> shape) {}
}
