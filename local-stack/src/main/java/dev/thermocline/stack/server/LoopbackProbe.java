package dev.thermocline.stack.server;

import dev.thermocline.stack.process.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks first whether anybody listens at all: cheaper than the clients, and without their logs. */
final class LoopbackProbe {
  private LoopbackProbe() {}

  static boolean refuses(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(LoopbackPorts.loopback(), port), 1_000);
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
