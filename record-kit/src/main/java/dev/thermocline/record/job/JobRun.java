package dev.thermocline.record.job;

import dev.thermocline.kit.project.Project;
import java.util.UUID;

/** The side of a running job that its work sees. Safe for several threads. */
public interface JobRun {
  UUID id();

  Project project();

  /** The name of the token that asked for it. */
  String requestedBy();

  /** 1 at first; more when a process died over it. */
  int attempt();

  /** How much there is to do, in units that the kind chooses. */
  void total(long total);

  /**
   * Says that more was done. Cheap: written now and then.
   *
   * @throws JobCancelled when somebody wants the job to stop; let it through
   */
  void advance(long more) throws JobCancelled;

  /** What it does now, in a few words for people. */
  void note(String note);

  /** What came out, kept as JSON with the job. */
  void result(Object result);

  /**
   * Looks whether to go on, where there is no progress to tell.
   *
   * @throws JobCancelled when somebody wants the job to stop; let it through
   */
  void stopIfCancelled() throws JobCancelled;

  /** Ends the work of a job that somebody cancelled. */
  final class JobCancelled extends Exception {
    private static final long serialVersionUID = 1L;

    public JobCancelled() {
      super("cancelled");
    }
  }
}
