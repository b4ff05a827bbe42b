package dev.thermocline.stack.platform;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Lines back to whoever asked the supervisor for something; a caller that left is no trouble. */
final class Answers {
  static final char PROGRESS = ' ';
  static final char DONE = '+';
  static final char FAILED = '!';

  /** Stands for a line break inside one answer. */
  static final char LINE_BREAK = '\u001e';

  private final SocketChannel channel;

  Answers(SocketChannel channel) {
    this.channel = channel;
  }

  void progress(String text) {
    send(PROGRESS, text);
  }

  void done() {
    send(DONE, "");
  }

  void failed(String text) {
    send(FAILED, text);
  }

  private synchronized void send(char kind, String text) {
    try {
      channel.write(StandardCharsets.UTF_8.encode(kind + text.replace('\n', LINE_BREAK) + "\n"));
    } catch (IOException e) {
      // The work goes on without its audience.
    }
  }
}
