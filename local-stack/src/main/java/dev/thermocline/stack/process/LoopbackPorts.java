package dev.thermocline.stack.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Which ports of 127.0.0.1 are free. */
public final class LoopbackPorts {
  /** Below the ranges from which Linux and macOS take the ports of outgoing connections. */
  private static final int LOWEST = 20_000;

  private static final int BEYOND = 32_000;

  private LoopbackPorts() {}

  public static boolean isFree(int port) {
    try (ServerSocket socket = bind(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Free ports, all different, that nobody is likely to take before they are used. */
  public static List<Integer> random(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int tries = 0; held.size() < count; tries++) {
        try {
          held.add(bind(ThreadLocalRandom.current().nextInt(LOWEST, BEYOND)));
        } catch (IOException e) {
          if (tries > 1_000) {
            throw e;
          }
        }
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /** 127.0.0.1, whatever the JVM prefers. */
  public static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // As the servers do; otherwise the wake of the last run would make the port look taken.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
