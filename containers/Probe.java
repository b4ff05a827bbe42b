import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks this container's own {@code /readyz}; the image needs no shell and no curl for it. */
class Probe {
  static void main() throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("SERVER_PORT", "8080"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(4000);
      socket
          .getOutputStream()
          .write("GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      System.exit(status.endsWith(" 200") ? 0 : 1);
    }
  }
}
