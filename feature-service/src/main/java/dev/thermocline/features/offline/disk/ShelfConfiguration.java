package dev.thermocline.features.offline.disk;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.kit.setting.ServiceSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Local copies of files in object storage. */
@Configuration(proxyBeanMethods = false)
class ShelfConfiguration {
  @Bean
  FileShelf fileShelf(ObjectStore objects, ServiceSettings settings) {
    return new DownloadShelf(objects, settings.dataFolder().resolve("fetched"));
  }
}
