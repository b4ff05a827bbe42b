package dev.thermocline.registry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class RegistryService {
  static void main(String[] args) {
    if (RegistrySetup.isAsked(args)) {
      RegistrySetup.run(args);
      return;
    }
    SpringApplication.run(RegistryService.class, args);
  }
}
