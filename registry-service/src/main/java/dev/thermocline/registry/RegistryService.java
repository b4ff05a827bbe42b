package dev.thermocline.registry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class RegistryService {
  static void main(String[] args) {
    if (RegistrySetup.isAsked(args)) {
      System.exit(RegistrySetup.run(args));
    }
    SpringApplication.run(RegistryService.class, args);
  }
}
