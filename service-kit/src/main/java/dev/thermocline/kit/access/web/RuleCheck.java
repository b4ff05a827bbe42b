package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Door;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;

/** Asks the table for each request, and refuses what no rule names. */
final class RuleCheck {
  private final RuleTable table;
  private final Door door;

  RuleCheck(RuleTable table, Door door) {
    this.table = table;
    this.door = door;
  }

  /**
   * Why the request may not go on; nothing where it may, and then it carries its project.
   *
   * @param caller nobody where no token was shown, or a wrong one
   * @param wrongToken why the one that was shown was not taken
   */
  @Nullable Refusal refusal(
      HttpServletRequest request,
      @Nullable Verifier caller,
      @Nullable ThermoclineException wrongToken) {
    PathContainer path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
    AccessRules.Rule rule = table.find(request.getMethod(), path);
    if (rule != null && rule.open()) {
      return null;
    }
    if (caller == null) {
      return Refusal.ofStranger(wrongToken);
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
    ThermoclineException refusal = door.refusal(caller, rule, request.getMethod());
    if (refusal != null) {
      return new Refusal(refusal);
    }
    return enterProject(request, caller);
  }

  private @Nullable Refusal enterProject(HttpServletRequest request, Verifier caller) {
    try {
      Project project = door.project(caller, NamedProject.of(request));
      request.setAttribute(Project.class.getName(), project);
      return null;
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
        : Refusal.ofMethod(
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
