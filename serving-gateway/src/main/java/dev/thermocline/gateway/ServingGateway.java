package dev.thermocline.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
class ServingGateway {
  static void main(String[] args) {
    if (FetchModels.isAsked(args)) {
      System.exit(FetchModels.run(args));
    }
    SpringApplication.run(ServingGateway.class, args);
  }
}
