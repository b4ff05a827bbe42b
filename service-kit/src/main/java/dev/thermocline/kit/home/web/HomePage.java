package dev.thermocline.kit.home.web;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** What a person sees who opens the address of a service in a browser. */
@RestController
class HomePage {
  private final String page;

  HomePage(String name, String description, String version) {
    String title = HtmlUtils.htmlEscape(name);
    this.page =
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Thermocline %1$s</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
        </head>
        <body>
        <h1>Thermocline %1$s</h1>
        <p>%2$s</p>
        <p>Version %3$s</p>
        <ul>
        <li><a href="/v3/api-docs">API reference</a> (OpenAPI, JSON)</li>
        <li>Health: <a href="/livez">live</a>, <a href="/readyz">ready</a></li>
        <li>Metrics: <a href="/actuator/prometheus">Prometheus</a> (with a token)</li>
        <li>Guides: the folder <code>docs</code> of the repository</li>
        </ul>
        </body>
        </html>
        """
            .formatted(title, HtmlUtils.htmlEscape(description), HtmlUtils.htmlEscape(version));
  }

  @GetMapping(value = "/", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> show() {
    return ResponseEntity.ok(page);
  }
}
