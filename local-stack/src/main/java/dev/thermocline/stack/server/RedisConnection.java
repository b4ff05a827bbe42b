package dev.thermocline.stack.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The little of Redis' protocol that setting up a server needs: commands with simple answers. */
public final class RedisConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RedisConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Opens {@code redis://user:password@host:port/database} and logs in. */
  public static RedisConnection open(URI url) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getAllByName(url.getHost())[0], url.getPort()),
          TIMEOUT_MILLIS);
      RedisConnection connection = new RedisConnection(socket);
      String userInfo = url.getUserInfo();
      if (userInfo != null) {
        String[] userAndPassword = userInfo.split(":", 2);
        connection.call("AUTH", userAndPassword[0], userAndPassword[1]);
      }
      String path = url.getPath();
      if (path != null && path.length() > 1) {
        connection.call("SELECT", path.substring(1));
      }
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a command and returns its answer as text. */
  public String call(String... words) throws IOException {
    StringBuilder request = new StringBuilder().append('*').append(words.length).append("\r\n");
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    out.write(request.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    String line = line();
    if (line.isEmpty()) {
      throw new IOException("this does not speak Redis' protocol");
    }
    return switch (line.charAt(0)) {
      case '+', ':' -> line.substring(1);
      case '$' -> text(Integer.parseInt(line.substring(1)));
      default -> throw new IOException("Redis refused " + words[0] + ": " + line.substring(1));
    };
  }

  private String text(int length) throws IOException {
    if (length < 0) {
      return "";
    }
    byte[] bytes = in.readNBytes(length);
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new IOException("Redis closed the connection");
      }
      line.append((char) next);
    }
    if (in.read() != '\n') {
      throw new IOException("this does not speak Redis' protocol");
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
