package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A large artifact in and out, through the server and by signed addresses as MLflow's client does
 * when it is told to, beside the same bytes between the client and object storage with nobody in
 * between. Megabytes per second.
 */
public final class Artifacts implements Suite {
  private static final String ROOT = "/api/2.0/mlflow-artifacts/";
  private static final long PART = 64L << 20;

  @Override
  public String name() {
    return "artifacts";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    long size = (long) scale.of(1024) << 20;
    Api api = new Api(target);
    String folder = "bench/" + UUID.randomUUID();
    URI stored = at(target, "artifacts/" + folder + "/read.bin");
    Map<String, String> token = Map.of("Authorization", "Bearer " + target.token());
    Transfer.put(stored, token, size);
    return List.of(
        new Contest(
            "PUT of " + (size >> 20) + " MB",
            List.of(
                new Transfer(
                    "thermocline",
                    size,
                    () -> Transfer.put(at(target, "artifacts/" + folder + "/w.bin"), token, size)),
                new Transfer("direct S3", size, () -> putDirectly(api, target, folder, size))),
            " MB/s"),
        new Contest(
            "PUT of " + (size >> 20) + " MB in parts by signed addresses",
            List.of(
                new Transfer("thermocline", size, () -> putInParts(api, target, folder, size)),
                new Transfer("direct S3", size, () -> putDirectly(api, target, folder, size))),
            " MB/s"),
        new Contest(
            "GET of " + (size >> 20) + " MB",
            List.of(
                new Transfer("thermocline", size, () -> Transfer.get(stored, token, size)),
                new Transfer(
                    "direct S3",
                    size,
                    () -> Transfer.get(signed(api, target, folder), Map.of(), size))),
            " MB/s"));
  }

  /** Ends when the file can be read; the server has read it once by then for its digest. */
  private static void putInParts(Api api, Target target, String folder, long size) {
    String file = UUID.randomUUID() + ".bin";
    JsonNode begun =
        api.post(
            at(target, "mpu/create/" + folder),
            Map.of("path", file, "num_parts", Math.ceilDiv(size, PART)));
    List<Map<String, Object>> parts = new ArrayList<>();
    for (JsonNode part : begun.get("credentials")) {
      int number = part.get("part_number").asInt();
      long left = Math.min(PART, size - (number - 1) * PART);
      String etag = Transfer.put(URI.create(part.get("url").asString()), Map.of(), left);
      parts.add(Map.of("part_number", number, "etag", etag));
    }
    var _ =
        api.post(
            at(target, "mpu/complete/" + folder),
            Map.of("path", file, "upload_id", begun.get("upload_id").asString(), "parts", parts));
  }

  /** The only part of an upload that is given up then, so no round leaves anything behind. */
  private static void putDirectly(Api api, Target target, String folder, long size) {
    String file = UUID.randomUUID() + ".bin";
    JsonNode begun =
        api.post(at(target, "mpu/create/" + folder), Map.of("path", file, "num_parts", 1));
    var _ = Transfer.put(URI.create(begun.at("/credentials/0/url").asString()), Map.of(), size);
    String upload = begun.get("upload_id").asString();
    var _ = api.post(at(target, "mpu/abort/" + folder), Map.of("path", file, "upload_id", upload));
  }

  private static URI signed(Api api, Target target, String folder) {
    JsonNode answer = api.get(at(target, "presigned/" + folder + "/read.bin"));
    return URI.create(answer.get("url").asString());
  }

  private static URI at(Target target, String path) {
    return target.registry().resolve(ROOT + path);
  }
}
