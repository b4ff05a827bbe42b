package dev.thermocline.bench.load;

import java.io.BufferedInputStream;
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
 * can be, so that what is measured is the server; its own cost is measured against an echo.
 */
final class HttpConnection implements Closeable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;
  private final boolean acknowledgeAtOnce;
  private final byte[] line = new byte[8192];
  private final byte[] sink = new byte[65_536];

  HttpConnection(String host, int port, boolean acknowledgeAtOnce) throws IOException {
    this.acknowledgeAtOnce = acknowledgeAtOnce;
    socket = new Socket();
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 65_536);
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
      String header = new String(line, 0, length, StandardCharsets.ISO_8859_1);
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        body = Long.parseLong(lower.substring(15).trim());
      } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
        chunked = true;
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
    if (acknowledgeAtOnce
        && socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
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

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      int read = in.read(sink, 0, (int) Math.min(sink.length, left));
      if (read < 0) {
        throw new EOFException("the server closed the connection within an answer");
      }
      left -= read;
    }
  }

  private int readLine() throws IOException {
    int length = 0;
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c == '\n') {
        return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
      }
      if (length == line.length) {
        throw new IOException("a header line is longer than " + line.length + " bytes");
      }
      line[length++] = (byte) c;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
