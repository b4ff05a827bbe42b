package dev.thermocline.registry.artifact.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.Sha256;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files sent in parts past the server. */
class DirectUploadsTest extends ArtifactCalls {
  DirectUploadsTest(@LocalServerPort int port, @Autowired JsonMapper json) {
    super(port, json);
  }

  @Test
  void uploadsInPartsPastTheServer() throws Exception {
    byte[] bytes = random(6 << 20);
    int half = 5 << 20;
    JsonNode begun =
        post("mpu/create/" + folder, "{\"path\":\"/home/me/big.bin\",\"num_parts\":2}");
    String id = begun.get("upload_id").asString();
    StringBuilder parts = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      JsonNode credential = begun.get("credentials").get(i);
      byte[] part = Arrays.copyOfRange(bytes, i * half, i == 0 ? half : bytes.length);
      HttpResponse<byte[]> sent =
          send(
              HttpRequest.newBuilder(URI.create(credential.get("url").asString()))
                  .PUT(HttpRequest.BodyPublishers.ofByteArray(part))
                  .build());
      assertThat(sent.statusCode()).isEqualTo(200);
      parts
          .append(i == 0 ? "" : ",")
          .append("{\"part_number\":" + (i + 1) + ",\"url\":\"\",\"etag\":")
          .append(json.writeValueAsString(header(sent, "etag")))
          .append("}");
    }
    String finish =
        "{\"path\":\"/home/me/big.bin\",\"upload_id\":\"" + id + "\",\"parts\":[" + parts + "]}";
    assertThat(get("artifacts/" + folder + "/big.bin").statusCode()).isEqualTo(404);

    post("mpu/complete/" + folder, finish);
    post("mpu/complete/" + folder, finish);

    HttpResponse<byte[]> got = get("artifacts/" + folder + "/big.bin");
    assertThat(got.body()).isEqualTo(bytes);
    assertThat(header(got, "etag")).isEqualTo("\"" + Sha256.of(bytes) + "\"");
    JsonNode signed = json.readTree(get("presigned/" + folder + "/big.bin").body());
    assertThat(signed.get("file_size").asLong()).isEqualTo(bytes.length);
    HttpResponse<byte[]> direct =
        send(HttpRequest.newBuilder(URI.create(signed.get("url").asString())).build());
    assertThat(direct.body()).isEqualTo(bytes);
  }

  @Test
  void givesAnUploadInPartsUp() throws Exception {
    JsonNode begun = post("mpu/create/" + folder, "{\"path\":\"x.bin\",\"num_parts\":1}");
    String body =
        "{\"path\":\"x.bin\",\"upload_id\":\"" + begun.get("upload_id").asString() + "\"}";

    post("mpu/abort/" + folder, body);
    post("mpu/abort/" + folder, body);

    String finish = body.replace("}", ",\"parts\":[{\"part_number\":1,\"etag\":\"x\"}]}");
    assertThat(postStatus("mpu/complete/" + folder, finish)).isEqualTo(404);
  }

  @Test
  void refusesUploadsInPartsThatMakeNoSense() throws Exception {
    assertThat(postStatus("mpu/create/" + folder, "{\"num_parts\":1}")).isEqualTo(400);
    assertThat(postStatus("mpu/create/" + folder, "{\"path\":\"x\",\"num_parts\":0}"))
        .isEqualTo(400);
    assertThat(postStatus("mpu/create/" + folder, "{\"path\":\"x\",\"num_parts\":10001}"))
        .isEqualTo(400);
    assertThat(postStatus("mpu/create/" + folder, "{\"path\":\"..\",\"num_parts\":1}"))
        .isEqualTo(400);
    JsonNode begun = post("mpu/create/" + folder, "{\"path\":\"y\",\"num_parts\":1}");
    String finish =
        "{\"path\":\"y\",\"upload_id\":\"" + begun.get("upload_id").asString() + "\",\"parts\":";
    assertThat(postStatus("mpu/complete/" + folder, finish + "[]}")).isEqualTo(400);
    assertThat(
            postStatus("mpu/complete/" + folder, finish + "[{\"part_number\":1,\"etag\":\"no\"}]}"))
        .isIn(400, 404); // stores differ in how they miss a part
  }

  private JsonNode post(String path, String body) throws Exception {
    HttpResponse<byte[]> answer = send(posting(path, body));
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return json.readTree(answer.body());
  }

  private int postStatus(String path, String body) throws Exception {
    return send(posting(path, body)).statusCode();
  }

  private HttpRequest posting(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
