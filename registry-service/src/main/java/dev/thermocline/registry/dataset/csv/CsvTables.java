package dev.thermocline.registry.dataset.csv;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.dataset.Column;
import dev.thermocline.registry.dataset.TableFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * CSV with a header: its names, and how many records follow. Types are not guessed: every column is
 * a {@code string} until somebody says more. Quoted fields may hold commas, quotes and line ends.
 */
@Component
class CsvTables implements TableFormat {
  private static final int LONGEST_HEADER = 1024 * 1024;

  @Override
  public boolean reads(String path) {
    return path.endsWith(".csv");
  }

  @Override
  public Shape read(String path, long size, Source source) throws IOException {
    if (size == 0) {
      throw ThermoclineException.invalid("The file '" + path + "' is empty: a CSV has a header.");
    }
    Scan scan = new Scan(path);
    byte[] buffer = new byte[64 * 1024];
    try (InputStream bytes = source.from(0)) {
      for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
        for (int i = 0; i < n; i++) {
          scan.take(buffer[i]);
        }
      }
    }
    return scan.end();
  }

  /** One pass over the bytes; the separators are ASCII, so UTF-8 needs no decoding. */
  private static final class Scan {
    private final String path;
    private final List<Column> header = new ArrayList<>();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream();
    private boolean quoted;
    private boolean inHeader = true;
    private boolean recordHasBytes;
    private long records;

    Scan(String path) {
      this.path = path;
    }

    void take(byte b) {
      if (b == '"') {
        quoted = !quoted;
        recordHasBytes = true;
      } else if (quoted) {
        keep(b);
      } else if (b == '\n') {
        endRecord();
      } else if (b == ',') {
        recordHasBytes = true;
        endField();
      } else if (b != '\r') {
        keep(b);
      }
    }

    private void keep(byte b) {
      recordHasBytes = true;
      if (!inHeader) {
        return;
      }
      if (field.size() >= LONGEST_HEADER) {
        throw ThermoclineException.invalid(
            "The first line of '" + path + "' is longer than 1 MB: it is no CSV with a header.");
      }
      field.write(b);
    }

    private void endField() {
      if (inHeader) {
        String name = field.toString(StandardCharsets.UTF_8);
        String plain = name.startsWith("\uFEFF") ? name.substring(1) : name;
        header.add(new Column(plain.strip(), "string"));
        field.reset();
      }
    }

    private void endRecord() {
      if (inHeader) {
        endField();
        inHeader = false;
      } else if (recordHasBytes) {
        records++;
      }
      recordHasBytes = false;
    }

    Shape end() {
      if (quoted) {
        throw ThermoclineException.invalid("The file '" + path + "' ends inside of quotes.");
      }
      endRecord();
      return new Shape(header, records);
    }
  }
}
