package dev.thermocline.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What the generator of load costs by itself: its requests to a socket that answers at once. */
public final class GeneratorCost {
  private static final int CLIENTS = 16;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);

  private GeneratorCost() {}

  /** Measures it, and says it in a line. */
  public static String say(Duration length) {
    try (ServerSocket server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> accept(server));
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      HttpRequest request = HttpRequest.get(uri, Map.of());
      Load load = new Load(CLIENTS, n -> request);
      Measured _ = load.closed(length);
      long before = processorTime();
      Measured measured = load.closed(length);
      double each = (processorTime() - before) / 1e3 / measured.latency().getTotalCount();
      return String.format(
          Locale.ROOT,
          "the generator alone, %d connections to a socket that answers at once in the same"
              + " process: %,.0f/s, %.0f \u00b5s of processor time each, both ends together",
          CLIENTS,
          measured.amount(),
          each);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long processorTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** A request ends with an empty line, and never reaches over the buffer. */
  private static void answer(Socket socket) {
    byte[] buffer = new byte[4096];
    try (socket;
        InputStream in = socket.getInputStream()) {
      socket.setTcpNoDelay(true);
      while (in.read(buffer) > 0) {
        socket.getOutputStream().write(ANSWER);
      }
    } catch (IOException _) {
      // The generator closes its connections when it has measured.
    }
  }
}
