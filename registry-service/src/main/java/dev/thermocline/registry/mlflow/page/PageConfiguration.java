package dev.thermocline.registry.mlflow.page;

import dev.thermocline.kit.setting.RefusedToStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the files of the built page under the path that they were built for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PageSettings.class)
class PageConfiguration {
  /** Names below {@code static/} carry a digest of their content. */
  private static final CacheControl FOR_GOOD =
      CacheControl.maxAge(Duration.ofDays(28)).cachePrivate().immutable();

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("thermocline.mlflow.page")
  static class Shown {
    private final Path folder;

    Shown(PageSettings settings) {
      this.folder = settings.folder();
      if (!Files.isReadable(folder.resolve("index.html"))
          || !Files.isDirectory(folder.resolve("static"))) {
        throw new RefusedToStart(
            List.of(
                "thermocline.mlflow.page: there is no built page in "
                    + folder
                    + ", because index.html or static/ is missing. Name the folder server/js/build"
                    + " of an installed mlflow, which 'pip install mlflow' brings (mlflow-skinny"
                    + " has none), or take the setting away."));
      }
    }

    @Bean
    WebMvcConfigurer pageFiles() {
      return new WebMvcConfigurer() {
        @Override
        public void addResourceHandlers(ResourceHandlerRegistry registry) {
          String place = folder.toUri().toString();
          registry
              .addResourceHandler("/static-files/static/**")
              .addResourceLocations(place + (place.endsWith("/") ? "static/" : "/static/"))
              .setCacheControl(FOR_GOOD);
          registry
              .addResourceHandler("/static-files/**")
              .addResourceLocations(place.endsWith("/") ? place : place + "/")
              .setCacheControl(CacheControl.noCache().cachePrivate());
        }
      };
    }
  }
}
