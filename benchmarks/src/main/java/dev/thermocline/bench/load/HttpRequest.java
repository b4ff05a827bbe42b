package dev.thermocline.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request as the bytes that go out, made once and sent as often as one likes. */
public final class HttpRequest {
  private final String host;
  private final int port;
  private final byte[] bytes;

  private HttpRequest(String host, int port, byte[] bytes) {
    this.host = host;
    this.port = port;
    this.bytes = bytes;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  byte[] bytes() {
    return bytes;
  }

  public static HttpRequest get(URI uri, Map<String, String> headers) {
    return of("GET", uri, headers, new byte[0]);
  }

  public static HttpRequest post(URI uri, Map<String, String> headers, byte[] body) {
    return of("POST", uri, headers, body);
  }

  private static HttpRequest of(String method, URI uri, Map<String, String> headers, byte[] body) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(uri.getAuthority()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!method.equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[start.length + body.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return new HttpRequest(uri.getHost(), uri.getPort(), whole);
  }
}
