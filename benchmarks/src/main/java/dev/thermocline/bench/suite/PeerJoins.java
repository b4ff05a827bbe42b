package dev.thermocline.bench.suite;

import java.nio.file.Path;
import java.time.Duration;

/** The same join by tools of Python. */
record PeerJoins(Path entityRows, Path history, Path result) {
  Duration run(String peer) {
    return PeerScript.seconds(
        "join.py", peer, entityRows.toString(), history.toString(), result.toString());
  }
}
