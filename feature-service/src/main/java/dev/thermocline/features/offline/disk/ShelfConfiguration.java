package dev.thermocline.features.offline.disk;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.disk.DiskCache;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Local copies of files in object storage. */
@Configuration(proxyBeanMethods = false)
class ShelfConfiguration {
  @Bean(destroyMethod = "close")
  DiskCache fileCache(OfflineSettings settings, ServiceSettings service, Clock clock)
      throws IOException {
    return new DiskCache(
        service.dataFolder().resolve("files"), settings.cacheSize().toBytes(), clock);
  }

  @Bean
  FileShelf fileShelf(ObjectStore objects, DiskCache fileCache) {
    return new CachedShelf(objects, fileCache);
  }
}
