package dev.thermocline.gateway.openinference.grpc;

import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Door;
import dev.thermocline.kit.access.Guesses;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.access.web.RuleTable;
import dev.thermocline.kit.access.web.ShownToken;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;

/**
 * Lets a call in by the rule of the route that does the same over HTTP: one table says who may do
 * what, whatever way they come.
 */
@Component
final class GrpcDoor implements ServerInterceptor {
  private record Twin(String method, PathContainer path) {
    Twin(String method, String path) {
      this(method, PathContainer.parsePath(path));
    }
  }

  private static final Map<String, Twin> TWINS =
      Map.of(
          "ServerLive", new Twin("GET", "/v2/health/live"),
          "ServerReady", new Twin("GET", "/v2/health/ready"),
          "ServerMetadata", new Twin("GET", "/v2"),
          "ModelReady", new Twin("GET", "/v2/models/any/ready"),
          "ModelMetadata", new Twin("GET", "/v2/models/any"),
          "ModelInfer", new Twin("POST", "/v2/models/any/infer"));

  private final Door door;
  private final RuleTable rules;
  private final Guesses guesses;
  private final Duration otherwise;

  GrpcDoor(Door door, RuleTable rules, Clock clock, GatewaySettings settings) {
    this.door = door;
    this.rules = rules;
    this.guesses = new Guesses(clock);
    this.otherwise = settings.requestTimeout();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String id = RequestId.accept(header(headers, RequestId.HEADER));
    try {
      CallFacts facts = facts(call, headers, id);
      ServerCall<ReqT, RespT> answering =
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata answer) {
              answer.merge(facts.answerHeaders());
              super.sendHeaders(answer);
            }
          };
      return Contexts.interceptCall(facts.inContext(), answering, headers, next);
    } catch (ThermoclineException refused) {
      call.close(GrpcFailures.status(refused, id), GrpcFailures.trailers(refused, id));
      return new ServerCall.Listener<>() {};
    }
  }

  private CallFacts facts(ServerCall<?, ?> call, Metadata headers, String id) {
    Metadata answer = new Metadata();
    CallFacts facts =
        new CallFacts(
            project(call, headers),
            deadline(headers),
            header(headers, "cache-control"),
            header(headers, "x-sticky-key"),
            id,
            answer);
    facts.answerHeader(RequestId.HEADER, id);
    return facts;
  }

  /** The nearer one of the call's own deadline and the header's. */
  private Deadline deadline(Metadata headers) {
    Deadline asked = RequestOptions.deadline(header(headers, "x-request-timeout"), otherwise);
    io.grpc.Deadline own = Context.current().getDeadline();
    Duration left =
        own == null ? asked.left() : Duration.ofNanos(own.timeRemaining(TimeUnit.NANOSECONDS));
    return left.compareTo(asked.left()) < 0
        ? Deadline.in(left.isNegative() ? Duration.ZERO : left)
        : asked;
  }

  private Project project(ServerCall<?, ?> call, Metadata headers) {
    String name = call.getMethodDescriptor().getBareMethodName();
    Twin twin = name == null ? null : TWINS.get(name);
    AccessRules.Rule rule = twin == null ? null : rules.find(twin.method(), twin.path());
    if (twin == null || rule == null) {
      throw new ThermoclineException(
          ErrorKind.NO_SUCH_ROUTE, "There is no method " + name + " here.");
    }
    if (rule.open()) {
      return new Project("default");
    }
    Verifier caller = caller(call, header(headers, "authorization"));
    ThermoclineException refusal = door.refusal(caller, rule, twin.method());
    if (refusal != null) {
      throw refusal;
    }
    return door.project(caller, namedProject(headers));
  }

  private Verifier caller(ServerCall<?, ?> call, @Nullable String authorization) {
    String token = ShownToken.in(authorization);
    if (token == null || token.isEmpty()) {
      Verifier stranger = door.stranger();
      if (stranger != null) {
        return stranger;
      }
      throw new ThermoclineException(
          ErrorKind.UNAUTHENTICATED,
          "This asks for a token: send it in the metadata as 'authorization: Bearer <token>'.");
    }
    try {
      return door.identify(token);
    } catch (ThermoclineException refused) {
      if (refused.kind() == ErrorKind.UNAUTHENTICATED) {
        // A thread of its own, so that a guesser keeps nobody else waiting.
        LockSupport.parkNanos(guesses.wrong(address(call)).toNanos());
      }
      throw refused;
    }
  }

  private static String address(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress()
        : String.valueOf(address);
  }

  private static @Nullable String namedProject(Metadata headers) {
    String ours = header(headers, "x-thermocline-project");
    String theirs = header(headers, "x-mlflow-workspace");
    if (ours != null && theirs != null && !ours.equals(theirs)) {
      throw ThermoclineException.invalid(
          "The metadata names two projects, '%s' and '%s'.".formatted(ours, theirs));
    }
    return ours == null ? theirs : ours;
  }

  private static @Nullable String header(Metadata headers, String name) {
    return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }
}
