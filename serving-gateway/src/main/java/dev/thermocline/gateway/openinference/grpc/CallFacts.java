package dev.thermocline.gateway.openinference.grpc;

import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.project.Project;
import io.grpc.Context;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What the door found out about a call.
 *
 * @param answerHeaders go out before the answer
 */
record CallFacts(
    Project project,
    Deadline deadline,
    @Nullable String cacheControl,
    @Nullable String stickyKey,
    String requestId,
    Metadata answerHeaders) {
  private static final Context.Key<CallFacts> KEY = Context.key("facts");

  static CallFacts current() {
    CallFacts facts = KEY.get();
    if (facts == null) {
      throw new IllegalStateException("a call that did not come through the door");
    }
    return facts;
  }

  Context inContext() {
    return Context.current().withValue(KEY, this);
  }

  void answerHeader(String name, String value) {
    answerHeaders.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
  }
}
