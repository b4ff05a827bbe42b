package dev.thermocline.features.role;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Leaves out the classes that a process of its roles has not. */
final class RoleFilter extends TypeExcludeFilter {
  private final Set<ServiceRole> roles;

  RoleFilter(Set<ServiceRole> roles) {
    this.roles = roles;
  }

  @Override
  public boolean match(MetadataReader reader, MetadataReaderFactory factory) {
    return !RoleTable.has(roles, reader.getClassMetadata().getClassName());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RoleFilter filter && filter.roles.equals(roles);
  }

  @Override
  public int hashCode() {
    return roles.hashCode();
  }

  /** Registers the filter before classes are looked for. */
  static final class Initializer
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      Set<ServiceRole> roles = RoleSettings.of(context.getEnvironment());
      context.getBeanFactory().registerSingleton("roleFilter", new RoleFilter(roles));
    }
  }
}
