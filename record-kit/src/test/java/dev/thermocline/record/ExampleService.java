package dev.thermocline.record;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Role;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The smallest service with a database. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ExampleRoutes.class)
public class ExampleService {
  public static final String COUNTING = "counting";

  /** How far to count, and whether to wait at the end until told to stop. */
  public record Count(int upTo, boolean forEver, boolean fail) {}

  @Bean
  AccessRules accessRules() {
    return AccessRules.builder().allow(Role.READER, "*", "/api/v1/**").build();
  }

  @Bean
  JobKind<Count> counting() {
    return new JobKind<>() {
      @Override
      public String name() {
        return COUNTING;
      }

      @Override
      public Class<Count> requestType() {
        return Count.class;
      }

      @Override
      public void run(Count request, JobRun run) throws Exception {
        run.total(request.upTo());
        for (int i = 0; i < request.upTo(); i++) {
          run.advance(1);
        }
        if (request.fail()) {
          throw new IllegalStateException("password=hunter2");
        }
        while (request.forEver()) {
          run.stopIfCancelled();
          // Nothing ever counts it down: a wait that ends early when interrupted.
          new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
        run.result(request);
      }
    };
  }
}
