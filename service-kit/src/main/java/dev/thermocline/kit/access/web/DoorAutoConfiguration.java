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
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
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
  SecurityFilterChain doorChain(
      HttpSecurity http, RuleTable table, Door door, Clock clock, MeterRegistry meters) {
    Counter wrongTokens =
        Counter.builder(KitMetrics.WRONG_TOKENS)
            .description("Requests with a token that is not valid.")
            .register(meters);
    return http.csrf(csrf -> csrf.disable())
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.disable())
        .logout(logout -> logout.disable())
        .headers(headers -> headers.cacheControl(cache -> cache.disable()))
        .addFilterBefore(
            new DoorFilter(door, new Guesses(clock), wrongTokens),
            AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .anyRequest()
                .access(new RuleCheck(table, door)))
        .exceptionHandling(handling ->
            handling.authenticationEntryPoint(whoAreYou()).accessDeniedHandler(notYou()))
        .build();
  }

  /**
   * A percent sign in a name comes encoded, and is safe here: the rules and the choice of the
   * handler read a path with the same eyes.
   */
  @Bean
  static HttpFirewall pathFirewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setAllowUrlEncodedPercent(true);
    return firewall;
  }

  @Bean
  RequestRejectedHandler rejectedPaths() {
    return (request, response, rejected) ->
        tell(
            request,
            response,
            new ThermoclineException(
                ErrorKind.BAD_REQUEST,
                "The request has a spelling that is not read here, such as //, a ';', '..' or an"
                    + " encoded slash in its path, or a header with control characters. Write it"
                    + " plainly."));
  }

  private AuthenticationEntryPoint whoAreYou() {
    return (request, response, stranger) -> {
      Object reason = request.getAttribute(DoorFilter.REASON);
      // Basic first: there are clients that read one of these lines only, and know that one.
      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"thermocline\"");
      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"thermocline\"");
      tell(
          request,
          response,
          reason instanceof ThermoclineException why
              ? why
              : new ThermoclineException(
                  ErrorKind.UNAUTHENTICATED,
                  "This asks for a token: send it as 'Authorization: Bearer <token>', or as the"
                      + " password of basic authentication. An admin makes tokens."));
    };
  }

  private AccessDeniedHandler notYou() {
    return (request, response, denied) -> {
      if (denied instanceof AuthorizationDeniedException e
          && e.getAuthorizationResult() instanceof Refusal refusal) {
        if (!refusal.allowed().isEmpty()) {
          response.setHeader(HttpHeaders.ALLOW, String.join(", ", refusal.allowed()));
        }
        tell(request, response, refusal.reason());
      } else {
        tell(
            request,
            response,
            new ThermoclineException(ErrorKind.FORBIDDEN, "This token may not use this route."));
      }
    };
  }

  private void tell(
      HttpServletRequest request, HttpServletResponse response, ThermoclineException failure) {
    failures.resolveException(request, response, null, failure);
  }
}
