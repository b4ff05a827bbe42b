package dev.thermocline.hot;

/** Where a row came from: the answer to "which file or message made this value?". */
public sealed interface Provenance {
  /** A snapshot of the view's offline files. */
  record Snapshot(long number) implements Provenance {
    public Snapshot {
      notNegative("A snapshot's number", number);
    }

    @Override
    public String toString() {
      return "snapshot " + number;
    }
  }

  /** A message of the view's topic. */
  record Stream(int partition, long offset) implements Provenance {
    public Stream {
      notNegative("A partition", partition);
      notNegative("An offset", offset);
    }

    @Override
    public String toString() {
      return "stream " + partition + ":" + offset;
    }
  }

  private static void notNegative(String what, long number) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " is 0 or more, not " + number);
    }
  }
}
