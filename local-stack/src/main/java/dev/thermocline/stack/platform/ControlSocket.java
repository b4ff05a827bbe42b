package dev.thermocline.stack.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes requests, one a connection. The socket lies in a private folder of the system's temporary
 * one: a path deep inside somebody's home would be too long for a socket.
 */
final class ControlSocket implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Path path;

  private ControlSocket(ServerSocketChannel server, Path path) {
    this.server = server;
    this.path = path;
  }

  static ControlSocket open() throws IOException {
    Path path = Files.createTempDirectory("thermocline-").resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    return new ControlSocket(server, path);
  }

  String path() {
    return path.toString();
  }

  /** Answers until it is closed, each connection on a thread of its own. */
  void serve(Handler handler) throws IOException {
    while (true) {
      SocketChannel channel;
      try {
        channel = server.accept();
      } catch (ClosedChannelException e) {
        return;
      }
      Thread.ofVirtual().name("request").start(() -> answer(channel, handler));
    }
  }

  private static void answer(SocketChannel channel, Handler handler) {
    try (channel) {
      BufferedReader requests =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      String request = requests.readLine();
      if (request != null) {
        handler.handle(request, new Answers(channel), requests);
      }
    } catch (IOException e) {
      // The caller has gone; there is nobody to tell.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    Files.deleteIfExists(path.getParent());
  }

  /** Carries out a request. */
  interface Handler {
    /**
     * Answers one request.
     *
     * @param caller ends when the caller has gone
     */
    void handle(String request, Answers answers, BufferedReader caller) throws IOException;
  }
}
