package dev.thermocline.registry.artifact.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Paths: what may be one, and what lies below it. */
class ArtifactFoldersTest extends ArtifactCalls {
  ArtifactFoldersTest(@LocalServerPort int port, @Autowired JsonMapper json) {
    super(port, json);
  }

  @Test
  void listsTheDirectChildrenOfAFolder() throws Exception {
    for (String name : List.of("a.txt", "a/1", "a/2/x", "b", "a0", "é/1")) {
      assertThat(put("artifacts/" + folder + "/" + encoded(name), random(3), null).statusCode())
          .isEqualTo(200);
    }
    put("artifacts/" + folder + "/empty", new byte[0], null);

    JsonNode files = list(folder);

    assertThat(files.toString())
        .isEqualTo(
            "[{\"path\":\"a.txt\",\"is_dir\":false,\"file_size\":3},"
                + "{\"path\":\"a\",\"is_dir\":true},"
                + "{\"path\":\"a0\",\"is_dir\":false,\"file_size\":3},"
                + "{\"path\":\"b\",\"is_dir\":false,\"file_size\":3},"
                + "{\"path\":\"empty\",\"is_dir\":false},"
                + "{\"path\":\"é\",\"is_dir\":true}]");
    assertThat(list(folder + "/a").toString())
        .isEqualTo(
            "[{\"path\":\"1\",\"is_dir\":false,\"file_size\":3},"
                + "{\"path\":\"2\",\"is_dir\":true}]");
    assertThat(new String(get("artifacts?path=" + folder + "/b").body(), StandardCharsets.UTF_8))
        .isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "artifacts/%2e%2e/x",
        "artifacts/a/%2E%2E/b",
        "artifacts/a%2Fb",
        "artifacts/a%5Cb",
        "artifacts/a%00b",
        "artifacts//etc/passwd",
        "artifacts/a/%252e%252e/b",
        "artifacts/%ff",
        "artifacts/a%0ab"
      })
  void refusesPathsThatCouldLeadElsewhere(String path) throws Exception {
    assertThat(rawStatus("PUT", path)).isEqualTo(400);
    assertThat(rawStatus("GET", path)).isEqualTo(400);
    assertThat(rawStatus("DELETE", path)).isEqualTo(400);
  }

  @Test
  void refusesTraversalInListings() throws Exception {
    for (String path : List.of("..", "a/../b", "/etc", "a\\b", "%2e%2e", "a\0")) {
      HttpResponse<byte[]> answer = get("artifacts?path=" + encoded(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
    }
  }

  @Test
  void refusesAFileWhereAFolderIsAndTheOtherWayRound() throws Exception {
    put("artifacts/" + folder + "/x/y", random(3), null);

    assertThat(put("artifacts/" + folder + "/x", random(3), null).statusCode()).isEqualTo(400);
    assertThat(put("artifacts/" + folder + "/x/y/z", random(3), null).statusCode()).isEqualTo(400);
    assertThat(list(folder).size()).isEqualTo(1);
  }

  /** Without a client that would tidy the path up. */
  private int rawStatus(String method, String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head =
          method
              + " "
              + ROOT
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
              + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }
}
