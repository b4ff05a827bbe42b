package dev.thermocline.bench.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One connection to Redis that sends commands in a row and throws the answers away. */
public final class RedisPipe implements Closeable {
  private final Socket socket;
  private final InputStream in;
  private final byte[] sink = new byte[65_536];

  /** Connects to {@code redis://user:password@host:port}. */
  public RedisPipe(URI redis) throws IOException {
    socket = new Socket(redis.getHost(), redis.getPort());
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream(), 65_536);
    String user = redis.getUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      ByteArrayOutputStream auth = new ByteArrayOutputStream();
      if (colon > 0) {
        command(auth, "AUTH", user.substring(0, colon), user.substring(colon + 1));
      } else {
        command(auth, "AUTH", user.substring(colon + 1));
      }
      exchange(auth.toByteArray(), 1);
    }
  }

  /** Adds a command to a batch of them. */
  public static void command(ByteArrayOutputStream out, Object... words) {
    text(out, "*" + words.length + "\r\n");
    for (Object word : words) {
      byte[] bytes =
          word instanceof byte[] raw ? raw : word.toString().getBytes(StandardCharsets.UTF_8);
      text(out, "$" + bytes.length + "\r\n");
      out.writeBytes(bytes);
      text(out, "\r\n");
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends commands and reads so many answers; gives the bytes that came. */
  public long exchange(byte[] commands, int answers) throws IOException {
    socket.getOutputStream().write(commands);
    long bytes = 0;
    for (int i = 0; i < answers; i++) {
      bytes += answer();
    }
    return bytes;
  }

  /** Sends one command and gives its answer, one string. */
  public byte[] answer(byte[] command) throws IOException {
    socket.getOutputStream().write(command);
    int type = in.read();
    String line = line();
    if (type != '$') {
      throw new IOException("Redis answered: " + line);
    }
    byte[] bytes = in.readNBytes(Integer.parseInt(line));
    skip(2);
    return bytes;
  }

  /** Sends commands that are answered by 1 or 0. */
  public boolean[] flags(byte[] commands, int answers) throws IOException {
    socket.getOutputStream().write(commands);
    boolean[] flags = new boolean[answers];
    for (int i = 0; i < answers; i++) {
      int type = in.read();
      String line = line();
      if (type != ':') {
        throw new IOException("Redis answered: " + line);
      }
      flags[i] = line.equals("1");
    }
    return flags;
  }

  private long answer() throws IOException {
    int type = in.read();
    String line = line();
    return switch (type) {
      case '+', ':' -> line.length();
      case '$' -> bulk(Integer.parseInt(line));
      case '*' -> all(Integer.parseInt(line));
      case -1 -> throw new EOFException("Redis closed the connection");
      default -> throw new IOException("Redis answered: " + line);
    };
  }

  private long bulk(int length) throws IOException {
    skip(length < 0 ? 0 : length + 2);
    return Math.max(0, length);
  }

  private long all(int answers) throws IOException {
    long bytes = 0;
    for (int i = 0; i < answers; i++) {
      bytes += answer();
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) != '\r') {
      if (c < 0) {
        throw new EOFException("Redis closed the connection");
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      int read = in.read(sink, 0, (int) Math.min(sink.length, left));
      if (read < 0) {
        throw new EOFException("Redis closed the connection");
      }
      left -= read;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
