package dev.thermocline.stack.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Asks a running supervisor for something and follows how it goes. */
public final class ControlClient {
  private final String socket;

  public ControlClient(String socket) {
    this.socket = socket;
  }

  /**
   * Sends one request and waits for its end.
   *
   * @return whether it was carried out
   */
  public boolean ask(String request, Consumer<String> progress) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(StandardCharsets.UTF_8.encode(request + "\n"));
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        String text = line.substring(1).replace(Answers.LINE_BREAK, '\n');
        switch (line.charAt(0)) {
          case Answers.DONE -> {
            return true;
          }
          case Answers.FAILED -> {
            progress.accept(text);
            return false;
          }
          default -> progress.accept(text);
        }
      }
      throw new IOException("the supervisor went away in the middle of '" + request + "'");
    }
  }
}
