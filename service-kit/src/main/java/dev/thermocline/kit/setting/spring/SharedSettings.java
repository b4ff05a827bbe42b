package dev.thermocline.kit.setting.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Adds what every service starts from: the settings that lie in files, and, below everything else,
 * the defaults that each library of ours brings along.
 */
class SharedSettings implements EnvironmentPostProcessor, Ordered {
  private static final String DEFAULTS = "classpath*:META-INF/thermocline/defaults.yaml";

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE - 100; // after the files of Spring Boot were read
  }

  @Override
  public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication app) {
    environment.getPropertySources().addFirst(FileSettings.read(environment));
    YamlPropertySourceLoader yaml = new YamlPropertySourceLoader();
    try {
      for (Resource resource : new PathMatchingResourcePatternResolver().getResources(DEFAULTS)) {
        List<PropertySource<?>> sources = yaml.load(resource.getURL().toString(), resource);
        sources.forEach(environment.getPropertySources()::addLast);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The shared defaults cannot be read", e);
    }
  }
}
