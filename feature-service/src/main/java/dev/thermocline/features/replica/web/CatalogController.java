package dev.thermocline.features.replica.web;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.json.CatalogJson;
import dev.thermocline.kit.project.Project;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Tells processes without a database what is defined. */
@RestController
class CatalogController {
  private final ServedCatalogs catalogs;
  private final CatalogJson json = new CatalogJson();

  CatalogController(ServedCatalogs catalogs) {
    this.catalogs = catalogs;
  }

  /** All definitions of the project; 304 where the caller has this revision. */
  @GetMapping("/api/v1/views/-/catalog")
  ResponseEntity<byte[]> catalog(
      Project project,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
    Catalog catalog = catalogs.refresh(project).catalog();
    String tag = "\"" + catalog.revision() + "\"";
    if (tag.equals(known)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag).build();
    }
    return ResponseEntity.ok()
        .eTag(tag)
        .contentType(MediaType.APPLICATION_JSON)
        .body(json.write(catalog));
  }
}
