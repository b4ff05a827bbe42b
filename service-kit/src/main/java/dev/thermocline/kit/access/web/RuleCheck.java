package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Door;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.util.ServletRequestPathUtils;

/** Asks the table for each request, and refuses what no rule names. */
final class RuleCheck implements AuthorizationManager<RequestAuthorizationContext> {
  private static final AuthorizationResult YES = new AuthorizationDecision(true);
  private static final AuthorizationResult WHO = new AuthorizationDecision(false);

  private final RuleTable table;
  private final Door door;

  RuleCheck(RuleTable table, Door door) {
    this.table = table;
    this.door = door;
  }

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> caller, RequestAuthorizationContext context) {
    HttpServletRequest request = context.getRequest();
    PathContainer path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
    AccessRules.Rule rule = table.find(request.getMethod(), path);
    if (rule != null && rule.open()) {
      return YES;
    }
    if (!(caller.get() instanceof KnownCaller known)) {
      return WHO;
    }
    if (rule == null) {
      return noRule(request, path);
    }
    if (ForeignPage.changes(request)) {
      return new Refusal(
          new ThermoclineException(
              ErrorKind.FORBIDDEN,
              "A page of another site made this browser ask for a change, which only pages of this"
                  + " address may. Behind a proxy, pass on the header Host as the browser sent it."));
    }
    ThermoclineException refusal = door.refusal(known.verifier(), rule, request.getMethod());
    if (refusal != null) {
      return new Refusal(refusal);
    }
    return enterProject(request, known);
  }

  private AuthorizationResult enterProject(HttpServletRequest request, KnownCaller known) {
    try {
      Project project = door.project(known.verifier(), NamedProject.of(request));
      request.setAttribute(Project.class.getName(), project);
      return YES;
    } catch (ThermoclineException refused) {
      return new Refusal(refused);
    }
  }

  /** A route without a rule does not exist for anybody outside. */
  private Refusal noRule(HttpServletRequest request, PathContainer path) {
    Set<String> methods = table.methods(path);
    return methods.isEmpty()
        ? new Refusal(
            new ThermoclineException(
                ErrorKind.NO_SUCH_ROUTE,
                "There is no route "
                    + request.getMethod()
                    + " "
                    + request.getRequestURI()
                    + "; /v3/api-docs lists those there are."))
        : new Refusal(
            new ThermoclineException(
                ErrorKind.METHOD_NOT_ALLOWED,
                request.getMethod()
                    + " is not a method of "
                    + request.getRequestURI()
                    + "; it takes "
                    + String.join(", ", methods)
                    + "."),
            methods);
  }
}
