package dev.thermocline.record.page.jdbc;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The key of all replicas: whoever comes first writes one, and everybody reads that. */
final class PageKey implements Supplier<byte[]> {
  private final JdbcTemplate jdbc;
  private final AtomicReference<byte @Nullable []> known = new AtomicReference<>();

  PageKey(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public byte[] get() {
    byte[] key = known.get();
    if (key == null) {
      byte[] fresh = new byte[32];
      new SecureRandom().nextBytes(fresh);
      jdbc.update("insert into page_key (key) values (?) on conflict do nothing", fresh);
      key = jdbc.queryForObject("select key from page_key", byte[].class);
      if (key == null) {
        throw new IllegalStateException("The key of the page tokens was taken away");
      }
      known.set(key);
    }
    return key;
  }
}
