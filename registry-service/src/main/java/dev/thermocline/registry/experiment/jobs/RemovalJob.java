package dev.thermocline.registry.experiment.jobs;

import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import dev.thermocline.registry.experiment.RemovalRequest;
import dev.thermocline.registry.experiment.Removals;
import org.springframework.stereotype.Component;

/** Begun again after a crash it finds only what is still there. */
@Component
class RemovalJob implements JobKind<RemovalRequest> {
  private final Removals removals;

  RemovalJob(Removals removals) {
    this.removals = removals;
  }

  @Override
  public String name() {
    return RemovalRequest.KIND;
  }

  @Override
  public Class<RemovalRequest> requestType() {
    return RemovalRequest.class;
  }

  @Override
  public void run(RemovalRequest request, JobRun run) throws Exception {
    run.result(
        removals.remove(
            run.project(),
            request.deletedBefore(),
            request.dryRun(),
            doomed -> {
              run.note(doomed.kind() + " " + doomed.id());
              run.advance(1);
            }));
  }
}
