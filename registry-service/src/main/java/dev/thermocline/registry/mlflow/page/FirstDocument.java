package dev.thermocline.registry.mlflow.page;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The document at the root; everything else of the page hangs on it. By its name it takes the place
 * of the page that every service has there.
 */
@RestController("homePage")
@ConditionalOnProperty("thermocline.mlflow.page")
class FirstDocument {
  /**
   * The page needs inline styles, workers and frames of its own making, and its libraries build
   * functions from text. It reaches no other host, and no other page can frame it.
   */
  static final String POLICY =
      "default-src 'self' blob: data: 'unsafe-inline' 'unsafe-eval'; object-src 'none';"
          + " base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

  private final Resource document;

  FirstDocument(PageSettings settings) {
    this.document = new FileSystemResource(settings.folder().resolve("index.html"));
  }

  @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<Resource> show() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache().cachePrivate())
        .header("Content-Security-Policy", POLICY)
        .contentType(MediaType.TEXT_HTML)
        .body(document);
  }
}
