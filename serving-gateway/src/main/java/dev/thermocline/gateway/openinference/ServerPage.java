package dev.thermocline.gateway.openinference;

import java.util.List;

/** What the protocol tells about the server. */
public record ServerPage(String name, String version, List<String> extensions) {
  public static final ServerPage OURS =
      new ServerPage("thermocline", "0.1", List.of("binary_tensor_data"));
}
