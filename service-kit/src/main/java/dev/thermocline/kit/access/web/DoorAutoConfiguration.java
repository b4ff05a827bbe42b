package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@AutoConfiguration
@ConditionalOnWebApplication
class DoorAutoConfiguration {
  @Bean
  WebMvcConfigurer callersAndProjects() {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArguments());
      }
    };
  }

  @Bean
  SecurityFilterChain door(HttpSecurity http) {
    return http.csrf(csrf -> csrf.disable())
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(all -> all.anyRequest().permitAll())
        .addFilterBefore(new Everybody(), AuthorizationFilter.class)
        .build();
  }

  private static final class Everybody extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      String project = request.getHeader("X-Thermocline-Project");
      String workspace = request.getHeader("X-MLFLOW-WORKSPACE");
      request.setAttribute(Caller.class.getName(), new Caller("anonymous", Role.ADMIN));
      request.setAttribute(
          Project.class.getName(),
          project != null
              ? new Project(project)
              : workspace != null ? new Project(workspace) : Project.DEFAULT);
      chain.doFilter(request, response);
    }
  }
}
