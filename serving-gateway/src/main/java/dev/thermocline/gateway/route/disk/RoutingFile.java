package dev.thermocline.gateway.route.disk;

import dev.thermocline.gateway.route.Registry;
import dev.thermocline.gateway.route.RoutingCopy;
import dev.thermocline.gateway.route.RoutingTable;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One file in the data folder, replaced by a rename so that it is always whole. */
@Component
final class RoutingFile implements RoutingCopy {
  private static final Logger log = LoggerFactory.getLogger(RoutingFile.class);

  private final Path file;
  private final Reader reader;

  RoutingFile(ServiceSettings settings, Reader reader) {
    this.file = settings.dataFolder().resolve("gateway").resolve("routing.json");
    this.reader = reader;
  }

  @Override
  public void keep(Registry.Tagged table) {
    Path fresh = file.resolveSibling("routing.json.new");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(fresh, table.text());
      replace(fresh);
    } catch (IOException failure) {
      log.warn("routing table not kept file={} reason={}", file, failure.toString());
    }
  }

  private void replace(Path fresh) throws IOException {
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public Optional<RoutingTable> find() {
    try {
      return Optional.of(reader.read(Files.readString(file)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      log.warn("kept routing table not readable file={} reason={}", file, unreadable.toString());
      return Optional.empty();
    }
  }
}
