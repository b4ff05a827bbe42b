package dev.thermocline.kit.access.web;

import dev.thermocline.kit.KitMetrics;
import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Door;
import dev.thermocline.kit.access.Guesses;
import dev.thermocline.kit.access.VerifierSource;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.setting.AuthSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The door on Spring Security; whatever it refuses is told in the dialect of the route. */
@AutoConfiguration
@ConditionalOnWebApplication
class DoorAutoConfiguration {
  private final HandlerExceptionResolver failures;

  DoorAutoConfiguration(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver failures) {
    this.failures = failures;
  }

  @Bean
  static WebMvcConfigurer callersAndProjects() {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArguments());
      }
    };
  }

  @Bean
  static RuleTable ruleTable(AccessRules rules) {
    return new RuleTable(rules);
  }

  /** An observation for each filter of each request costs more than all filters do. */
  @Bean
  static SecurityObservationSettings noObservationsOfFilters() {
    return SecurityObservationSettings.noObservations();
  }

  /** How old the knowledge of the tokens is; it grows while the registry is away. */
  @Bean
  static MeterBinder tokenAge(VerifierSource verifiers, Clock clock) {
    return meters ->
        TimeGauge.builder(
                KitMetrics.TOKENS_AGE,
                verifiers,
                TimeUnit.MILLISECONDS,
                source ->
                    Duration.between(source.current().confirmedAt(), clock.instant()).toMillis())
            .description("Since when the registry has not confirmed the tokens.")
            .register(meters);
  }

  @Bean
  static Door door(VerifierSource verifiers, AuthSettings settings, Clock clock) {
    return new Door(verifiers, settings.mode() == AuthSettings.Mode.OPEN, clock);
  }

  @Bean
  SecurityFilterChain doorChain(RuleTable table, Door door, Clock clock, MeterRegistry meters) {
    Counter wrongTokens =
        Counter.builder(KitMetrics.WRONG_TOKENS)
            .description("Requests with a token that is not valid.")
            .register(meters);
    return new DefaultSecurityFilterChain(
        AnyRequestMatcher.INSTANCE,
        new DoorFilter(
            door, new RuleCheck(table, door), new Guesses(clock), wrongTokens, failures));
  }

  /**
   * A percent sign in a name comes encoded, and is safe here: the rules and the choice of the
   * handler read a path with the same eyes.
   */
  @Bean
  static HttpFirewall pathFirewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setAllowUrlEncodedPercent(true);
    firewall.setAllowedHeaderNames(PlainText::isPlain);
    firewall.setAllowedHeaderValues(PlainText::isPlainButForTabs);
    return firewall;
  }

  @Bean
  RequestRejectedHandler rejectedPaths() {
    return (request, response, rejected) ->
        failures.resolveException(
            request,
            response,
            null,
            new ThermoclineException(
                ErrorKind.BAD_REQUEST,
                "The request has a spelling that is not read here, such as //, a ';', '..' or an"
                    + " encoded slash in its path, or a header with control characters. Write it"
                    + " plainly."));
  }
}
