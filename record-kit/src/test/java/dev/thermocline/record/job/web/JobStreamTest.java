package dev.thermocline.record.job.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.ExampleService;
import dev.thermocline.record.RecordTest;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.Jobs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JobStreamTest extends RecordTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Jobs jobs;
  private final JobKind<ExampleService.Count> counting;
  private final int port;

  @Autowired
  JobStreamTest(Jobs jobs, JobKind<ExampleService.Count> counting, @LocalServerPort int port) {
    this.jobs = jobs;
    this.counting = counting;
    this.port = port;
  }

  private record Event(String name, JsonNode job) {}

  @Test
  void tellsOfProgressUntilSomebodyCancelsAndThenOfTheEnd() throws Exception {
    Job job = submit(new ExampleService.Count(5, true, false));
    List<Event> events = new ArrayList<>();
    boolean cancelled = false;

    try (Stream<String> lines = open(job.id())) {
      Iterator<String> line = lines.iterator();
      while (line.hasNext()) {
        String text = line.next();
        if (!text.startsWith("event:")) {
          continue;
        }
        String data = line.next();
        JsonNode told = JsonMapper.shared().readTree(data.substring("data:".length()));
        events.add(new Event(text.substring("event:".length()), told));
        if (!cancelled && told.get("state").asString().equals("running")) {
          HttpResponse<String> answer = send(request(job.id()).DELETE());
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          cancelled = true;
        }
      }
    }

    assertThat(events.getLast().name()).isEqualTo("end");
    assertThat(events.getLast().job().get("state").asString()).isEqualTo("cancelled");
    assertThat(events.subList(0, events.size() - 1))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.name()).isEqualTo("progress"));
  }

  @Test
  void endsAtOnceForAJobThatHasEnded() throws Exception {
    Job job = submit(new ExampleService.Count(3, false, false));
    try (Stream<String> lines = open(job.id())) {
      assertThat(lines.toList()).contains("event:end");
    }
    try (Stream<String> lines = open(job.id())) {
      assertThat(lines.filter(line -> line.startsWith("event:"))).containsExactly("event:end");
    }
    JsonNode read = JsonMapper.shared().readTree(send(request(job.id())).body());
    assertThat(read.get("state").asString()).isEqualTo("succeeded");
    assertThat(read.get("done").asLong()).isEqualTo(3);
    assertThat(read.get("total").asLong()).isEqualTo(3);
    assertThat(read.get("requestedBy").asString()).isEqualTo("ada");
    assertThat(read.get("result").get("upTo").asInt()).isEqualTo(3);
  }

  @Test
  void knowsNoJobOfNobody() throws Exception {
    HttpResponse<String> answer =
        send(request(new UUID(1, 2)).header("Accept", "text/event-stream"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("not-found");
  }

  private Job submit(ExampleService.Count count) {
    return jobs.submit(Project.DEFAULT, new Caller("ada", Role.SCIENTIST), counting, count);
  }

  private Stream<String> open(UUID id) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> answer =
        CLIENT.send(
            request(id).header("Accept", "text/event-stream").build(),
            HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private HttpRequest.Builder request(UUID id) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/api/v1/countings/" + id))
        .timeout(Duration.ofSeconds(60));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
