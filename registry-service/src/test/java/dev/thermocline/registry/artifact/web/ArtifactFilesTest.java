package dev.thermocline.registry.artifact.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Files put, read, replaced and deleted. */
class ArtifactFilesTest extends ArtifactCalls {
  private final ObjectStore store;
  private final JdbcClient db;

  ArtifactFilesTest(
      @LocalServerPort int port,
      @Autowired JsonMapper json,
      @Autowired ObjectStore store,
      @Autowired JdbcClient db) {
    super(port, json);
    this.store = store;
    this.db = db;
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

  private String bucket() {
    return SERVERS.s3().bucket("mlflow-artifacts");
  }

  private int leftovers(String like) {
    return db.sql("select count(*) from artifact_leftovers where object_key like ?")
        .param(like)
        .query(Integer.class)
        .single();
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }
}
