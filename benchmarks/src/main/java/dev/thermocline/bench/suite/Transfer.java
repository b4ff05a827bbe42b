package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/**
 * The same large body moved again and again by one client; a unit is a megabyte.
 *
 * @param move moves it once
 */
record Transfer(String name, long size, Runnable move) implements Contender {
  private static final byte[] PIECE = piece();

  @Override
  public Measured measure(Duration length) {
    long start = System.nanoTime();
    long moved = 0;
    do {
      move.run();
      moved += size >> 20;
    } while (System.nanoTime() - start < length.toNanos());
    return Measured.once(Duration.ofNanos(System.nanoTime() - start), moved);
  }

  /** Gives the ETag of what was put. */
  static String put(URI address, Map<String, String> headers, long size) {
    try {
      HttpURLConnection connection = open(address, headers);
      connection.setRequestMethod("PUT");
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(size);
      try (OutputStream out = connection.getOutputStream()) {
        for (long left = size; left > 0; left -= PIECE.length) {
          out.write(PIECE, 0, (int) Math.min(PIECE.length, left));
        }
      }
      require(connection, address);
      drain(connection);
      return String.valueOf(connection.getHeaderField("ETag"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void get(URI address, Map<String, String> headers, long size) {
    try {
      HttpURLConnection connection = open(address, headers);
      require(connection, address);
      long came = drain(connection);
      if (came != size) {
        throw new IOException(address.getPath() + " gave " + came + " bytes, not " + size);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpURLConnection open(URI address, Map<String, String> headers)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(600_000);
    headers.forEach(connection::setRequestProperty);
    return connection;
  }

  private static void require(HttpURLConnection connection, URI address) throws IOException {
    if (connection.getResponseCode() != 200) {
      throw new IOException(address.getPath() + " answered " + connection.getResponseCode());
    }
  }

  private static long drain(HttpURLConnection connection) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long came = 0;
    try (InputStream in = connection.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        came += n;
      }
    }
    return came;
  }

  private static byte[] piece() {
    byte[] piece = new byte[1 << 16];
    new Random(1).nextBytes(piece);
    return piece;
  }
}
