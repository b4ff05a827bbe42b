package dev.thermocline.stack.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One process of the stack: what it needs before it starts, how it starts, and how to know that it
 * serves. Every step can be repeated: a second start finds what the first one made.
 */
public interface Part {
  String name();

  /** Where others reach it, without credentials. */
  String url();

  /** Of the program that runs; known once it serves. */
  String version();

  /** The ports on loopback that must be free before it starts. */
  List<Port> ports();

  /** Makes its folders, files and secrets ready, and says how to start it. */
  Launch prepare() throws IOException, InterruptedException;

  /** Returns when the process serves a real request; throws as long as it does not. */
  void probe() throws Exception;

  /** Makes what the platform expects inside the running server; leaves what is there. */
  default void furnish() throws Exception {}

  /** What to do about an end while starting, where what it said tells. */
  default Optional<String> wayOut(List<String> said) {
    return Optional.empty();
  }

  /** Two parts of one name and one mark are the same: no restart brings anything new. */
  default String mark() {
    return name();
  }

  /** Told after the process was stopped for long: the moment to prepare the next start. */
  default void stopped(Guard guard, Consumer<String> progress) throws IOException {}

  /** A port and the setting that moves it. */
  record Port(int number, String setting) {}
}
