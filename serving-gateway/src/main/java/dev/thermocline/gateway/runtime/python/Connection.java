package dev.thermocline.gateway.runtime.python;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * As much of HTTP/1.1 over a Unix domain socket as a worker of ours speaks; the JDK's own client
 * knows TCP alone. For one thread; another may close it to end a wait.
 */
final class Connection implements AutoCloseable {
  private static final int HEAD = 16 << 10;
  private static final int LARGEST_BODY = 512 << 20;

  private final SocketChannel channel;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);
  private boolean answered;

  Connection(UnixDomainSocketAddress address) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      connected = channel.connect(address);
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  /** Whether anything of the answer to the last question came. */
  boolean answered() {
    return answered;
  }

  WorkerAnswer ask(WorkerQuestion question, long patienceMillis) throws IOException {
    answered = false;
    write(question, patienceMillis);
    head.clear();
    int end = readHead();
    String[] lines =
        new String(head.array(), 0, end, StandardCharsets.ISO_8859_1).split("\r\n", -1);
    int length = number(lines, "content-length", 0);
    if (length > LARGEST_BODY) {
      throw new IOException("the worker answered with " + length + " bytes");
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    head.flip().position(end);
    body.put(head);
    while (body.hasRemaining()) {
      fill(body);
    }
    int status = Integer.parseInt(lines[0].substring(9, 12));
    return new WorkerAnswer(
        status, body.flip(), number(lines, "inference-header-content-length", length));
  }

  /** Returns when either side has closed it; for one over which nothing more is to come. */
  void awaitEnd() {
    try {
      int read = 0;
      while (read >= 0) {
        read = channel.read(head.clear());
      }
    } catch (IOException closedHere) {
      // That is an end, too.
    }
  }

  private void write(WorkerQuestion question, long patienceMillis) throws IOException {
    StringBuilder text =
        new StringBuilder(256)
            .append(question.method())
            .append(' ')
            .append(question.path())
            .append(" HTTP/1.1\r\nHost: worker\r\nContent-Length: ")
            .append(question.length())
            .append("\r\nX-Request-Timeout-Ms: ")
            .append(patienceMillis);
    if (!question.body().isEmpty()) {
      text.append("\r\nInference-Header-Content-Length: ").append(question.jsonLength());
    }
    byte[] first = text.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer[] all = new ByteBuffer[question.body().size() + 1];
    all[0] = ByteBuffer.wrap(first);
    for (int i = 1; i < all.length; i++) {
      all[i] = question.body().get(i - 1).duplicate();
    }
    while (remaining(all) > 0) {
      long _ = channel.write(all);
    }
  }

  private static long remaining(ByteBuffer[] buffers) {
    long sum = 0;
    for (ByteBuffer buffer : buffers) {
      sum += buffer.remaining();
    }
    return sum;
  }

  /** Reads until the head's end, behind which some of the body may stand already. */
  private int readHead() throws IOException {
    int looked = 0;
    while (true) {
      fill(head);
      for (int i = Math.max(3, looked); i < head.position(); i++) {
        byte[] bytes = head.array();
        if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
          return i + 1;
        }
      }
      looked = head.position();
      if (!head.hasRemaining()) {
        throw new IOException("the worker's answer has too long a head");
      }
    }
  }

  private void fill(ByteBuffer buffer) throws IOException {
    if (channel.read(buffer) < 0) {
      throw new EOFException("the other side closed the connection");
    }
    answered = true;
  }

  private static int number(String[] lines, String name, int otherwise) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
        return Integer.parseInt(line.substring(colon + 1).strip());
      }
    }
    return otherwise;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException closedAllTheSame) {
      // There is nothing left to do for it.
    }
  }
}
