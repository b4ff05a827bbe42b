package dev.thermocline.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves {@link Servers}; a nested class shares those of the class around it. */
final class ServersExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Servers.class);
  }

  @Override
  public Servers resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    while (testClass.getEnclosingClass() != null) {
      testClass = testClass.getEnclosingClass();
    }
    return Servers.of(testClass);
  }
}
