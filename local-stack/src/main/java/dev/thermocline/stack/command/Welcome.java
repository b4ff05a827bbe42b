package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where everything is, once it is up, and what to try next. */
final class Welcome {
  private Welcome() {}

  static String text(Home home, boolean withPage) throws IOException {
    JsonNode platform = JsonMapper.shared().readTree(Files.readString(home.platformFile()));
    String gateway = platform.path("gateway").asString();
    Path here = Path.of("").toAbsolutePath();
    Path token = Path.of(platform.path("tokenFile").asString());
    Path shown = token.startsWith(here) ? here.relativize(token) : token;
    String page =
        withPage
            ? """

            MLflow's page: open %s in a browser; the password is the token, and any user name will do.
            """
                .formatted(platform.path("registry").asString())
            : "";
    return """
      gateway    %s
      registry   %s
      features   %s
      token      %s
      all URLs   %s

    Try next:
      ./thermocline status
      curl -H "Authorization: Bearer $(cat %s)" %s/readyz
      ./thermocline demo
    """
            .formatted(
                gateway,
                platform.path("registry").asString(),
                platform.path("features").asString(),
                shown,
                home.platformFile(),
                shown,
                gateway)
        + page;
  }
}
