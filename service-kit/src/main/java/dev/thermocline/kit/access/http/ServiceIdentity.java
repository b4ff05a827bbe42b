package dev.thermocline.kit.access.http;

import dev.thermocline.kit.setting.KeyFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Shows this service's own token to the other services, and to nobody else: only requests to their
 * addresses carry it.
 */
final class ServiceIdentity implements ClientHttpRequestInterceptor {
  private final @Nullable Path tokenFile;
  private final List<URI> services;

  ServiceIdentity(@Nullable Path tokenFile, List<URI> services) {
    this.tokenFile = tokenFile;
    this.services = List.copyOf(services);
  }

  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    HttpHeaders headers = request.getHeaders();
    if (tokenFile != null
        && !headers.containsHeader(HttpHeaders.AUTHORIZATION)
        && services.stream().anyMatch(service -> isSame(service, request.getURI()))) {
      // Read each time, so that a token that was changed on disk counts at once.
      headers.setBearerAuth(new KeyFile(tokenFile).read());
    }
    return execution.execute(request, body);
  }

  private static boolean isSame(URI service, URI asked) {
    return service.getScheme().equalsIgnoreCase(String.valueOf(asked.getScheme()))
        && service.getHost().equalsIgnoreCase(String.valueOf(asked.getHost()))
        && service.getPort() == asked.getPort();
  }
}
