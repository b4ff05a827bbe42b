package dev.thermocline.bench.load;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import jdk.net.ExtendedSocketOptions;

/**
 * One keep-alive connection that reads answers and throws their bodies away. As little as a client
 * can be, so that what is measured is the server; {@link GeneratorCost} says what it costs.
 */
final class HttpConnection implements Closeable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] ENCODING = "transfer-encoding:".getBytes(StandardCharsets.ISO_8859_1);

  private final Socket socket;
  private final InputStream in;
  private final boolean acknowledgeAtOnce;
  private final byte[] line = new byte[4096];
  private final byte[] buffer = new byte[16_384];
  private int at;
  private int end;

  HttpConnection(String host, int port, boolean acknowledgeAtOnce) throws IOException {
    socket = new Socket();
    this.acknowledgeAtOnce =
        acknowledgeAtOnce && socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (!Thread.currentThread().isVirtual()) {
      // There it is a timer for each read, which costs more than the read.
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
    socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
    in = socket.getInputStream();
  }

  /** Sends the request, reads the whole answer, and gives its status. */
  int exchange(HttpRequest request) throws IOException {
    socket.getOutputStream().write(request.bytes());
    acknowledgeAtOnce();
    int length = readLine();
    int status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    long body = 0;
    boolean chunked = false;
    while ((length = readLine()) > 0) {
      if (startsWith(LENGTH, length)) {
        body = Long.parseLong(rest(LENGTH, length));
      } else if (startsWith(ENCODING, length)) {
        chunked = rest(ENCODING, length).toLowerCase(Locale.ROOT).contains("chunked");
      }
    }
    if (chunked) {
      skipChunks();
    } else {
      skip(body);
    }
    return status;
  }

  /**
   * Some servers send a small answer in two parts and hold the second back until the first is
   * acknowledged; a client that delays its acknowledgements would measure that delay. The kernel
   * forgets the wish, so it is said for each exchange.
   */
  private void acknowledgeAtOnce() throws IOException {
    if (acknowledgeAtOnce) {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  private void skipChunks() throws IOException {
    while (true) {
      int length = readLine();
      String size = new String(line, 0, length, StandardCharsets.ISO_8859_1);
      int semicolon = size.indexOf(';');
      long bytes = Long.parseLong((semicolon < 0 ? size : size.substring(0, semicolon)).trim(), 16);
      skip(bytes);
      readLine();
      if (bytes == 0) {
        return;
      }
    }
  }

  /** Whether the line begins with a header's name, given in lower case. */
  private boolean startsWith(byte[] name, int length) {
    if (length < name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      int c = line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 32 : line[i];
      if (c != name[i]) {
        return false;
      }
    }
    return true;
  }

  private String rest(byte[] name, int length) {
    return new String(line, name.length, length - name.length, StandardCharsets.ISO_8859_1).trim();
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      if (at == end) {
        fill();
      }
      int read = (int) Math.min(end - at, left);
      at += read;
      left -= read;
    }
  }

  private int readLine() throws IOException {
    int length = 0;
    while (true) {
      if (at == end) {
        fill();
      }
      byte c = buffer[at++];
      if (c == '\n') {
        return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
      }
      if (length == line.length) {
        throw new IOException("a header line is longer than " + line.length + " bytes");
      }
      line[length++] = c;
    }
  }

  private void fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    if (end == 0) {
      throw new EOFException("the server closed the connection");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
