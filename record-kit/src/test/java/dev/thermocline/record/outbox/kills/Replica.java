package dev.thermocline.record.outbox.kills;

import dev.thermocline.kit.access.VerifierSource;
import dev.thermocline.kit.access.Verifiers;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.outbox.Outbox;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One of several equal processes that change things without pause and tell of each change through
 * the outbox. Some changes are rolled back after their event was written.
 */
final class Replica {
  /** As the name of its life: it relays and writes nothing. */
  static final String SILENT = "silent";

  private static final int WRITERS = 3;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(15);

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
        "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
        "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerAutoConfiguration",
        "dev.thermocline.record.job.jdbc.JobStoreAutoConfiguration",
        "dev.thermocline.record.job.scheduler.JobAutoConfiguration",
        "dev.thermocline.record.job.web.JobWebAutoConfiguration"
      })
  static class Parts {
    /** Nobody knocks here. */
    @Bean
    VerifierSource verifierSource() {
      return () -> Verifiers.NONE;
    }
  }

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Outbox outbox;
  private final String life;

  private Replica(ConfigurableApplicationContext context, String life) {
    this.jdbc = context.getBean(JdbcTemplate.class);
    this.transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    this.outbox = context.getBean(Outbox.class);
    this.life = life;
  }

  /** The argument names this life of the process; a replica that comes back has another. */
  static void main(String[] arguments) {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Parts.class).web(WebApplicationType.NONE).run();
    Replica replica = new Replica(context, arguments[0]);
    // Spring keeps a process without a web server alive only as long as somebody works in it.
    new Thread(replica::stay, "stay").start();
    for (int i = 0; i < WRITERS && !arguments[0].equals(SILENT); i++) {
      new Thread(replica::write, "writer-" + i).start();
    }
  }

  private void stay() {
    while (true) {
      LockSupport.park(this);
    }
  }

  private void write() {
    RandomGenerator random = RandomGenerator.getDefault();
    while (true) {
      try {
        change(random, UUID.randomUUID().toString());
      } catch (RuntimeException e) {
        // The database turned it away; the next one may pass.
        System.out.println("a change failed: " + e.getMessage());
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  private void change(RandomGenerator random, String mark) {
    Project project = random.nextBoolean() ? Project.DEFAULT : new Project("other");
    String key = "thing-" + random.nextInt(Journal.KEYS);
    boolean back = random.nextInt(5) == 0;
    transactions.executeWithoutResult(status -> {
      long revision =
          Objects.requireNonNull(
              jdbc.queryForObject(
                  "update thing set revision = revision + 1 where project = ? and key = ?"
                      + " returning revision",
                  Long.class,
                  project.name(),
                  key));
      jdbc.update(
          "insert into journal (project, key, revision, mark, life) values (?, ?, ?, ?, ?)",
          project.name(),
          key,
          revision,
          mark,
          life);
      outbox.append(
          project, Journal.TOPIC, key, revision, "thing.changed", Map.of("mark", mark, "by", life));
      if (back) {
        status.setRollbackOnly();
      }
    });
    if (back) {
      jdbc.update("insert into taken_back (mark) values (?)", mark);
    }
  }
}
