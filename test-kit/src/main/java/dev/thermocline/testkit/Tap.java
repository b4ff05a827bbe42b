package dev.thermocline.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A port on loopback that leads to a server until it is shut. A shut tap is worse than a server
 * that died: connections stand and are accepted, and nothing ever comes.
 */
public final class Tap implements AutoCloseable {
  private final ServerSocket server;
  private final @Nullable InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean open = true;

  private Tap(@Nullable InetSocketAddress target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("tap").start(this::accept);
  }

  public static Tap to(String host, int port) {
    return new Tap(new InetSocketAddress(host, port));
  }

  /** Leads nowhere from the beginning. */
  public static Tap silent() {
    return new Tap(null);
  }

  public int port() {
    return server.getLocalPort();
  }

  public void shut() {
    turn(false);
  }

  public void open() {
    turn(true);
  }

  private void turn(boolean way) {
    lock.lock();
    try {
      open = way;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket caller = server.accept();
        sockets.add(caller);
        if (target != null) {
          Thread.ofVirtual().start(() -> connect(caller, target));
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket caller, InetSocketAddress target) {
    try {
      awaitOpen();
      Socket there = new Socket(target.getAddress(), target.getPort());
      sockets.add(there);
      Thread.ofVirtual().start(() -> pour(caller, there));
      pour(there, caller);
    } catch (IOException e) {
      end(caller);
    }
  }

  private void pour(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitOpen();
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // Either side hung up, and so does the other.
    } finally {
      end(from);
      end(to);
    }
  }

  private void awaitOpen() throws IOException {
    lock.lock();
    try {
      while (!open && !server.isClosed()) {
        opened.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  private void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end(server);
    turn(true);
    sockets.forEach(this::end);
  }
}
