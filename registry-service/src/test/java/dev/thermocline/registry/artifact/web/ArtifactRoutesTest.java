package dev.thermocline.registry.artifact.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"thermocline.auth.mode=open", "thermocline.http.max-json-body=1KB"})
class ArtifactRoutesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String ROOT = "/api/2.0/mlflow-artifacts/";

  private final int port;
  private final ObjectStore store;
  private final JdbcClient db;
  private final JsonMapper json;
  private final String folder = "1/" + UUID.randomUUID() + "/artifacts";

  ArtifactRoutesTest(
      @LocalServerPort int port,
      @Autowired ObjectStore store,
      @Autowired JdbcClient db,
      @Autowired JsonMapper json) {
    this.port = port;
    this.store = store;
    this.db = db;
    this.json = json;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(ArtifactRoutesTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @Test
  void givesBackWhatWasPut() throws Exception {
    byte[] bytes = random(100_000);

    HttpResponse<byte[]> put = put("artifacts/" + folder + "/model/data.bin", bytes, "text/csv");
    HttpResponse<byte[]> got = get("artifacts/" + folder + "/model/data.bin");

    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.body()).isEmpty();
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(bytes);
    assertThat(header(got, "content-type")).isEqualTo("text/csv");
    assertThat(header(got, "etag")).isEqualTo("\"" + Sha256.of(bytes) + "\"");
    assertThat(header(got, "content-disposition")).startsWith("attachment").contains("data.bin");
    assertThat(header(got, "x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void takesLargeJsonFilesAsFiles() throws Exception {
    byte[] bytes = ("[" + "1,".repeat(20_000) + "1]").getBytes(StandardCharsets.UTF_8);

    assertThat(put("artifacts/" + folder + "/big.json", bytes, "application/json").statusCode())
        .isEqualTo(200);
    assertThat(get("artifacts/" + folder + "/big.json").body()).isEqualTo(bytes);
  }

  @Test
  void takesBodiesOfManyPartsAndUnknownLength() throws Exception {
    byte[] bytes = random(20_000_000);
    HttpRequest chunked =
        request("artifacts/" + folder + "/large")
            .PUT(
                HttpRequest.BodyPublishers.ofByteArrays(
                    List.of(
                        Arrays.copyOfRange(bytes, 0, 9_000_000),
                        Arrays.copyOfRange(bytes, 9_000_000, bytes.length))))
            .build();

    assertThat(send(chunked).statusCode()).isEqualTo(200);
    assertThat(get("artifacts/" + folder + "/large").body()).isEqualTo(bytes);
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

  @Test
  void answersRangesAndConditions() throws Exception {
    byte[] bytes = random(1000);
    put("artifacts/" + folder + "/r", bytes, null);
    String etag = "\"" + Sha256.of(bytes) + "\"";

    HttpResponse<byte[]> middle = get("artifacts/" + folder + "/r", "Range", "bytes=10-19");
    assertThat(middle.statusCode()).isEqualTo(206);
    assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
    assertThat(header(middle, "content-range")).isEqualTo("bytes 10-19/1000");
    HttpResponse<byte[]> tail = get("artifacts/" + folder + "/r", "Range", "bytes=-5");
    assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(bytes, 995, 1000));
    assertThat(get("artifacts/" + folder + "/r", "Range", "bytes=1000-").statusCode())
        .isEqualTo(416);
    assertThat(get("artifacts/" + folder + "/r", "Range", "bytes=0-1,5-6").statusCode())
        .isEqualTo(200);
    assertThat(get("artifacts/" + folder + "/r", "Range", "bytes=1-2", "If-Range", "\"x\"").body())
        .hasSize(1000);
    HttpResponse<byte[]> same = get("artifacts/" + folder + "/r", "If-None-Match", etag);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    HttpResponse<byte[]> head =
        send(request("artifacts/" + folder + "/r").method("HEAD", noBody()).build());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "content-length")).isEqualTo("1000");
  }

  @Test
  void replacesAFileWholly() throws Exception {
    put("artifacts/" + folder + "/f", random(1000), null);
    byte[] second = random(10);
    put("artifacts/" + folder + "/f", second, null);

    assertThat(get("artifacts/" + folder + "/f").body()).isEqualTo(second);
    assertThat(leftovers(folder + "/f/%")).isEqualTo(1);
  }

  @Test
  void deletesFilesAndFolders() throws Exception {
    put("artifacts/" + folder + "/d/1", random(10), null);
    put("artifacts/" + folder + "/d/e/2", random(10), null);
    put("artifacts/" + folder + "/d0", random(10), null);

    HttpResponse<byte[]> deleted = delete("artifacts/" + folder + "/d");

    assertThat(deleted.statusCode()).isEqualTo(200);
    assertThat(new String(deleted.body(), StandardCharsets.UTF_8)).isEqualTo("{}");
    assertThat(get("artifacts/" + folder + "/d/1").statusCode()).isEqualTo(404);
    assertThat(list(folder).size()).isEqualTo(1);
    assertThat(delete("artifacts/" + folder + "/never").statusCode()).isEqualTo(200);
    assertThat(delete("artifacts/").statusCode()).isEqualTo(400);
  }

  @Test
  void leavesNothingToSeeOfAnUploadThatBreaksOff() throws Exception {
    for (int sent : List.of(1000, 9_000_000)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = socket.getOutputStream();
        String head =
            "PUT "
                + ROOT
                + "artifacts/"
                + folder
                + "/broken HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Length: 20000000\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(random(sent));
        out.flush();
        socket.shutdownOutput();
        int unused = socket.getInputStream().readAllBytes().length;
        assertThat(unused).isGreaterThanOrEqualTo(0);
      }
    }

    assertThat(get("artifacts/" + folder + "/broken").statusCode()).isEqualTo(404);
    assertThat(store.list(bucket(), folder + "/broken", null, 10).objects()).isEmpty();
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

  @Test
  void keepsProjectsApart() throws Exception {
    put("artifacts/" + folder + "/mine", random(3), null);

    HttpResponse<byte[]> foreign =
        get("artifacts/" + folder + "/mine", "X-Thermocline-Project", "other");

    assertThat(foreign.statusCode()).isEqualTo(404);
  }

  @Test
  void cutsTheAnswerShortWhenTheStoredBytesAreDamaged() throws Exception {
    put("artifacts/" + folder + "/damaged", random(500_000), null);
    String key =
        store.list(bucket(), folder + "/damaged/", null, 1).objects().getFirst().address().key();
    var damaged =
        store.put(new ObjectAddress(bucket(), key), random(500_000), PutOptions.overwrite());
    db.sql("update artifacts set etag = ? where object_key = ?")
        .params(damaged.etag(), key)
        .update();

    assertThat(failsToRead("artifacts/" + folder + "/damaged")).isTrue();
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

  @Test
  void readsFrozenVersionsAndLetsNobodyChangeThem() throws Exception {
    byte[] bytes = random(5000);
    String prefix = "fraud-" + UUID.randomUUID() + "/v1/";
    String models = Servers.of(ArtifactRoutesTest.class).s3().bucket("model-artifacts");
    store.put(new ObjectAddress(models, prefix + "files/MLmodel"), bytes, PutOptions.create());
    store.put(new ObjectAddress(models, prefix + "files/sub/x"), bytes, PutOptions.create());
    String manifest =
        "{\"model\":\"fraud\",\"version\":\"1\",\"files\":["
            + "{\"path\":\"MLmodel\",\"size\":5000,\"sha256\":\""
            + Sha256.of(bytes)
            + "\",\"mediaType\":\"text/plain\"},"
            + "{\"path\":\"sub/x\",\"size\":5000,\"sha256\":\""
            + Sha256.of(random(10))
            + "\"}]}";
    store.put(
        new ObjectAddress(models, prefix + "manifest.json"),
        manifest.getBytes(StandardCharsets.UTF_8),
        PutOptions.create());

    assertThat(list("frozen/" + prefix).toString())
        .isEqualTo(
            "[{\"path\":\"MLmodel\",\"is_dir\":false,\"file_size\":5000},"
                + "{\"path\":\"sub\",\"is_dir\":true}]");
    assertThat(list("frozen/" + prefix + "sub").size()).isEqualTo(1);
    assertThat(get("artifacts/frozen/" + prefix + "MLmodel").body()).isEqualTo(bytes);
    assertThat(failsToRead("artifacts/frozen/" + prefix + "sub/x")).isTrue();
    assertThat(get("artifacts/frozen/" + prefix + "no").statusCode()).isEqualTo(404);
    assertThat(get("artifacts/frozen/no/v1/MLmodel").statusCode()).isEqualTo(404);
    assertThat(put("artifacts/frozen/" + prefix + "new", bytes, null).statusCode()).isEqualTo(403);
    assertThat(delete("artifacts/frozen/" + prefix + "MLmodel").statusCode()).isEqualTo(403);
  }

  private boolean failsToRead(String path) throws InterruptedException {
    try {
      return get(path).statusCode() >= 500;
    } catch (IOException cut) {
      return true;
    }
  }

  private String bucket() {
    return Servers.of(ArtifactRoutesTest.class).s3().bucket("mlflow-artifacts");
  }

  private int leftovers(String like) {
    return db.sql("select count(*) from artifact_leftovers where object_key like ?")
        .param(like)
        .query(Integer.class)
        .single();
  }

  private JsonNode list(String path) throws Exception {
    JsonNode answer = json.readTree(get("artifacts?path=" + path).body());
    return answer.has("files") ? answer.get("files") : json.createArrayNode();
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

  private HttpResponse<byte[]> put(String path, byte[] body, @Nullable String type)
      throws Exception {
    HttpRequest.Builder request = request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body));
    return send((type == null ? request : request.header("Content-Type", type)).build());
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  private HttpResponse<byte[]> delete(String path) throws Exception {
    return send(request(path).DELETE().build());
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

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + ROOT + path));
  }

  private static HttpResponse<byte[]> send(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return bytes;
  }
}
