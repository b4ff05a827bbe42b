package dev.thermocline.kit.request.http;

import dev.thermocline.kit.request.RequestId;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
class RequestIdClientAutoConfiguration {
  /** Passes the request id on to whichever service is asked next. */
  @Bean
  RestClientCustomizer requestIdsGoOn() {
    return client ->
        client.requestInterceptor((request, body, execution) -> {
          String id = RequestId.current();
          if (id != null && !request.getHeaders().containsHeader(RequestId.HEADER)) {
            request.getHeaders().set(RequestId.HEADER, id);
          }
          return execution.execute(request, body);
        });
  }
}
