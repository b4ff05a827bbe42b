package dev.thermocline.stack.platform;

import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A server of the user's own that stands in for one of ours. */
record Elsewhere(String name, String setting, String host, int port) {
  private static final int PATIENCE_MILLIS = 5_000;

  String url() {
    return host + ":" + port;
  }

  /** Whether anybody listens; who may log in is the services' affair. */
  void check() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getAllByName(host)[0], port), PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new StackFailure(
          name,
          setting + " names " + url() + ", where nobody answers (" + e.getMessage() + ")",
          "start that server or correct the setting; without it the local one is used",
          e);
    }
  }
}
