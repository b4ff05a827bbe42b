package dev.thermocline.features;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class FeatureService {
  static void main(String[] args) {
    SpringApplication.run(FeatureService.class, args);
  }
}
