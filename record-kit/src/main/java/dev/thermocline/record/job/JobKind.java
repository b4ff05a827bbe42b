package dev.thermocline.record.job;

/**
 * One kind of long work. A service registers a bean for each and reads its jobs under a path of its
 * own. A process may die in the middle; the work is then begun again elsewhere, so what it does
 * must bear being done twice.
 *
 * @param <T> what is asked, kept as JSON
 */
public interface JobKind<T> {
  /** Never changed once a job of it was kept. */
  String name();

  Class<T> requestType();

  /**
   * Does the work on a thread of its own. Returns normally when it succeeded; a {@code
   * ThermoclineException} fails the job with its message, anything else with a general one.
   */
  void run(T request, JobRun run) throws Exception;
}
