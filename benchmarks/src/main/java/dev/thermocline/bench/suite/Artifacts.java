package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A large artifact in and out through the server, beside the same bytes between the client and
 * object storage directly, over signed addresses. Megabytes per second.
 */
public final class Artifacts implements Suite {
  private static final String ROOT = "/api/2.0/mlflow-artifacts/";

  @Override
  public String name() {
    return "artifacts";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    long size = scale == Scale.QUICK ? 64L << 20 : 1L << 30;
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
                new Transfer(
                    "direct S3",
                    size,
                    () -> Transfer.put(part(api, target, folder), Map.of(), size))),
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

  /** The address of the only part of a new upload; the part is never made a file. */
  private static URI part(Api api, Target target, String folder) {
    JsonNode begun =
        api.post(
            at(target, "mpu/create/" + folder),
            Map.of("path", UUID.randomUUID() + ".bin", "num_parts", 1));
    return URI.create(begun.at("/credentials/0/url").asString());
  }

  private static URI signed(Api api, Target target, String folder) {
    JsonNode answer = api.get(at(target, "presigned/" + folder + "/read.bin"));
    return URI.create(answer.get("url").asString());
  }

  private static URI at(Target target, String path) {
    return target.registry().resolve(ROOT + path);
  }
}
