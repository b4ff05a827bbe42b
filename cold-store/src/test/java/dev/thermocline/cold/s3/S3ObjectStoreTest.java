package dev.thermocline.cold.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ObjectStoreContract;
import dev.thermocline.testkit.Servers;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class S3ObjectStoreTest extends ObjectStoreContract {
  private static final int PART = 5 << 20;
  private static final Servers.S3 SERVER = Servers.of(S3ObjectStoreTest.class).s3();
  private static final S3ObjectStore STORE =
      new S3ObjectStore(
          S3Settings.of(
                  SERVER.endpoint(),
                  SERVER.endpoint(),
                  "us-east-1",
                  SERVER.accessKey(),
                  SERVER.secretKey())
              .transfers(PART, 4, 64L << 20, 2L * PART));

  @AfterAll
  static void disconnect() {
    STORE.close();
  }

  @Override
  protected ObjectStore store() {
    return STORE;
  }

  @Override
  protected String bucket() {
    return SERVER.bucket("mlflow-artifacts");
  }

  @Override
  protected int largeSize() {
    return 2 * PART + 12_345;
  }

  @Test
  void noUploadInPartsIsLeftOver() {
    assertThat(STORE.sweepUploads(bucket(), Instant.now().plusSeconds(60))).isZero();
  }
}
