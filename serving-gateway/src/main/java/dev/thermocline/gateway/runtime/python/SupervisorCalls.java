package dev.thermocline.gateway.runtime.python;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is asked of a supervisor about one of its models: Open Inference's model repository. */
record SupervisorCalls(Path socket, String name) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String REPOSITORY = "/v2/repository/";

  /** The connection over which the model was loaded: as long as it is open, the worker lives. */
  record Loaded(Connection lifeline, UnixDomainSocketAddress worker, long pid, boolean network) {}

  Loaded load(JsonNode wish, Duration patience) throws IOException {
    Connection lifeline = connect();
    boolean loaded = false;
    try {
      JsonNode answer = ask(lifeline, "models/" + name + "/load", wish, patience);
      Path worker = Path.of(answer.path("socket").asString(""));
      if (worker.getNameCount() != 1 || worker.toString().isEmpty() || worker.startsWith("..")) {
        throw new IOException("the supervisor named no socket of its folder: '" + worker + "'");
      }
      loaded = true;
      return new Loaded(
          lifeline,
          UnixDomainSocketAddress.of(socket.resolveSibling(worker)),
          answer.path("pid").asLong(),
          answer.path("network").asBoolean());
    } finally {
      if (!loaded) {
        lifeline.close();
      }
    }
  }

  void unload(boolean atOnce, Duration patience) throws IOException {
    JsonNode wish = JSON.readTree("{\"parameters\": {\"at_once\": %s}}".formatted(atOnce));
    try (Connection connection = connect()) {
      JsonNode _ = ask(connection, "models/" + name + "/unload", wish, patience);
    }
  }

  /** Why the model is not there, as the supervisor knows it. */
  String reason(Duration patience) {
    try (Connection connection = connect()) {
      for (JsonNode one : ask(connection, "index", JSON.createObjectNode(), patience)) {
        if (one.path("name").asString("").equals(name)) {
          return one.path("reason").asString("");
        }
      }
      return "the supervisor was started anew and does not know it";
    } catch (IOException gone) {
      return String.valueOf(gone.getMessage());
    }
  }

  private Connection connect() throws IOException {
    try {
      return new Connection(UnixDomainSocketAddress.of(socket));
    } catch (IOException notThere) {
      throw away(notThere);
    }
  }

  private IOException away(IOException cause) {
    return new IOException(
        "no supervisor answers at %s (thermocline.python.supervisor), is python-runtime running? %s"
            .formatted(socket, cause.getMessage()),
        cause);
  }

  private JsonNode ask(Connection connection, String path, JsonNode wish, Duration patience)
      throws IOException {
    byte[] body = JSON.writeValueAsBytes(wish);
    WorkerQuestion question =
        new WorkerQuestion("POST", REPOSITORY + path, List.of(ByteBuffer.wrap(body)), body.length);
    Future<?> alarm = Connections.after(patience, connection::close);
    try {
      WorkerAnswer answer = answer(connection, question, patience);
      String text = StandardCharsets.UTF_8.decode(answer.body()).toString();
      JsonNode document = JSON.readTree(text);
      if (answer.status() != 200) {
        throw new IOException(document.path("error").asString("the supervisor refused it"));
      }
      return document;
    } catch (JacksonException unreadable) {
      throw new IOException("the supervisor gave an answer that cannot be read", unreadable);
    } finally {
      boolean _ = alarm.cancel(false);
    }
  }

  /** One that is being killed may still take a connection, and breaks it. */
  private WorkerAnswer answer(Connection connection, WorkerQuestion question, Duration patience)
      throws IOException {
    try {
      return connection.ask(question, patience.toMillis());
    } catch (IOException broken) {
      throw away(broken);
    }
  }
}
